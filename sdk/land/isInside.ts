import type { Place, Ring } from "./vertex.js";

/** Whether a place lies strictly inside a ring, as the contract judges it: exact; no place on an edge does. */
export function isInside(ring: Ring, { x, y, denominator }: Place): boolean {
  const seen = ring.map(([vx, vy]) => [BigInt(vx) * denominator - x, BigInt(vy) * denominator - y] as const);
  let winding = 0;
  for (const [i, [bx, by]] of seen.entries()) {
    const [ax, ay] = seen[(i + seen.length - 1) % seen.length];
    const side = ax * by - bx * ay;
    if (side === 0n && ax * bx + ay * by <= 0n) return false;
    if (ay <= 0n && by > 0n && side > 0n) winding += 1;
    if (ay > 0n && by <= 0n && side < 0n) winding -= 1;
  }
  return winding !== 0;
}
