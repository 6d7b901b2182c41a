import { AbiCoder, encodeBase64, getBytes, hexlify, toUtf8String } from "ethers";

import { InputError } from "../errors.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import type { Hex } from "../signing/types.js";
import { lowS } from "./p256.js";

/** What an authenticator answers: an `AuthenticatorAssertionResponse`, or the same three fields. */
export interface PasskeyAssertion {
  readonly authenticatorData: ArrayBuffer | Uint8Array;
  readonly clientDataJSON: ArrayBuffer | Uint8Array;
  /** ECDSA over SHA-256, in DER. */
  readonly signature: ArrayBuffer | Uint8Array;
}

/** The struct `WebAuthnAuth` of OpenZeppelin's WebAuthn. */
const AUTH = ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"];

/** Where the flags stand, behind the hash of the site's name. */
const FLAGS_OFFSET = 32;
const SHORTEST_DATA = 37;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/**
 * The signature that contracts check through the city's `PasskeyVerifier`, from what the authenticator has
 * answered. What the chain would refuse is refused here, with the reason.
 * @param digest What was asked for, from `digestOf`.
 * @param assertion The answer to {@link passkeyRequest}.
 * @throws InputError where the answer is to another question, or its user was not verified.
 */
export function passkeySignature(digest: string, assertion: PasskeyAssertion): Hex {
  const authenticatorData = bytesOf(assertion.authenticatorData);
  requireFlags(authenticatorData);
  const clientData = readClientData(bytesOf(assertion.clientDataJSON));
  const { r, s } = readSignature(bytesOf(assertion.signature));
  return AbiCoder.defaultAbiCoder().encode(AUTH, [
    r,
    s,
    placeOf("challenge", challengeOf(requireBytes32("digest", digest)), clientData),
    placeOf("type", "webauthn.get", clientData),
    authenticatorData,
    clientData,
  ]) as Hex;
}

const bytesOf = (value: ArrayBuffer | Uint8Array): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array(value);

/** The digest as a browser writes it. */
const challengeOf = (digest: string): string =>
  encodeBase64(getBytes(digest)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Refuses an answer whose user was not there, or not verified. */
function requireFlags(data: Uint8Array): void {
  if (data.length < SHORTEST_DATA) {
    throw new InputError(
      "authenticatorData",
      hexlify(data),
      `has ${data.length} bytes`,
      `give the authenticator's answer as it is: at least ${SHORTEST_DATA}`,
    );
  }
  const needed = USER_PRESENT | USER_VERIFIED;
  if ((data[FLAGS_OFFSET] & needed) !== needed) {
    throw new InputError(
      "authenticatorData",
      hexlify(data),
      "does not say that the user was verified",
      'ask with userVerification: "required", as passkeyRequest() does',
    );
  }
}

/** The client data as text. */
function readClientData(bytes: Uint8Array): string {
  try {
    return toUtf8String(bytes);
  } catch {
    throw new InputError(
      "clientDataJSON",
      hexlify(bytes),
      "is no UTF-8",
      "give the browser's answer as it is",
    );
  }
}

/** Where a field with this value begins in the client data. */
function placeOf(name: string, value: string, clientData: string): number {
  // The contract counts bytes.
  const place = clientData.indexOf(`"${name}":"${value}"`);
  if (place < 0) {
    throw new InputError(
      "clientDataJSON",
      clientData,
      `has another ${name} than ${value}`,
      "give the answer to the request with this digest",
    );
  }
  return new TextEncoder().encode(clientData.slice(0, place)).length;
}

/** r and s of a signature in DER. */
function readSignature(der: Uint8Array): { r: Hex; s: Hex } {
  const refuse = (): never => {
    throw new InputError(
      "signature",
      hexlify(der),
      "is no ECDSA signature in DER",
      "give the authenticator's answer as it is; create the passkey for ES256 (alg -7)",
    );
  };
  let offset = 2;
  const readInteger = (): bigint => {
    const [tag, length] = der.slice(offset, offset + 2);
    const bytes = der.slice(offset + 2, offset + 2 + length);
    if (tag !== 0x02 || length === 0 || bytes.length !== length || bytes[0] >= 0x80) return refuse();
    offset += 2 + length;
    return BigInt(hexlify(bytes));
  };
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return refuse();
  const [r, s] = [readInteger(), readInteger()];
  if (offset !== der.length) return refuse();
  return lowS("signature", r, s);
}
