import { freeKey, newId } from './ids';
import type { Category, Definition, Exit, FlowNode, NodeType, Text } from './types';
import { isQuestion } from './types';

export function emptyDefinition(): Definition {
  return { format: 1, base_language: 'ja', triggers: [], start: null, nodes: [] };
}

export function newExit(to: string | null = null): Exit {
  return { id: newId(), to };
}

export function newCategory(key: string, name: Text, exit: string): Category {
  return { id: newId(), key, name, exit };
}

/** Keys are unique in the flow: results of the questions stand under them. */
export function freeQuestionKey(definition: Definition): string {
  return freeKey('q', definition.nodes.filter(isQuestion).map((node) => node.key));
}

interface Frame {
  readonly exits: readonly Exit[];
  readonly categories: readonly Category[];
}

/** One exit and one category for each name. */
function frame(language: string, ...names: readonly (readonly [key: string, name: string])[]): Frame {
  const exits = names.map(() => newExit());
  const categories = names.map(([key, name], index) => newCategory(key, { [language]: name }, exits[index]!.id));
  return { exits, categories };
}

function retryIn(language: string, example: string) {
  return { text: { [language]: example }, limit: 3 };
}

const RETRY: Readonly<Record<string, string>> = {
  ask_choice: 'もう一度、下のボタンから1つ選んでください。',
  ask_choices: 'もう一度、下のボタンから選んでください。',
  ask_text: 'もう一度、文字で教えてください。',
  ask_number: 'もう一度、数字で教えてください。例：3',
  ask_date: 'もう一度、日付を教えてください。例：4月1日',
};

const ANSWERED = ['answered', '答えたとき'] as const;
const FAILED = ['failed', '答えられなかったとき'] as const;

function createQuestion(type: NodeType, definition: Definition): FlowNode {
  const language = definition.base_language;
  const empty: Text = { [language]: '' };
  const common = { id: newId(), key: freeQuestionKey(definition), text: empty, retry: retryIn(language, RETRY[type]!) };
  if (type === 'ask_choice') {
    const { exits, categories } = frame(language, ['c1', '選択肢1'], ['c2', '選択肢2'], FAILED);
    const choices = [0, 1].map((index) => ({
      id: newId(), key: `c${index + 1}`, label: { [language]: `選択肢${index + 1}` }, category: categories[index]!.id,
    }));
    return { ...common, type, exits, categories, choices, failed: categories[2]!.id };
  }
  const { exits, categories } = frame(language, ANSWERED, FAILED);
  const rest = { ...common, exits, categories, answered: categories[0]!.id, failed: categories[1]!.id };
  switch (type) {
    case 'ask_choices': {
      const choices = [1, 2].map((n) => ({ id: newId(), key: `c${n}`, label: { [language]: `選択肢${n}` } }));
      return { ...rest, type, choices, min: 1, max: 2 };
    }
    case 'ask_text':
      return { ...rest, type, max_length: 500 };
    case 'ask_number':
      return { ...rest, type, min: null, max: null, integer: true };
    case 'ask_date':
      return { ...rest, type, min: null, max: null };
    default:
      throw new RangeError(`not a question: ${type}`);
  }
}

function createDeciding(type: 'buttons' | 'branch', language: string): FlowNode {
  if (type === 'buttons') {
    const { exits, categories } = frame(language, ['c1', 'ボタン1'], ['other', 'ほかの返事のとき']);
    const button = {
      id: newId(), label: { [language]: 'ボタン1' }, action: { type: 'next' as const }, category: categories[0]!.id,
    };
    return { id: newId(), type, text: { [language]: '' }, buttons: [button], exits, categories, default: categories[1]!.id };
  }
  const { exits, categories } = frame(language, ['c1', '条件1'], ['other', 'それ以外']);
  const first = { id: newId(), condition: { type: 'tag' as const, tag: '', op: 'has' as const }, category: categories[0]!.id };
  return { id: newId(), type, cases: [first], exits, categories, default: categories[1]!.id };
}

/** A new node of `type` with every field the format asks for, its exits leading nowhere yet. */
export function createNode(type: NodeType, definition: Definition): FlowNode {
  const language = definition.base_language;
  const empty: Text = { [language]: '' };
  const simple = { id: newId(), exits: [newExit()] };
  switch (type) {
    case 'text':
      return { ...simple, type, text: empty };
    case 'image':
      return { ...simple, type, image: null, alt: empty };
    case 'buttons':
    case 'branch':
      return createDeciding(type, language);
    case 'add_tag':
    case 'remove_tag':
      return { ...simple, type, tags: [] };
    case 'set_attribute':
      return { ...simple, type, attribute: '', value: { from: 'nothing' } };
    case 'sub_flow':
      return { ...simple, type, flow: null };
    case 'end':
      return { id: newId(), type, exits: [] };
    default:
      return createQuestion(type, definition);
  }
}
