import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Domain, Hex, TypedData } from "../../signing/types.js";

const FIELDS = [
  { name: "statement", type: "bytes32" },
  { name: "isForfeited", type: "bool" },
  { name: "deadline", type: "uint40" },
] as const;

/** What sellers and buyer sign to end an escrow. */
export type CancellationTypedData = TypedData<
  { Cancellation: (typeof FIELDS)[number][] },
  "Cancellation",
  { readonly statement: Hex; readonly isForfeited: boolean; readonly deadline: bigint }
>;

/**
 * What sellers and buyer sign to end an escrow for good (`Conveyance.cancel`).
 * @param domain The contract's, from `readDomain`.
 * @param statement The statement's digest.
 * @param isForfeited Whether the sellers get what the statement says is forfeit; the buyer gets the rest.
 * @param deadline Unix seconds, at most ninety days away.
 * @throws InputError where a value does not fit.
 */
export function cancellationTypedData(
  domain: Domain,
  statement: string,
  isForfeited: boolean,
  deadline: bigint,
): CancellationTypedData {
  return {
    domain,
    types: { Cancellation: [...FIELDS] },
    primaryType: "Cancellation",
    message: {
      statement: requireBytes32("statement", statement),
      isForfeited,
      deadline: requireUint("deadline", deadline, 40),
    },
  };
}
