import { hexlify } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { ringText } from "./requireRing.js";
import { triangleCounts } from "./triangleCounts.js";
import type { Ring } from "./vertex.js";

/**
 * The cuts of a walk of three vertices or more, which may leave the grid.
 * @throws InputError where there are none: it runs clockwise or crosses itself.
 */
export function packCuts(field: string, walk: Ring): Hex {
  const counts = triangleCounts(walk);
  if (counts === undefined) {
    throw new InputError(
      field,
      ringText(walk),
      "crosses itself, or has its land on the right",
      "check its vertices, and bring it into canonical form",
    );
  }
  const view = new DataView(new ArrayBuffer(2 * (counts.length - 2)));
  counts.slice(2).forEach((count, i) => view.setUint16(2 * i, count));
  return hexlify(new Uint8Array(view.buffer)) as Hex;
}
