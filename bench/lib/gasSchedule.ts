import { getBytes, type TransactionResponse } from "ethers";

/** Prices of the protocol in gas (Yellow Paper; EIP-2028, 2929, 3529, 3860, 7623, 7702), for bounds and traces. */
export const GAS = {
  transaction: 21_000,
  zeroByte: 4,
  nonZeroByte: 16,
  /** EIP-7623: a transaction pays at least so much per token; a zero byte is one token, another byte four. */
  floorPerToken: 10,
  coldAccount: 2_600,
  warmAccess: 100,
  coldRead: 2_100,
  /** First write of a cold slot from a value other than zero to another such value. */
  coldUpdate: 5_000,
  /** First write of a warm slot from a value other than zero to another such value. */
  warmUpdate: 2_900,
  /** First write of a cold slot from zero. */
  coldNewSlot: 22_100,
  /** First write of a warm slot from zero. */
  warmNewSlot: 20_000,
  log: 375,
  logTopic: 375,
  logByte: 8,
  keccak: 30,
  keccakWord: 6,
  ecrecover: 3_000,
  p256Verify: 6_900,
  creation: 32_000,
  initCodeWord: 2,
  accessListAddress: 2_400,
  accessListKey: 1_900,
  authorization: 25_000,
} as const;

/**
 * Gas of an event.
 * @param topics Indexed fields and the signature's topic.
 * @param dataBytes Length of the rest in bytes.
 */
export function logGas(topics: number, dataBytes: number): number {
  return GAS.log + topics * GAS.logTopic + dataBytes * GAS.logByte;
}

/** Counts the bytes of calldata by price. */
function countBytes(data: string): { zero: number; nonZero: number } {
  const bytes = getBytes(data);
  const zero = bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  return { zero, nonZero: bytes.length - zero };
}

/**
 * Gas of calldata beside execution: 4 for a zero byte, 16 for another.
 * @param data Calldata as a hex string.
 */
export function calldataGas(data: string): number {
  const { zero, nonZero } = countBytes(data);
  return zero * GAS.zeroByte + nonZero * GAS.nonZeroByte;
}

/**
 * The least that a transaction with this calldata pays, whatever it executes (EIP-7623).
 * @param data Calldata as a hex string.
 * @returns Gas of the whole transaction, its 21,000 included.
 */
export function floorGas(data: string): number {
  const { zero, nonZero } = countBytes(data);
  return GAS.transaction + (zero + 4 * nonZero) * GAS.floorPerToken;
}

/**
 * What a transaction pays before its first instruction, without its calldata.
 * @returns 21,000, with creation, access list and delegations (EIP-7702) where it has them.
 */
export function intrinsicGas(tx: TransactionResponse): number {
  const words = Math.ceil(getBytes(tx.data).length / 32);
  const creation = tx.to === null ? GAS.creation + words * GAS.initCodeWord : 0;
  const accessList = (tx.accessList ?? []).reduce(
    (sum, { storageKeys }) => sum + GAS.accessListAddress + storageKeys.length * GAS.accessListKey,
    0,
  );
  const delegations = (tx.authorizationList ?? []).length * GAS.authorization;
  return GAS.transaction + creation + accessList + delegations;
}
