import { concat } from "ethers";

import type { Hex } from "../signing/types.js";
import { canonicalRing } from "./canonicalRing.js";
import { encodeRing } from "./encodeRing.js";
import { findSeams } from "./findSeams.js";
import { packRings } from "./packRings.js";
import { ringCuts } from "./ringCuts.js";
import type { Ring } from "./vertex.js";

/** What `Tiling.requireTiling` reads. */
export interface Replot {
  readonly oldRings: Hex;
  readonly newRings: Hex;
  readonly cuts: Hex;
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
    oldRings: packRings(oldRings),
    newRings: packRings(rings),
    cuts: concat(rings.map((ring, i) => ringCuts(ring, `newRings[${i}]`))) as Hex,
    seams: concat(findSeams(oldRings, rings).map((seam) => encodeRing(seam))) as Hex,
  };
}
