import { getBytes, isHexString } from "ethers";

import { InputError } from "../errors.js";
import type { Ring } from "./vertex.js";

/**
 * The vertices of a ring from its bytes.
 * @throws InputError where the bytes are no whole number of vertices, or fewer than three.
 */
export function decodeRing(bytes: string): Ring {
  const length = isHexString(bytes) ? (bytes.length - 2) / 2 : Number.NaN;
  if (!Number.isInteger(length / 8) || length < 24) {
    throw new InputError(
      "ring",
      bytes,
      "is no ring",
      "give 8 bytes a vertex, in hexadecimal, at least three",
    );
  }
  const view = new DataView(getBytes(bytes).buffer);
  return Array.from(
    { length: length / 8 },
    (_, i) => [view.getInt32(8 * i), view.getInt32(8 * i + 4)] as const,
  );
}
