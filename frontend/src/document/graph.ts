import { NODE_WIDTH, nodeHeight } from './geometry';
import type { Definition, Point } from './types';

/** What the layout worker gets: plain data, so that it can be sent. */
export interface LayoutGraph {
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export type Places = Readonly<Record<string, Point>>;

/** The start comes first: dagre puts earlier nodes of a rank higher up. */
export function layoutGraph(definition: Definition): LayoutGraph {
  const known = new Set(definition.nodes.map((node) => node.id));
  const ordered = [...definition.nodes].sort((a, b) => Number(b.id === definition.start) - Number(a.id === definition.start));
  return {
    nodes: ordered.map((node) => ({ id: node.id, width: NODE_WIDTH, height: nodeHeight(node) })),
    edges: ordered.flatMap((node) =>
      node.exits.flatMap((exit) => (exit.to !== null && known.has(exit.to) ? [{ from: node.id, to: exit.to }] : []))),
  };
}
