import { getBytes, hexlify } from "ethers";

import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Hex } from "../../signing/types.js";
import { billHasher } from "./billHasher.js";

/** A bill as it stands in its roll. */
export interface Bill {
  /** Id of the roll. */
  readonly roll: bigint;
  /** Packed terms, from {@link packTerms}. */
  readonly terms: bigint;
  /** From {@link billCommitment}. */
  readonly commit: string;
}

/**
 * The leaf of a bill, which signatures name as `bill`: that of `@openzeppelin/merkle-tree` for
 * `["uint256", "uint256", "bytes32"]`.
 */
export function billLeaf({ roll, terms, commit }: Bill): Hex {
  const word = requireUint("terms", terms, 256);
  return hexlify(billHasher(roll).leaf(word, getBytes(requireBytes32("commit", commit)))) as Hex;
}
