import { requireRing } from "./requireRing.js";
import { reversed } from "./reversed.js";
import type { Ring } from "./vertex.js";

/**
 * The ring of all land around a canonical ring, within a frame that leaves a centimetre on each side: what the contract
 * makes of it by itself for a proof that the ring is simple. The frame may lie off the grid.
 * @throws InputError where the ring is none.
 */
export function surroundings(ring: Ring): Ring {
  requireRing("ring", ring);
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const [left, right] = [least(xs) - 1, greatest(xs) + 1];
  const [bottom, top] = [least(ys) - 1, greatest(ys) + 1];
  const corner = [left, bottom] as const;
  const frame: Ring = [corner, [right, bottom], [right, top], [left, top]];
  return [...frame, corner, ring[0], ...reversed(ring)];
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
