import { keccak256 } from "ethers";

import type { Hex } from "../signing/types.js";
import { encodeRing } from "./encodeRing.js";
import type { Ring } from "./vertex.js";

/** What the register keeps of a ring: the keccak256 of its bytes. Boundaries are public; no salt. */
export function ringHash(ring: Ring): Hex {
  return keccak256(encodeRing(ring)) as Hex;
}
