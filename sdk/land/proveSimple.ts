import type { Hex } from "../signing/types.js";
import { encodeRing } from "./encodeRing.js";
import { packCuts } from "./packCuts.js";
import { ringCuts } from "./ringCuts.js";
import { surroundings } from "./surroundings.js";
import type { Ring } from "./vertex.js";

/** What `Tiling.requireSimple` reads. */
export interface SimpleProof {
  readonly ring: Hex;
  readonly cuts: Hex;
  readonly outerCuts: Hex;
}

/**
 * The proof that a ring winds around every point once or not at all, for what is registered without an older proof to
 * lean on: the outline of a section, or one parcel.
 * @param ring In canonical form.
 * @throws InputError where there is no such proof: the ring crosses or overlaps itself.
 */
export function proveSimple(ring: Ring): SimpleProof {
  return {
    ring: encodeRing(ring),
    cuts: ringCuts(ring),
    outerCuts: packCuts("land around the ring", surroundings(ring)),
  };
}
