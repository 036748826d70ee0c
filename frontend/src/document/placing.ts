import { boxOf, GRID, NODE_WIDTH, nodeHeight, type Box } from './geometry';
import type { Definition, FlowDocument, FlowNode, Layout, Point } from './types';

const GAP = 24;
const COLUMN = NODE_WIDTH + 96;

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width + GAP && b.x < a.x + a.width + GAP && a.y < b.y + b.height + GAP && b.y < a.y + a.height + GAP;
}

function onGrid(point: Point): Point {
  return { x: Math.round(point.x / GRID) * GRID, y: Math.round(point.y / GRID) * GRID };
}

/** The nearest place at or below `wanted` where `node` covers no other. */
export function freePlace(document: FlowDocument, node: FlowNode, wanted: Point): Point {
  const boxes = document.definition.nodes.flatMap((other) => boxOf(other, document.layout) ?? []);
  let place = onGrid(wanted);
  for (let turn = 0; turn <= boxes.length; turn += 1) {
    const box = { ...place, width: NODE_WIDTH, height: nodeHeight(node) };
    const hit = boxes.filter((other) => overlap(box, other));
    if (hit.length === 0) return place;
    place = onGrid({ x: place.x, y: Math.max(...hit.map((other) => other.y + other.height)) + GAP + GRID });
  }
  return place;
}

/** Where a node that follows `from` would be looked for: to its right. */
export function placeBehind(document: FlowDocument, from: FlowNode, node: FlowNode): Point {
  const place = document.layout.nodes[from.id] ?? { x: 0, y: 0 };
  return freePlace(document, node, { x: place.x + COLUMN, y: place.y });
}

/** The nodes in the order a conversation meets them, breadth first; what cannot be reached comes last. */
export function inDepth(definition: Definition): ReadonlyMap<string, number> {
  const byId = new Map(definition.nodes.map((node) => [node.id, node]));
  const depth = new Map<string, number>();
  const walk = (root: string): void => {
    const queue: [string, number][] = [[root, 0]];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [id, level] = next;
      const node = byId.get(id);
      if (!node || depth.has(id)) continue;
      depth.set(id, level);
      for (const exit of node.exits) if (exit.to !== null) queue.push([exit.to, level + 1]);
    }
  };
  if (definition.start !== null) walk(definition.start);
  for (const node of definition.nodes) if (!depth.has(node.id)) walk(node.id);
  return depth;
}

/** A place for every node: those without one (an imported flow has none) stand in columns by their depth. */
export function completeLayout(definition: Definition, layout: Layout): Layout {
  const missing = definition.nodes.filter((node) => !layout.nodes[node.id]);
  if (missing.length === 0) return layout;
  const depth = inDepth(definition);
  const lowest = definition.nodes.flatMap((node) => boxOf(node, layout) ?? []).map((box) => box.y + box.height);
  const top = lowest.length > 0 ? Math.max(...lowest) + 2 * GAP : 0;
  const bottom = new Map<number, number>();
  const nodes: Record<string, Point> = { ...layout.nodes };
  for (const node of missing) {
    const column = depth.get(node.id) ?? 0;
    const y = bottom.get(column) ?? top;
    nodes[node.id] = { x: column * COLUMN, y };
    bottom.set(column, y + nodeHeight(node) + GAP);
  }
  return { nodes };
}
