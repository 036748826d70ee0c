import type { FlowNode, Layout, Point } from './types';
import { isDeciding } from './types';

/** Sizes in canvas pixels. Fixed and known without the DOM: the canvas never has to measure (see README). */
export const NODE_WIDTH = 248;
export const GRID = 8;
const HEADER = 36;
const BODY = 60;
const EXIT_ROW = 28;
const PADDING = 8;
export const HANDLE = 24;
/** How far the dot of a handle stands out: there a connection begins and ends. */
const DOT = 6;

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface HandleBox extends Box {
  readonly id: string;
  readonly type: 'source' | 'target';
}

/** Nodes with one plain way on show no list of exits: the handle stands at the side. */
export function hasExitRows(node: FlowNode): boolean {
  return isDeciding(node);
}

export function nodeHeight(node: FlowNode): number {
  const rows = hasExitRows(node) ? node.exits.length : 0;
  return HEADER + BODY + PADDING + (rows > 0 ? rows * EXIT_ROW + PADDING : 0);
}

/** The middle of a handle, measured from the top of the node. */
export function exitCentre(node: FlowNode, index: number): number {
  if (!hasExitRows(node)) return HEADER + BODY / 2;
  return HEADER + BODY + PADDING + index * EXIT_ROW + EXIT_ROW / 2;
}

export const ENTRY_CENTRE = HEADER / 2 + 2;

export function handlesOf(node: FlowNode): readonly HandleBox[] {
  const box = (id: string, type: HandleBox['type'], x: number, centre: number): HandleBox =>
    ({ id, type, x, y: centre - HANDLE / 2, width: HANDLE, height: HANDLE });
  const exits = node.exits.map((exit, index) => box(exit.id, 'source', NODE_WIDTH + DOT - HANDLE, exitCentre(node, index)));
  return [box('in', 'target', -DOT, ENTRY_CENTRE), ...exits];
}

export function boxOf(node: FlowNode, layout: Layout): Box | null {
  const place = layout.nodes[node.id];
  return place ? { ...place, width: NODE_WIDTH, height: nodeHeight(node) } : null;
}
