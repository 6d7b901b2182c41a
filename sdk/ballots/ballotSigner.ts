import {
  computeAddress,
  dataLength,
  dataSlice,
  getAddress,
  getBytes,
  keccak256,
  Signature,
  SigningKey,
} from "ethers";

import type { Address, Hex } from "../signing/types.js";

/** Half the order of secp256k1: a signature has its `s` in the lower half, so that it has one form. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * Whose signature stands on a ballot.
 * @param digest What was signed.
 * @param signature 64 bytes `r ‖ vs` of secp256k1, or 128 bytes `r ‖ s ‖ x ‖ y` of P-256.
 * @returns nothing where the signature is none
 */
export async function ballotSigner(digest: string, signature: string): Promise<Address | undefined> {
  if (dataLength(signature) !== 64) return passkeyOf(digest, signature as Hex);
  try {
    // Above s stands the parity, in the highest bit.
    const s = BigInt.asUintN(255, BigInt(dataSlice(signature, 32)));
    if (s > HALF_ORDER) return undefined;
    return computeAddress(SigningKey.recoverPublicKey(digest, Signature.from(signature))) as Address;
  } catch {
    return undefined;
  }
}

/** The account that stands for a key of P-256: the last 20 bytes of keccak256(x ‖ y). */
async function passkeyOf(digest: string, signature: Hex): Promise<Address | undefined> {
  // Loaded only where a ballot needs it: whoever has no such voters needs no such library.
  const { p256 } = await import("@noble/curves/nist.js");
  const key = dataSlice(signature, 64);
  try {
    const isRight = p256.verify(
      getBytes(dataSlice(signature, 0, 64)),
      getBytes(digest),
      getBytes(`0x04${key.slice(2)}`),
      { prehash: false, lowS: true, format: "compact" },
    );
    return isRight ? (getAddress(dataSlice(keccak256(key), 12)) as Address) : undefined;
  } catch {
    return undefined;
  }
}
