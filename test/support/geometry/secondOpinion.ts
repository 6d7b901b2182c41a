import polygonClipping, { type Pair, type Polygon } from "polygon-clipping";

import type { Ring } from "../../../sdk/index.js";

/**
 * What a polygon library (polygon-clipping, in floating point) says: old and new rings cover the same land, and their
 * areas add up to the same.
 */
export function librarySaysTiling(oldRings: readonly Ring[], newRings: readonly Ring[]): boolean {
  if (sumOfAreas(oldRings) !== sumOfAreas(newRings)) return false;
  try {
    return polygonClipping.xor(oldRings.map(polygonOf), newRings.map(polygonOf)).length === 0;
  } catch {
    // It cannot handle some rings that cross themselves.
    return false;
  }
}

const polygonOf = (ring: Ring): Polygon => [ring.map(([x, y]): Pair => [x, y])];

function sumOfAreas(rings: readonly Ring[]): bigint {
  return rings.reduce(
    (sum, ring) =>
      ring.reduce((area, [x, y], i) => {
        const [u, v] = ring[(i + 1) % ring.length];
        return area + BigInt(x) * BigInt(v) - BigInt(u) * BigInt(y);
      }, sum),
    0n,
  );
}
