import { inLanguage } from './exits';
import { kindOf } from './kinds';
import { shorten } from './lengths';
import type { Catalog, Condition, Definition, FlowNode, Named, Operator, QuestionNode, Value } from './types';
import { isQuestion } from './types';

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '')?.trim() ?? '';
}

function ownText(node: FlowNode, language: string): string {
  if ('text' in node) return inLanguage(node.text, language);
  return node.type === 'image' ? inLanguage(node.alt, language) : '';
}

/** What staff call a node: its own name, else the beginning of its text, else its kind. */
export function nodeTitle(node: FlowNode, definition: Definition): string {
  if (node.name) return node.name;
  const line = firstLine(ownText(node, definition.base_language));
  return line === '' ? kindOf(node.type).label : shorten(line, 24);
}

function nameOf(list: readonly Named[], key: string): string {
  return list.find((item) => item.key === key)?.name ?? key;
}

function tagNames(keys: readonly string[], catalog: Catalog): string {
  return keys.length === 0 ? '（タグが選ばれていません）' : keys.map((key) => `「${nameOf(catalog.tags, key)}」`).join('');
}

const ASSIGNED = { answer: '回答を入れる', literal: '決まった値を入れる', nothing: '空にする' } as const;

/** What a node does, in a line or two, for its body on the canvas. */
export function nodeSummary(node: FlowNode, definition: Definition, catalog: Catalog): string {
  switch (node.type) {
    case 'branch':
      return node.cases.map((item) => conditionWords(item.condition, definition, catalog)).join('／') || '（条件がありません）';
    case 'add_tag':
    case 'remove_tag':
      return tagNames(node.tags, catalog);
    case 'set_attribute':
      return node.attribute === '' ? '（属性が選ばれていません）' : `「${nameOf(catalog.attributes, node.attribute)}」に${ASSIGNED[node.value.from]}`;
    case 'sub_flow':
      return catalog.flows.find((flow) => flow.id === node.flow)?.name ?? '（シナリオが選ばれていません）';
    case 'end':
      return 'ここで終わります';
    case 'image':
      return inLanguage(node.alt, definition.base_language) || (node.image === null ? '（画像が選ばれていません）' : '画像');
    default:
      return inLanguage(node.text, definition.base_language) || '（文章がまだありません）';
  }
}

export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  is: 'と同じ', is_not: 'と違う', contains: 'を含む', gt: 'より大きい', gte: '以上', lt: 'より小さい', lte: '以下',
  exists: 'がある', exists_not: 'がない',
};

const DATE_WORDS: Readonly<Partial<Record<Operator, string>>> = { gt: 'より後', gte: '以後', lt: 'より前', lte: '以前' };

/** The kind of value a condition compares: decides the operators and the field for the value. */
export type ValueKind = 'text' | 'number' | 'date' | 'choice' | 'choices';

export interface Subject {
  readonly kind: ValueKind;
  readonly choices: readonly Named[];
}

export function subjectOfQuestion(node: QuestionNode | undefined, language: string): Subject {
  if (!node) return { kind: 'text', choices: [] };
  const kinds: Record<QuestionNode['type'], ValueKind> = {
    ask_choice: 'choice', ask_choices: 'choices', ask_text: 'text', ask_number: 'number', ask_date: 'date',
  };
  const choices = 'choices' in node ? node.choices.map((item) => ({ key: item.key, name: inLanguage(item.label, language) })) : [];
  return { kind: kinds[node.type], choices };
}

export function subjectOfAttribute(catalog: Catalog, key: string): Subject {
  const attribute = catalog.attributes.find((item) => item.key === key);
  if (!attribute) return { kind: 'text', choices: [] };
  if (attribute.choices.length > 0) return { kind: attribute.kind === 'choices' ? 'choices' : 'choice', choices: attribute.choices };
  const kind = attribute.kind === 'number' || attribute.kind === 'date' ? attribute.kind : 'text';
  return { kind, choices: [] };
}

const OPERATORS: Readonly<Record<ValueKind, readonly Operator[]>> = {
  text: ['is', 'is_not', 'contains', 'exists', 'exists_not'],
  number: ['is', 'is_not', 'gt', 'gte', 'lt', 'lte', 'exists', 'exists_not'],
  date: ['is', 'is_not', 'gt', 'gte', 'lt', 'lte', 'exists', 'exists_not'],
  choice: ['is', 'is_not', 'exists', 'exists_not'],
  choices: ['contains', 'exists', 'exists_not'],
};

export function operatorsOf(kind: ValueKind): readonly Operator[] {
  return OPERATORS[kind];
}

export function operatorWords(operator: Operator, kind: ValueKind): string {
  return (kind === 'date' ? DATE_WORDS[operator] : undefined) ?? OPERATOR_WORDS[operator];
}

export function needsValue(operator: Operator): boolean {
  return operator !== 'exists' && operator !== 'exists_not';
}

function valueWords(value: Value | undefined, subject: Subject): string {
  if (value === undefined || value === '') return '（値なし）';
  const one = (item: string): string => nameOf(subject.choices, item);
  return typeof value === 'object' ? value.map(one).join('・') : one(String(value));
}

export function subjectOf(condition: Condition, definition: Definition, catalog: Catalog): Subject {
  if (condition.type === 'attribute') return subjectOfAttribute(catalog, condition.attribute);
  if (condition.type === 'tag') return { kind: 'text', choices: [] };
  const question = definition.nodes.filter(isQuestion).find((node) => node.key === condition.key);
  return subjectOfQuestion(question, definition.base_language);
}

function subjectName(condition: Condition, definition: Definition, catalog: Catalog): string {
  if (condition.type === 'attribute') return nameOf(catalog.attributes, condition.attribute);
  if (condition.type === 'tag') return nameOf(catalog.tags, condition.tag);
  const question = definition.nodes.filter(isQuestion).find((node) => node.key === condition.key);
  return question ? nodeTitle(question, definition) : condition.key;
}

/** Whether a condition says what it looks at and with what it compares. */
export function isComplete(condition: Condition): boolean {
  if (condition.type === 'tag') return condition.tag !== '';
  const subject = condition.type === 'answer' ? condition.key : condition.attribute;
  return subject !== '' && (!needsValue(condition.op) || (condition.value !== undefined && condition.value !== ''));
}

/** A condition in words, short enough for an exit: 「居住地区が伊丹」. */
export function conditionWords(condition: Condition, definition: Definition, catalog: Catalog): string {
  const name = subjectName(condition, definition, catalog);
  if (name === '') return '（条件がまだありません）';
  if (condition.type === 'tag') return `タグ「${name}」が${condition.op === 'has' ? 'ある' : 'ない'}`;
  const subject = subjectOf(condition, definition, catalog);
  if (!needsValue(condition.op)) return `${name}${operatorWords(condition.op, subject.kind)}`;
  const value = valueWords(condition.value, subject);
  return condition.op === 'is' ? `${name}が${value}` : `${name}が${value}${operatorWords(condition.op, subject.kind)}`;
}
