import { concat, keccak256, toBeHex } from "ethers";

/**
 * Where Solidity keeps an entry of a mapping.
 * @param slot The mapping's own slot.
 * @param key The entry's key, a whole number.
 */
export function mappingSlot(slot: bigint, key: bigint): bigint {
  return BigInt(keccak256(concat([toBeHex(key, 32), toBeHex(slot, 32)])));
}
