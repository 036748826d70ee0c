import { GRID } from '../document/geometry';
import type { Point } from '../document/types';
import type { CanvasNode } from './projection';

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

const VECTORS: Readonly<Record<Direction, Point>> = {
  ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 },
};

export function isDirection(key: string): key is Direction {
  return key in VECTORS;
}

function centre(node: CanvasNode): Point {
  return { x: node.position.x + (node.width ?? 0) / 2, y: node.position.y + (node.height ?? 0) / 2 };
}

/** The nearest node in a direction: what lies aside counts twice as far as what lies ahead. */
export function nearest(nodes: readonly CanvasNode[], from: CanvasNode, direction: Direction): CanvasNode | null {
  const vector = VECTORS[direction];
  const origin = centre(from);
  let best: CanvasNode | null = null;
  let least = Infinity;
  for (const node of nodes) {
    const to = centre(node);
    const ahead = (to.x - origin.x) * vector.x + (to.y - origin.y) * vector.y;
    const aside = Math.abs((to.x - origin.x) * vector.y) + Math.abs((to.y - origin.y) * vector.x);
    if (node.id === from.id || ahead <= 0) continue;
    const distance = ahead + 2 * aside;
    if (distance < least) {
      least = distance;
      best = node;
    }
  }
  return best;
}

export function nudged(place: Point, direction: Direction): Point {
  const vector = VECTORS[direction];
  return { x: place.x + vector.x * GRID * 2, y: place.y + vector.y * GRID * 2 };
}
