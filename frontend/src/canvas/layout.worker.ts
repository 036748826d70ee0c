import { Graph, layout } from '@dagrejs/dagre';

import type { LayoutGraph, Places } from '../document/graph';

export interface Request {
  readonly id: number;
  readonly graph: LayoutGraph;
}

export interface Answer {
  readonly id: number;
  readonly places: Places;
}

/** Left to right; dagre gives centres, the canvas wants the upper left corner. */
function arrange({ nodes, edges }: LayoutGraph): Places {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 32, ranksep: 104, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: node.width, height: node.height });
  edges.forEach((edge, index) => graph.setEdge(edge.from, edge.to, {}, String(index)));
  layout(graph);
  return Object.fromEntries(nodes.map((node) => {
    const { x, y } = graph.node(node.id) as { x: number; y: number };
    return [node.id, { x: Math.round(x - node.width / 2), y: Math.round(y - node.height / 2) }];
  }));
}

self.onmessage = (event: MessageEvent<Request>) => {
  self.postMessage({ id: event.data.id, places: arrange(event.data.graph) } satisfies Answer);
};
