import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address } from "../../signing/types.js";

/** What every signed act of an identity names beside its own terms. */
export interface SignedActTerms {
  /** Whose identity. */
  readonly identity: string;
  /** A number that the signer has not used, from `nextNonce`. */
  readonly nonce: bigint;
  /** Last second in which the registry accepts it, Unix; at most 90 days ahead. */
  readonly deadline: bigint;
}

/** The same as it is signed. */
export type SignedActMessage = {
  readonly identity: Address;
  readonly nonce: bigint;
  readonly deadline: bigint;
};

/** Fields that close every form. */
export const CLOSING_FIELDS = [
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
] as const;

/** Checks what every form has. */
export function signedActMessage({ identity, nonce, deadline }: SignedActTerms): SignedActMessage {
  return {
    identity: requireAddress("identity", identity),
    nonce: requireUint("nonce", nonce, 256),
    // Times have 40 bits on the chain: milliseconds, given by mistake, do not fit.
    deadline: requireUint("deadline", deadline, 40),
  };
}
