import { calldataGas, floorGas, GAS } from "./gasSchedule.js";
import type { Bound, BoundPart } from "./scenario.js";

/** The price of calldata, read from the transaction itself. */
const CALLDATA: BoundPart = {
  what: "calldata",
  gas: calldataGas,
  why: "what the act must say; measured on the transaction sent",
};

/**
 * The bound of a whole transaction: 21,000, its calldata, and the accesses given.
 * @param parts The necessary accesses, each with its reason.
 */
export function wholeTransaction(...parts: readonly BoundPart[]): Bound {
  const intrinsic = { what: "transaction", gas: GAS.transaction, why: "every transaction pays it" };
  return { parts: [intrinsic, CALLDATA, ...parts] };
}

/** Gas of one part in a transaction with this calldata. */
export function partGas({ gas }: BoundPart, data: string): number {
  return typeof gas === "number" ? gas : gas(data);
}

/**
 * Adds a bound up. Where it counts calldata, the protocol's floor on calldata (EIP-7623) holds too.
 * @param data The transaction's calldata as a hex string.
 * @returns Gas of the whole transaction.
 */
export function boundGas({ parts }: Bound, data: string): number {
  const sum = parts.reduce((total, part) => total + partGas(part, data), 0);
  return parts.includes(CALLDATA) ? Math.max(sum, floorGas(data)) : sum;
}
