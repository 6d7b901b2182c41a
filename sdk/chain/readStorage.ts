import { decodeRlp, keccak256, toBeHex } from "ethers";

import { trieReader } from "./trieReader.js";

/** Reads words of a contract's storage. */
export interface StorageReader {
  /**
   * The word of a slot; 0 where the proof shows that nothing is stored.
   * @throws InputError where the proof fails.
   */
  readonly word: (slot: bigint) => bigint;
  /**
   * Ends the reading.
   * @throws InputError where a node was not needed.
   */
  readonly end: () => void;
}

/**
 * Reads words of a contract's storage by proof.
 * @param storageRoot From {@link readAccount}.
 * @param nodes Nodes of `storageProof[…].proof` of `eth_getProof`, each once, in the order in which the slots are read.
 * @param field Where they stand, for the error.
 */
export function readStorage(
  storageRoot: string,
  nodes: readonly string[],
  field = "storageProof",
): StorageReader {
  const { get, end } = trieReader(storageRoot, nodes, field);
  return {
    word: (slot) => {
      const value = get(keccak256(toBeHex(slot, 32)));
      return value === undefined ? 0n : BigInt(decodeRlp(value) as string);
    },
    end,
  };
}
