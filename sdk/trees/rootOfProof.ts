import { getBytes, hexlify } from "ethers";

import { requireBytes32 } from "../inputs/requireBytes32.js";
import type { Hex } from "../signing/types.js";
import { hashPair } from "./hashPair.js";

/**
 * The root that a leaf and its proof lead to: compare it with the one on the chain.
 * @param leaf The leaf's hash.
 * @param proof Siblings from the leaf upwards.
 * @throws InputError where one of them is no hash.
 */
export function rootOfProof(leaf: string, proof: readonly string[]): Hex {
  let node = getBytes(requireBytes32("leaf", leaf));
  for (const [i, sibling] of proof.entries()) {
    node = hashPair(node, getBytes(requireBytes32(`proof[${i}]`, sibling)));
  }
  return hexlify(node) as Hex;
}
