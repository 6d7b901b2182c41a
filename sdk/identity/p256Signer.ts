import { concat, hexlify, toBeHex } from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import type { Hex } from "../signing/types.js";
import { isOnCurve, type P256Key } from "./p256.js";

/** What stands before the two coordinates in every SubjectPublicKeyInfo of P-256. */
const SPKI_PREFIX = "0x3059301306072a8648ce3d020106082a8648ce3d03010703420004";
const SPKI_LENGTH = 91;

/**
 * The signer that a P-256 key is on the chain (ERC-7913): the contract that checks its signatures, and the key. A
 * registry enrols these bytes.
 * @param verifier The city's `PasskeyVerifier` for a passkey, its `CardVerifier` for a card or a device that signs the
 * digest itself.
 * @param publicKey Its coordinates, or its SubjectPublicKeyInfo: what `AuthenticatorAttestationResponse.getPublicKey()`
 * answers in a browser.
 * @returns verifier, x, y: 84 bytes
 * @throws InputError where the key is of another kind, or no point of the curve.
 */
export function p256Signer(verifier: string, publicKey: P256Key | Uint8Array): Hex {
  const key = publicKey instanceof Uint8Array ? readKey(publicKey) : publicKey;
  if (!isOnCurve(key)) {
    throw new InputError(
      "publicKey",
      `${key.x}, ${key.y}`,
      "is no key of P-256",
      "give x and y as the device tells them",
    );
  }
  return concat([requireAddress("verifier", verifier), toBeHex(key.x, 32), toBeHex(key.y, 32)]) as Hex;
}

/** The coordinates of a SubjectPublicKeyInfo. */
function readKey(spki: Uint8Array): P256Key {
  const hex = hexlify(spki);
  if (spki.length !== SPKI_LENGTH || !hex.startsWith(SPKI_PREFIX)) {
    throw new InputError(
      "publicKey",
      hex,
      "is no SubjectPublicKeyInfo of P-256",
      "create the passkey for ES256 alone (pubKeyCredParams: alg -7)",
    );
  }
  const coordinates = hex.slice(SPKI_PREFIX.length);
  return { x: BigInt(`0x${coordinates.slice(0, 64)}`), y: BigInt(`0x${coordinates.slice(64)}`) };
}
