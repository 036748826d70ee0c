import { labelledExits, type LabelledExit } from './exits';
import { inDepth } from './placing';
import type { Definition, FlowNode } from './types';

export interface OutlineRow {
  readonly node: FlowNode;
  /** From 1, in the order of the list; what other rows call this one. */
  readonly number: number;
  readonly isStart: boolean;
  /** Whether a conversation can come here. */
  readonly reached: boolean;
  readonly exits: readonly (LabelledExit & { readonly toNumber: number | null })[];
}

function reachable(definition: Definition): ReadonlySet<string> {
  const byId = new Map(definition.nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const stack = definition.start === null ? [] : [definition.start];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const node = byId.get(id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    for (const exit of node.exits) if (exit.to !== null) stack.push(exit.to);
  }
  return seen;
}

/** The flow as a list, in the order a conversation meets its nodes. */
export function outlineOf(definition: Definition): readonly OutlineRow[] {
  const byId = new Map(definition.nodes.map((node) => [node.id, node]));
  const order = Array.from(inDepth(definition).keys()).flatMap((id) => byId.get(id) ?? []);
  const numbers = new Map(order.map((node, index) => [node.id, index + 1]));
  const reached = reachable(definition);
  return order.map((node, index) => ({
    node,
    number: index + 1,
    isStart: node.id === definition.start,
    reached: reached.has(node.id),
    exits: labelledExits(node, definition.base_language).map((item) => ({
      ...item, toNumber: item.exit.to === null ? null : numbers.get(item.exit.to) ?? null,
    })),
  }));
}
