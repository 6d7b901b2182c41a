import { computeAddress, concat } from "ethers";

/**
 * The hash by which the register knows a secp256k1 key: its address.
 * @param key x and y, 64 bytes.
 * @throws where the key is no point of the curve.
 */
export const secp256k1KeyHash = (key: string): bigint => BigInt(computeAddress(concat(["0x04", key])));
