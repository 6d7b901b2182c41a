import { concat, toBeHex } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { encodeRing } from "./encodeRing.js";
import type { Ring } from "./vertex.js";

/** A ring's number of vertices is said in 16 bits. */
const MAXIMUM_VERTICES = 2 ** 16 - 1;

/**
 * Rings one after another, each behind the number of its vertices, as `Tiling.requireTiling` reads them.
 * @throws InputError where one is none, or has more than 65,535 vertices.
 */
export function packRings(rings: readonly Ring[]): Hex {
  return concat(
    rings.flatMap((ring, i) => {
      if (ring.length > MAXIMUM_VERTICES) {
        throw new InputError(
          `rings[${i}]`,
          `${ring.length} vertices`,
          "has too many vertices",
          `give at most ${MAXIMUM_VERTICES}`,
        );
      }
      return [toBeHex(ring.length, 2), encodeRing(ring)];
    }),
  ) as Hex;
}
