import { hexlify } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { requireRing, ringText } from "./requireRing.js";
import { triangleCounts } from "./triangleCounts.js";
import type { Ring } from "./vertex.js";

/**
 * The witness that a ring is a sum of triangles, none of them clockwise: for each vertex from the third on, how many
 * corners are cut off before it, as a big-endian uint16.
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
  const view = new DataView(new ArrayBuffer(2 * (counts.length - 2)));
  counts.slice(2).forEach((count, i) => view.setUint16(2 * i, count));
  return hexlify(new Uint8Array(view.buffer)) as Hex;
}
