import type { Definition, FlowNode } from './types';

const LISTS: Readonly<Record<string, readonly string[]>> = {
  buttons: ['buttons', 'categories'], ask_choice: ['choices', 'categories'], ask_choices: ['choices', 'categories'],
  ask_text: ['categories'], ask_number: ['categories'], ask_date: ['categories'], branch: ['cases', 'categories'],
  add_tag: ['tags'], remove_tag: ['tags'],
};

function readNode(node: FlowNode): FlowNode {
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  const missing = ['exits', ...(LISTS[node.type] ?? [])].filter((list) => !Array.isArray(fields[list]));
  if (missing.length === 0) return node;
  return { ...node, ...Object.fromEntries(missing.map((list) => [list, []])) };
}

/**
 * A definition as the editor edits it. The format lets an end go without exits, and a draft may lack more;
 * here every list is there, so that nothing else has to ask. A node that lacks nothing stays the same object.
 */
export function readDefinition(definition: Definition): Definition {
  return {
    ...definition,
    base_language: definition.base_language ?? 'ja',
    triggers: definition.triggers ?? [],
    start: definition.start ?? null,
    nodes: (definition.nodes ?? []).map(readNode),
  };
}
