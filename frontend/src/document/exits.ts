import type { Category, DecidingNode, Exit, FlowNode, Text } from './types';
import { isDeciding } from './types';

export interface LabelledExit {
  readonly exit: Exit;
  readonly label: string;
}

export function inLanguage(text: Text | undefined, language: string): string {
  return text?.[language] ?? '';
}

/** Whether the conversation waits at a buttons node: only a button of action `next` can be waited for. */
function waits(node: DecidingNode): boolean {
  return node.type !== 'buttons' || node.buttons.some((button) => button.action.type === 'next');
}

/** The exits of a node in their order, each with the names of the categories that leave by it. */
export function labelledExits(node: FlowNode, language: string): readonly LabelledExit[] {
  if (!isDeciding(node) || !waits(node)) return node.exits.map((exit) => ({ exit, label: '次へ' }));
  const names = new Map<string, string[]>();
  for (const category of node.categories) {
    const name = inLanguage(category.name, language) || '（名前なし）';
    names.set(category.exit, [...(names.get(category.exit) ?? []), name]);
  }
  return node.exits.map((exit) => ({ exit, label: (names.get(exit.id) ?? ['（使われていない出口）']).join('・') }));
}

export function findCategory(node: DecidingNode, id: string | null): Category | undefined {
  return node.categories.find((category) => category.id === id);
}

/** The categories a node needs besides those of its cases. */
function fixedCategories(node: DecidingNode): readonly string[] {
  const fixed: string[] = [];
  if ('default' in node) fixed.push(node.default);
  if ('answered' in node) fixed.push(node.answered);
  if ('failed' in node) fixed.push(node.failed);
  return fixed;
}

export function caseCategories(node: DecidingNode): readonly (string | null)[] {
  switch (node.type) {
    case 'buttons':
      return node.buttons.map((button) => button.category);
    case 'ask_choice':
      return node.choices.map((choice) => choice.category);
    case 'branch':
      return node.cases.map((item) => item.category);
    default:
      return [];
  }
}

/**
 * Drops categories that nothing names and exits that no category uses, and sets both in the order of the cases
 * (fixed categories last), so that handles stand on the canvas in the order of the form.
 */
export function tidy<N extends DecidingNode>(node: N): N {
  const order = new Map<string, number>();
  for (const id of [...caseCategories(node), ...fixedCategories(node)]) {
    if (id !== null && !order.has(id)) order.set(id, order.size);
  }
  const categories = node.categories
    .filter((category) => order.has(category.id))
    .sort((a, b) => order.get(a.id)! - order.get(b.id)!);
  const exitOrder = Array.from(new Set(categories.map((category) => category.exit)));
  const byId = new Map(node.exits.map((exit) => [exit.id, exit]));
  const exits = exitOrder.flatMap((id) => byId.get(id) ?? []);
  return { ...node, categories, exits };
}
