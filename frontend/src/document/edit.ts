import type { Definition, FlowDocument, FlowNode, Layout, Point } from './types';

export function findNode(definition: Definition, id: string | null): FlowNode | undefined {
  return id === null ? undefined : definition.nodes.find((node) => node.id === id);
}

/** Adds a node; the first node of a flow becomes its start. */
export function addNode(document: FlowDocument, node: FlowNode, at: Point): FlowDocument {
  const { definition, layout } = document;
  return {
    definition: { ...definition, nodes: [...definition.nodes, node], start: definition.start ?? node.id },
    layout: { nodes: { ...layout.nodes, [node.id]: at } },
  };
}

/** Changes one node; the same document if `change` returns the same node. */
export function updateNode(document: FlowDocument, id: string, change: (node: FlowNode) => FlowNode): FlowDocument {
  const before = findNode(document.definition, id);
  if (!before) return document;
  const after = change(before);
  if (after === before) return document;
  const nodes = document.definition.nodes.map((node) => (node.id === id ? after : node));
  return { ...document, definition: { ...document.definition, nodes } };
}

/** Leads the exit to `to`, or nowhere. */
export function connect(document: FlowDocument, nodeId: string, exitId: string, to: string | null): FlowDocument {
  return updateNode(document, nodeId, (node) => {
    const exit = node.exits.find((candidate) => candidate.id === exitId);
    if (!exit || exit.to === to) return node;
    return { ...node, exits: node.exits.map((other) => (other.id === exitId ? { ...other, to } : other)) };
  });
}

export function setStart(document: FlowDocument, id: string | null): FlowDocument {
  if (document.definition.start === id) return document;
  return { ...document, definition: { ...document.definition, start: id } };
}

function withoutExitsTo(node: FlowNode, removed: ReadonlySet<string>): FlowNode {
  if (!node.exits.some((exit) => exit.to !== null && removed.has(exit.to))) return node;
  return { ...node, exits: node.exits.map((exit) => (exit.to && removed.has(exit.to) ? { ...exit, to: null } : exit)) };
}

/** Removes nodes with their places; exits that led to them lead nowhere. */
export function removeNodes(document: FlowDocument, ids: Iterable<string>): FlowDocument {
  const removed = new Set(ids);
  const { definition, layout } = document;
  const nodes = definition.nodes.filter((node) => !removed.has(node.id)).map((node) => withoutExitsTo(node, removed));
  if (nodes.length === definition.nodes.length) return document;
  const places = Object.fromEntries(Object.entries(layout.nodes).filter(([id]) => !removed.has(id)));
  const start = definition.start !== null && removed.has(definition.start) ? null : definition.start;
  return { definition: { ...definition, nodes, start }, layout: { nodes: places } };
}

/** Moves nodes; the same document if nothing moved. Places are whole numbers, so that saving them is stable. */
export function moveNodes(document: FlowDocument, places: Readonly<Record<string, Point>>): FlowDocument {
  const next: Record<string, Point> = { ...document.layout.nodes };
  let changed = false;
  for (const [id, place] of Object.entries(places)) {
    const rounded = { x: Math.round(place.x), y: Math.round(place.y) };
    const before = next[id];
    if (before && before.x === rounded.x && before.y === rounded.y) continue;
    next[id] = rounded;
    changed = true;
  }
  return changed ? { ...document, layout: { nodes: next } } : document;
}

/** The first exit of a node that leads nowhere yet. */
export function freeExit(node: FlowNode | undefined): string | null {
  return node?.exits.find((exit) => exit.to === null)?.id ?? null;
}

/**
 * Adds `node` behind the exit of another. What the exit led to follows the new node,
 * if that has exactly one way on; otherwise the old way would be a guess.
 */
export function addBehind(document: FlowDocument, from: string, exitId: string, node: FlowNode, at: Point): FlowDocument {
  const old = findNode(document.definition, from)?.exits.find((exit) => exit.id === exitId)?.to ?? null;
  let next = connect(addNode(document, node, at), from, exitId, node.id);
  const only = node.exits.length === 1 ? node.exits[0] : undefined;
  if (old !== null && only) next = connect(next, node.id, only.id, old);
  return next;
}

/** Places only for nodes that exist, so that a layout does not grow with what was deleted. */
export function trimLayout(layout: Layout, definition: Definition): Layout {
  const places: Record<string, Point> = {};
  for (const node of definition.nodes) {
    const place = layout.nodes[node.id];
    if (place) places[node.id] = place;
  }
  return { nodes: places };
}
