import { decodeRlp, keccak256, toBeHex } from "ethers";

import { verifyTrieProof } from "./verifyTrieProof.js";

/**
 * Reads a word of a contract's storage by proof.
 * @param storageRoot From {@link readAccount}.
 * @param slot Number of the slot.
 * @param proof `storageProof[…].proof` of `eth_getProof`.
 * @param field Where the proof stands, for the error.
 * @returns the word; 0 where the proof shows that nothing is stored
 * @throws InputError where the proof fails.
 */
export function readStorage(
  storageRoot: string,
  slot: bigint,
  proof: readonly string[],
  field = "storageProof",
): bigint {
  const value = verifyTrieProof(storageRoot, keccak256(toBeHex(slot, 32)), proof, field);
  return value === undefined ? 0n : BigInt(decodeRlp(value) as string);
}
