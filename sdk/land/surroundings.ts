import { InputError } from "../errors.js";
import { requireRing, ringText } from "./requireRing.js";
import { GRID, type Ring } from "./vertex.js";

/**
 * The ring of all land around a canonical ring, within a frame that leaves a centimetre on each side: what the contract
 * makes of it by itself for a proof that the ring is simple.
 * @throws InputError where the ring reaches the edge of the grid.
 */
export function surroundings(ring: Ring): Ring {
  requireRing("ring", ring);
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const [left, right] = [least(xs) - 1, greatest(xs) + 1];
  const [bottom, top] = [least(ys) - 1, greatest(ys) + 1];
  if ([left, bottom].some((side) => side < GRID.minimum) || [right, top].some((side) => side > GRID.maximum)) {
    throw new InputError("ring", ringText(ring), "reaches the edge of the grid", "use another reference system");
  }
  const corner = [left, bottom] as const;
  const frame: Ring = [corner, [right, bottom], [right, top], [left, top]];
  return [...frame, corner, ring[0], ...ring.toReversed()];
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
