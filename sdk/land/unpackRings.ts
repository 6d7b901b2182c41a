import { dataLength, dataSlice } from "ethers";

import { InputError } from "../errors.js";
import { decodeRing } from "./decodeRing.js";
import type { Ring } from "./vertex.js";

/** Bytes of the number of vertices before a ring, and of a vertex. */
const [HEAD, VERTEX] = [2, 8];

/**
 * Rings from a list as `Tiling.requireTiling` reads it: the inverse of `packRings`.
 * @throws InputError where the bytes are no such list.
 */
export function unpackRings(list: string): readonly Ring[] {
  const rings: Ring[] = [];
  for (let start = 0; start < dataLength(list);) {
    const head = dataSlice(list, start, Math.min(start + HEAD, dataLength(list)));
    const end = start + HEAD + VERTEX * Number(head);
    if (end > dataLength(list)) {
      throw new InputError(
        "rings",
        list,
        `ends within ring ${rings.length}`,
        "give each ring behind the number of its vertices, in 2 bytes",
      );
    }
    rings.push(decodeRing(dataSlice(list, start + HEAD, end)));
    start = end;
  }
  return rings;
}
