import { kindOf } from './kinds';
import { nodeSummary, nodeTitle } from './words';
import { labelledExits } from './exits';
import type { Catalog, Definition, FlowNode } from './types';

/** Full-width and half-width, katakana and hiragana, upper and lower case are the same when looking for something. */
export function searchable(text: string): string {
  return text.normalize('NFKC').toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0x60))
    .replace(/\s+/g, ' ').trim();
}

function haystack(node: FlowNode, definition: Definition, catalog: Catalog): string {
  const exits = labelledExits(node, definition.base_language).map((item) => item.label);
  return searchable([nodeTitle(node, definition), kindOf(node.type).label, nodeSummary(node, definition, catalog), ...exits].join(' '));
}

/** Nodes in which every word of `query` is found, in the order of the flow's list; all for an empty query. */
export function searchNodes(query: string, nodes: readonly FlowNode[], definition: Definition, catalog: Catalog): readonly FlowNode[] {
  const words = searchable(query).split(' ').filter((word) => word !== '');
  if (words.length === 0) return nodes;
  return nodes.filter((node) => {
    const text = haystack(node, definition, catalog);
    return words.every((word) => text.includes(word));
  });
}
