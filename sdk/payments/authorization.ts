import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import { requireUint } from "../inputs/requireUint.js";
import type { Address, Domain, Hex } from "../signing/types.js";

/** Terms of a payment by signature (ERC-3009). */
export interface AuthorizationTerms {
  /** Who pays and signs. */
  readonly from: string;
  /** Who gets the tokens. */
  readonly to: string;
  /** How many, in millionths. */
  readonly value: bigint;
  /** Valid later than this, Unix seconds; at once where absent. */
  readonly validAfter?: bigint;
  /** Valid earlier than this, Unix seconds. */
  readonly validBefore: bigint;
  /** From `countedNonce` or `randomNonce`; used once. */
  readonly nonce: string;
}

/** The same as it is signed. */
export type AuthorizationMessage = {
  readonly from: Address;
  readonly to: Address;
  readonly value: bigint;
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly nonce: Hex;
};

/** The struct of a transfer and of a receipt alike. */
export const AUTHORIZATION_FIELDS = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
] as const;

/**
 * Checks terms before somebody signs what the token would refuse.
 * @param domain The token's.
 */
export function authorizationMessage(domain: Domain, terms: AuthorizationTerms): AuthorizationMessage {
  const { value, validAfter = 0n, validBefore } = terms;
  const [from, to] = [requireAddress("from", terms.from), requireAddress("to", terms.to)];
  if (to === domain.verifyingContract) {
    throw new InputError("to", terms.to, "is the token itself", "name the account that is paid");
  }
  requireUint("value", value, 104);
  requireUint("validAfter", validAfter, 256);
  requireUint("validBefore", validBefore, 256);
  if (validBefore <= validAfter + 1n) {
    throw new InputError(
      "validBefore",
      validBefore,
      `leaves no second after ${validAfter}`,
      "give a time at least two seconds later than validAfter",
    );
  }
  return { from, to, value, validAfter, validBefore, nonce: requireBytes32("nonce", terms.nonce) };
}
