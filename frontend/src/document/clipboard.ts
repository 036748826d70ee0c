import { addNode } from './edit';
import { newId } from './ids';
import { isKnownType } from './kinds';
import type { FlowDocument, FlowNode, Point } from './types';
import { isQuestion } from './types';
import { freeKey } from './ids';

/** What is put on the clipboard, as JSON text, so that parts can be carried into another flow. */
export interface Clip {
  readonly kairan: 'nodes';
  readonly format: 1;
  readonly nodes: readonly FlowNode[];
  readonly layout: Readonly<Record<string, Point>>;
}

export function copyNodes(document: FlowDocument, ids: Iterable<string>): Clip {
  const wanted = new Set(ids);
  const nodes = document.definition.nodes.filter((node) => wanted.has(node.id));
  const layout = Object.fromEntries(nodes.map((node) => [node.id, document.layout.nodes[node.id] ?? { x: 0, y: 0 }]));
  return { kairan: 'nodes', format: 1, nodes, layout };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExit(value: unknown): boolean {
  return isRecord(value) && typeof value.id === 'string' && (value.to === null || typeof value.to === 'string');
}

function isNode(value: unknown): value is FlowNode {
  return isRecord(value) && typeof value.id === 'string' && typeof value.type === 'string' && isKnownType(value.type)
    && Array.isArray(value.exits) && value.exits.every(isExit);
}

/** Reads a clip from clipboard text; null for anything else. */
export function readClip(text: string): Clip | null {
  if (!text.includes('"kairan"')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value.kairan !== 'nodes' || value.format !== 1) return null;
  if (!Array.isArray(value.nodes) || value.nodes.length === 0 || !value.nodes.every(isNode) || !isRecord(value.layout)) return null;
  return value as unknown as Clip;
}

/** Every id of the nodes is replaced by a new one, everywhere it is named; ids of nodes outside become nowhere. */
function renewed(clip: Clip): { nodes: readonly FlowNode[]; ids: ReadonlyMap<string, string> } {
  const ids = new Map<string, string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isRecord(value)) {
      if (typeof value.id === 'string') ids.set(value.id, newId());
      Object.values(value).forEach(collect);
    }
  };
  collect(clip.nodes);
  const inside = new Set(clip.nodes.map((node) => node.id));
  const rename = (value: unknown, key: string): unknown => {
    if (key === 'to') return typeof value === 'string' && inside.has(value) ? ids.get(value) : null;
    if (typeof value === 'string' && REFERENCES.has(key)) return ids.get(value) ?? value;
    if (Array.isArray(value)) return value.map((item) => rename(item, ''));
    if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rename(item, name)]));
    return value;
  };
  return { nodes: clip.nodes.map((node) => rename(node, '') as FlowNode), ids };
}

/** The fields of a node that hold ids of its own parts. */
const REFERENCES = new Set(['id', 'exit', 'category', 'default', 'answered', 'failed']);

/** Puts the clip into the flow, moved by `by`; answers the new nodes' ids, to be selected. */
export function pasteClip(document: FlowDocument, clip: Clip, by: Point): { document: FlowDocument; ids: readonly string[] } {
  const { nodes, ids } = renewed(clip);
  const keys = new Set(document.definition.nodes.filter(isQuestion).map((node) => node.key));
  let next = document;
  clip.nodes.forEach((old, index) => {
    let node = nodes[index]!;
    if (isQuestion(node)) {
      if (keys.has(node.key)) node = { ...node, key: freeKey('q', keys) };
      keys.add(node.key);
    }
    const place = clip.layout[old.id] ?? { x: 0, y: 0 };
    next = addNode(next, node, { x: place.x + by.x, y: place.y + by.y });
  });
  return { document: next, ids: clip.nodes.map((node) => ids.get(node.id)!) };
}
