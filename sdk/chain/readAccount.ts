import { decodeRlp, keccak256 } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import { verifyTrieProof } from "./verifyTrieProof.js";

/** What a block's state says of a contract. */
export interface AccountState {
  readonly storageRoot: Hex;
  readonly codeHash: Hex;
}

/**
 * Reads an account from a state root by proof.
 * @param stateRoot From a header that is trusted.
 * @param account Its address.
 * @param proof `accountProof` of `eth_getProof`.
 * @param field Where the proof stands, for the error.
 * @throws InputError where the proof fails, or proves that there is no such account.
 */
export function readAccount(
  stateRoot: string,
  account: string,
  proof: readonly string[],
  field = "accountProof",
): AccountState {
  const value = verifyTrieProof(stateRoot, keccak256(account), proof, field);
  if (value === undefined) {
    throw new InputError(field, account, "is no account in that state", "check the address and the block");
  }
  const [, , storageRoot, codeHash] = decodeRlp(value) as Hex[];
  return { storageRoot, codeHash };
}
