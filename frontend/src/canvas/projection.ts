import { MarkerType, Position, type Edge, type Node } from '@xyflow/react';

import { labelledExits, type LabelledExit } from '../document/exits';
import { ENTRY_CENTRE, HANDLE, handlesOf, NODE_WIDTH, nodeHeight } from '../document/geometry';
import type { Catalog, FlowDocument, FlowNode, Point } from '../document/types';
import { triggerWords } from '../document/triggers';
import { nodeSummary, nodeTitle } from '../document/words';
import type { Problem } from '../server/shapes';
import { START } from '../state/editor';

export interface PartData extends Record<string, unknown> {
  readonly node: FlowNode;
  readonly title: string;
  readonly summary: string;
  readonly exits: readonly LabelledExit[];
  readonly errors: number;
  readonly warnings: number;
  readonly visited: boolean;
  readonly tabStop: boolean;
}

export interface StartData extends Record<string, unknown> {
  readonly words: string;
  readonly tabStop: boolean;
}

export type PartNode = Node<PartData, 'part'>;
export type StartNode = Node<StartData, 'start'>;
export type CanvasNode = PartNode | StartNode;

export interface Shown {
  readonly document: FlowDocument;
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
  readonly selection: readonly string[];
  readonly visited: readonly string[];
  readonly tabStop: string | null;
  readonly canEdit: boolean;
}

export const START_WIDTH = 208;
export const START_HEIGHT = 88;

/** Told as measured too, so that React Flow can fit and centre nodes that were never drawn. */
function sized(width: number, height: number) {
  return { width, height, measured: { width, height } };
}

function startPlace({ definition, layout }: FlowDocument): Point {
  const start = definition.start === null ? undefined : layout.nodes[definition.start];
  if (start) return { x: start.x - START_WIDTH - 88, y: start.y + ENTRY_CENTRE - START_HEIGHT / 2 };
  const places = definition.nodes.flatMap((node) => layout.nodes[node.id] ?? []);
  if (places.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...places.map((place) => place.x)) - START_WIDTH - 88, y: Math.min(...places.map((place) => place.y)) };
}

function counts(problems: readonly Problem[]): ReadonlyMap<string, { errors: number; warnings: number }> {
  const found = new Map<string, { errors: number; warnings: number }>();
  for (const problem of problems) {
    if (problem.node === null) continue;
    const entry = found.get(problem.node) ?? { errors: 0, warnings: 0 };
    entry[problem.level === 'error' ? 'errors' : 'warnings'] += 1;
    found.set(problem.node, entry);
  }
  return found;
}

function same(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return Object.keys(b).every((key) => Object.is(a[key], b[key]));
}

/**
 * Turns the document into React Flow's nodes and edges. What did not change keeps its identity from the call before,
 * so that a change of one node draws one node.
 */
export class Projection {
  private nodes = new Map<string, CanvasNode>();
  private edges = new Map<string, Edge>();
  private exits = new WeakMap<FlowNode, readonly LabelledExit[]>();

  private exitsOf(node: FlowNode, language: string): readonly LabelledExit[] {
    const known = this.exits.get(node);
    if (known) return known;
    const exits = labelledExits(node, language);
    this.exits.set(node, exits);
    return exits;
  }

  private keep<N extends CanvasNode>(next: N): N {
    const before = this.nodes.get(next.id) as N | undefined;
    if (!before || !same(before.data, next.data)) return next;
    const { x, y } = before.position;
    const still = before.selected === next.selected && before.draggable === next.draggable
      && x === next.position.x && y === next.position.y;
    return still ? before : next;
  }

  private part(node: FlowNode, shown: Shown, found: { errors: number; warnings: number } | undefined): PartNode {
    const { definition, layout } = shown.document;
    return this.keep<PartNode>({
      id: node.id, type: 'part', position: layout.nodes[node.id] ?? { x: 0, y: 0 },
      ...sized(NODE_WIDTH, nodeHeight(node)),
      handles: handlesOf(node).map((box) => ({ ...box, position: box.type === 'target' ? Position.Left : Position.Right })),
      selected: shown.selection.includes(node.id), draggable: shown.canEdit,
      data: {
        node, title: nodeTitle(node, definition), summary: nodeSummary(node, definition, shown.catalog),
        exits: this.exitsOf(node, definition.base_language), errors: found?.errors ?? 0, warnings: found?.warnings ?? 0,
        visited: shown.visited.includes(node.id), tabStop: shown.tabStop === node.id,
      },
    });
  }

  private start(shown: Shown): StartNode {
    const { triggers } = shown.document.definition;
    const words = triggers.length === 0 ? 'きっかけがまだありません' : triggers.map(triggerWords).join('／');
    return this.keep<StartNode>({
      id: START, type: 'start', position: startPlace(shown.document), draggable: false,
      ...sized(START_WIDTH, START_HEIGHT),
      handles: [{
        id: START, type: 'source', position: Position.Right, width: HANDLE, height: HANDLE,
        x: START_WIDTH + 6 - HANDLE, y: START_HEIGHT / 2 - HANDLE / 2,
      }],
      selected: shown.selection.includes(START), data: { words, tabStop: shown.tabStop === START },
    });
  }

  nodesOf(shown: Shown): CanvasNode[] {
    const found = counts(shown.problems);
    const nodes: CanvasNode[] = [
      this.start(shown), ...shown.document.definition.nodes.map((node) => this.part(node, shown, found.get(node.id))),
    ];
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }

  private edge(source: string, handle: string, target: string, label: string, selected: boolean): Edge {
    const id = `${source}:${handle}`;
    const before = this.edges.get(id);
    if (before && before.target === target && before.ariaLabel === label && before.selected === selected) return before;
    const colour = selected ? '#0017c1' : '#626264';
    return {
      id, source, sourceHandle: handle, target, targetHandle: 'in', type: 'smoothstep', ariaLabel: label, selected,
      markerEnd: { type: MarkerType.ArrowClosed, color: colour, width: 18, height: 18 }, interactionWidth: 24,
      zIndex: selected ? 1 : 0,
    };
  }

  edgesOf({ definition }: FlowDocument, selected: ReadonlySet<string>): Edge[] {
    const titles = new Map(definition.nodes.map((node) => [node.id, nodeTitle(node, definition)]));
    const edges = definition.nodes.flatMap((node) => this.exitsOf(node, definition.base_language).flatMap(({ exit, label }) => {
      const target = exit.to === null ? undefined : titles.get(exit.to);
      if (target === undefined) return [];
      const words = `「${titles.get(node.id)}」の「${label}」から「${target}」へ`;
      return [this.edge(node.id, exit.id, exit.to!, words, selected.has(`${node.id}:${exit.id}`))];
    }));
    if (definition.start !== null && titles.has(definition.start)) {
      edges.unshift(this.edge(START, START, definition.start, `はじまりから「${titles.get(definition.start)}」へ`, selected.has(`${START}:${START}`)));
    }
    this.edges = new Map(edges.map((edge) => [edge.id, edge]));
    return edges;
  }
}
