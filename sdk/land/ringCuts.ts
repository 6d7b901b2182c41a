import type { Hex } from "../signing/types.js";
import { packCuts } from "./packCuts.js";
import { requireRing } from "./requireRing.js";
import type { Ring } from "./vertex.js";

/**
 * The witness that a ring is a sum of triangles, none of them clockwise: for each vertex from the third on, how many
 * corners are cut off before it, as a big-endian uint16.
 * @param ring In the order in which it is registered.
 * @param field What errors call it.
 * @throws InputError where there are no such triangles: it runs clockwise or crosses itself.
 */
export function ringCuts(ring: Ring, field = "ring"): Hex {
  return packCuts(field, requireRing(field, ring));
}
