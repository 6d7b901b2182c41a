import {
  computeAddress,
  decodeBase58,
  decodeBase64,
  hexlify,
  keccak256,
  toBeArray,
  toUtf8Bytes,
} from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import type { VerificationMethod } from "./document.js";

/** Types of keys that sign as an account. */
const SECP256K1 = /secp256k1/i;

/**
 * The hashes under which the registry may date the compromise of a listed key: of an account, or of the value that
 * published the key. A key of secp256k1 has both, as it signs for its account too.
 * @param method As a document lists it.
 * @throws InputError where the method holds no key.
 */
export function keyHashesOf(method: VerificationMethod): Hex[] {
  const { blockchainAccountId, type } = method;
  if (blockchainAccountId !== undefined) {
    return [keccak256(blockchainAccountId.split(":").at(-1) ?? "") as Hex];
  }
  const bytes = bytesOf(method);
  const account = SECP256K1.test(type) ? accountOf(bytes) : undefined;
  return [bytes, account].filter((key) => key !== undefined).map((key) => keccak256(key) as Hex);
}

/** The value that published a key. */
function bytesOf(method: VerificationMethod): Hex {
  const { publicKeyHex, publicKeyBase64, publicKeyBase58, publicKeyMultibase, publicKeyPem, value } = method;
  if (publicKeyHex !== undefined) return `0x${publicKeyHex}`;
  if (publicKeyBase64 !== undefined) return hexlify(decodeBase64(publicKeyBase64)) as Hex;
  if (publicKeyBase58 !== undefined) return base58(publicKeyBase58);
  if (publicKeyMultibase !== undefined) return base58(publicKeyMultibase.slice(1));
  if (publicKeyPem !== undefined) return hexlify(toUtf8Bytes(publicKeyPem)) as Hex;
  if (value !== undefined) return `0x${value}`;
  throw new InputError(
    "method",
    method.id,
    "holds no key",
    "take it from a document of resolveDid(), or give an account",
  );
}

/** Base58, whose leading ones are zeros. */
function base58(text: string): Hex {
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  const bytes = toBeArray(decodeBase58(text));
  const digits = bytes.length === 1 && bytes[0] === 0 ? "" : hexlify(bytes).slice(2);
  return `0x${"00".repeat(zeros)}${digits}`;
}

/** The account of a public key; undefined where it is none. */
function accountOf(publicKey: Hex): Hex | undefined {
  try {
    return computeAddress(publicKey) as Hex;
  } catch {
    return undefined;
  }
}
