import { concat } from "ethers";

import type { Hex } from "../signing/types.js";
import { canonicalRing } from "./canonicalRing.js";
import { encodeRing } from "./encodeRing.js";
import { findSeams } from "./findSeams.js";
import { ringCuts } from "./ringCuts.js";
import type { Ring } from "./vertex.js";

/** What `Tiling.requireTiling` reads. */
export interface Replot {
  readonly oldRings: readonly Hex[];
  readonly newRings: readonly Hex[];
  readonly cuts: readonly Hex[];
  readonly seams: Hex;
}

/**
 * A subdivision, merger, boundary adjustment, replot, or the division of a section's outline into parcels, with the
 * proof that the new rings tile what the old ones covered.
 * @param oldRings As they are registered.
 * @param newRings What takes their place; brought into canonical form.
 * @throws InputError where there is no such proof: a ring is none, or there is a gap or an overlap.
 */
export function buildReplot(oldRings: readonly Ring[], newRings: readonly Ring[]): Replot {
  const rings = newRings.map((ring, i) => canonicalRing(ring, `newRings[${i}]`));
  return {
    oldRings: oldRings.map(encodeRing),
    newRings: rings.map(encodeRing),
    cuts: rings.map((ring, i) => ringCuts(ring, `newRings[${i}]`)),
    seams: concat(findSeams(oldRings, rings).map((seam) => encodeRing(seam))) as Hex,
  };
}
