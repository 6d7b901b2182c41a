import { hexlify } from "ethers";

import type { Hex } from "../signing/types.js";
import { requireRing } from "./requireRing.js";
import type { Ring } from "./vertex.js";

/**
 * A ring as the contracts read it: 8 bytes a vertex, x then y, big-endian int32. The order of the vertices is kept: see
 * `canonicalRing`.
 * @throws InputError where it has fewer than three vertices, or one off the grid.
 */
export function encodeRing(ring: Ring): Hex {
  requireRing("ring", ring);
  const view = new DataView(new ArrayBuffer(8 * ring.length));
  ring.forEach(([x, y], i) => {
    view.setInt32(8 * i, x);
    view.setInt32(8 * i + 4, y);
  });
  return hexlify(new Uint8Array(view.buffer)) as Hex;
}
