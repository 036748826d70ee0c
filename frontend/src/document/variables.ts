import { nodeTitle } from './words';
import type { Attribute, Catalog, Definition, QuestionNode } from './types';
import { isQuestion } from './types';

/** Something whose value can be put into a text. */
export interface Variable {
  readonly code: string;
  readonly label: string;
}

export function questionsOf(definition: Definition): readonly QuestionNode[] {
  return definition.nodes.filter(isQuestion);
}

export function variablesOf(definition: Definition, catalog: Catalog): readonly { readonly group: string; readonly items: readonly Variable[] }[] {
  const answers = questionsOf(definition).map((node) => ({ code: `{{answer.${node.key}}}`, label: nodeTitle(node, definition) }));
  const attributes = catalog.attributes.map((item: Attribute) => ({ code: `{{attribute.${item.key}}}`, label: item.name }));
  return [
    { group: '利用者', items: [{ code: '{{citizen.name}}', label: '利用者の名前' }] },
    { group: '回答', items: answers },
    { group: '属性', items: attributes },
  ].filter((group) => group.items.length > 0);
}

/** `text` with `code` in place of what is selected, and where the caret stands after it. */
export function insertAt(text: string, start: number, end: number, code: string): { text: string; caret: number } {
  return { text: text.slice(0, start) + code + text.slice(end), caret: start + code.length };
}
