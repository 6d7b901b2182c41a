import { encodeRlp, toBeArray } from "ethers";

import { InputError } from "../errors.js";
import { verifyTrieProof } from "./verifyTrieProof.js";

/** Key of a transaction in the trie of its block. */
export const transactionKey = (index: number): string => encodeRlp(toBeArray(index));

/**
 * Checks that a transaction stands in a block.
 * @param transactionsRoot From the block's header.
 * @param index Its place in the block, from 0.
 * @param raw The signed transaction, as it was sent.
 * @param proof Nodes of the trie, from the root on.
 * @param field Where the proof stands, for the error.
 * @throws InputError where the block holds another transaction there, or none.
 */
export function verifyTransaction(
  transactionsRoot: string,
  index: number,
  raw: string,
  proof: readonly string[],
  field = "proof",
): void {
  const value = verifyTrieProof(transactionsRoot, transactionKey(index), proof, field);
  if (value !== raw.toLowerCase()) {
    throw new InputError(
      field,
      raw,
      `is not the transaction ${index} of its block`,
      "export the record again",
    );
  }
}
