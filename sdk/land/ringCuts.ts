import { hexlify } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { requireRing, ringText } from "./requireRing.js";
import { triangleCounts } from "./triangleCounts.js";
import type { Ring } from "./vertex.js";

/**
 * The witness that a ring is a sum of triangles, none of them clockwise: before each vertex from the third on, a bit 1 for
 * every corner that is cut off, then a bit 0.
 * @param ring In the order in which it is registered.
 * @param field What errors call it.
 * @throws InputError where there are no such triangles: it runs clockwise or crosses itself.
 */
export function ringCuts(ring: Ring, field = "ring"): Hex {
  const counts = triangleCounts(requireRing(field, ring));
  if (counts === undefined) {
    throw new InputError(
      field,
      ringText(ring),
      "crosses itself, or has its land on the right",
      "check its vertices, and bring it into canonical form",
    );
  }
  return packCuts(counts);
}

function packCuts(counts: readonly number[]): Hex {
  const bytes = new Uint8Array(Math.ceil((counts.length - 2) / 4));
  let bit = 0;
  for (const count of counts.slice(2)) {
    for (let cut = 0; cut < count; cut += 1, bit += 1) bytes[bit >> 3] |= 0x80 >> (bit & 7);
    bit += 1;
  }
  return hexlify(bytes) as Hex;
}
