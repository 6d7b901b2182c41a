import { Interface, Transaction } from "ethers";

import type { Address, Hex } from "../signing/types.js";

const CALLS = new Interface([
  "function cast(uint256 electionId, uint32 voterIndex, uint256 choice)",
  "function castWithProof(uint256 electionId, uint32 voterIndex, uint256 choice, bytes32[] proof)",
  "function castSigned(uint256 electionId, bytes ballots)",
  "function castSignedWithProofs(uint256 electionId, bytes ballots, (address account, bytes32[] siblings)[] proofs)",
]);

/** What a call to the ballot contract casts. */
export type CastCall =
  | {
      readonly kind: "direct";
      readonly electionId: bigint;
      readonly voterIndex: number;
      readonly choice: bigint;
    }
  | { readonly kind: "relayed"; readonly electionId: bigint; readonly ballots: Hex };

/**
 * Reads what a call casts.
 * @param data The call's data.
 * @returns nothing where it casts nothing
 */
export function castCall(data: string): CastCall | undefined {
  let call;
  try {
    call = CALLS.parseTransaction({ data });
  } catch {
    return undefined;
  }
  if (call === null) return undefined;
  const [electionId, second, third] = call.args as unknown as [bigint, bigint | Hex, bigint];
  return call.name.startsWith("castSigned")
    ? { kind: "relayed", electionId, ballots: second as Hex }
    : { kind: "direct", electionId, voterIndex: Number(second), choice: third };
}

/** A signed transaction, as far as a record needs it. */
export interface SentTransaction {
  readonly from: Address | undefined;
  readonly to: string | undefined;
  readonly chainId: bigint;
  readonly data: string;
}

/**
 * Reads a transaction as it was sent; its sender follows from its signature.
 * @returns nothing where its type is unknown
 */
export function sentTransaction(raw: string): SentTransaction | undefined {
  try {
    const { from, to, chainId, data } = Transaction.from(raw);
    return { from: (from ?? undefined) as Address | undefined, to: to ?? undefined, chainId, data };
  } catch {
    return undefined;
  }
}
