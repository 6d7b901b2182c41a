import type { Vertex } from "./vertex.js";

/** Differences up to this size have products that a number holds exactly, and sums of two such products too. */
const EXACT = 2 ** 26;

/** Which way a triangle turns: above zero counter-clockwise, below clockwise, zero where it is flat. The sign is exact. */
export function turn(a: Vertex, b: Vertex, c: Vertex): number {
  return cross(b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]);
}

/** The product along two edges from one vertex: below zero where they point apart. The sign is exact. */
export function along(a: Vertex, b: Vertex, c: Vertex): number {
  return cross(b[0] - a[0], b[1] - a[1], -(c[1] - a[1]), c[0] - a[0]);
}

/** Whether a vertex lies on the straight line between two others, strictly between them. */
export function isBetween(a: Vertex, vertex: Vertex, b: Vertex): boolean {
  return turn(a, b, vertex) === 0 && along(vertex, a, b) < 0;
}

/** ax * by - ay * bx; rounded where it is large, never to zero. */
function cross(ax: number, ay: number, bx: number, by: number): number {
  if (Math.abs(ax) <= EXACT && Math.abs(ay) <= EXACT && Math.abs(bx) <= EXACT && Math.abs(by) <= EXACT) {
    return ax * by - ay * bx;
  }
  return Number(BigInt(ax) * BigInt(by) - BigInt(ay) * BigInt(bx));
}
