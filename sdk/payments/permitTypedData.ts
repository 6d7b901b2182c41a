import { requireAddress } from "../inputs/requireAddress.js";
import { requireUint } from "../inputs/requireUint.js";
import type { Address, Domain, TypedData } from "../signing/types.js";

const FIELDS = [
  { name: "owner", type: "address" },
  { name: "spender", type: "address" },
  { name: "value", type: "uint256" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
] as const;

/** Terms of an allowance by signature (ERC-2612). */
export interface PermitTerms {
  /** Whose tokens, who signs. */
  readonly owner: string;
  /** Who may spend them. */
  readonly spender: string;
  /** How many, in millionths; 2^256 - 1 without limit. */
  readonly value: bigint;
  /** The token's `nonces(owner)`. */
  readonly nonce: bigint;
  /** Last second in which the token accepts it. */
  readonly deadline: bigint;
}

/** What a holder signs to give an allowance. */
export type PermitTypedData = TypedData<
  { Permit: (typeof FIELDS)[number][] },
  "Permit",
  {
    readonly owner: Address;
    readonly spender: Address;
    readonly value: bigint;
    readonly nonce: bigint;
    readonly deadline: bigint;
  }
>;

/**
 * What a holder signs to let another spend tokens (ERC-2612, `permit`). It does not say what for: to pay one thing,
 * sign {@link receiveAuthorizationTypedData} with a nonce that names it.
 * @param domain The token's, from {@link readDomain}.
 * @throws InputError where a term is malformed.
 */
export function permitTypedData(domain: Domain, terms: PermitTerms): PermitTypedData {
  return {
    domain,
    types: { Permit: [...FIELDS] },
    primaryType: "Permit",
    message: {
      owner: requireAddress("owner", terms.owner),
      spender: requireAddress("spender", terms.spender),
      value: requireUint("value", terms.value, 256),
      nonce: requireUint("nonce", terms.nonce, 256),
      deadline: requireUint("deadline", terms.deadline, 256),
    },
  };
}
