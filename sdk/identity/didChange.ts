import {
  dataLength,
  isHexString,
  toUtf8Bytes,
  toUtf8String,
  ZeroAddress,
  zeroPadBytes,
  ZeroHash,
} from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import { requireUint } from "../inputs/requireUint.js";
import type { Address, Hex } from "../signing/types.js";

/** One change of a batch, as `applyChanges` and `applySigned` take it. */
export type Change = {
  readonly kind: bigint;
  readonly name: Hex;
  readonly account: Address;
  readonly time: bigint;
  readonly value: Hex;
};

/** What an enrolled key may do: act as the owner, object to recoveries. */
export type KeyRights = "act" | "object" | "act+object";

/** Validity without an end, in the registry's seconds. */
export const FOREVER = (1n << 40n) - 1n;

/** The longest value of an attribute, as published clients can write it. */
const MAXIMUM_VALUE_LENGTH = 2048;

const NOTHING: Change = {
  kind: 0n,
  name: ZeroHash as Hex,
  account: ZeroAddress as Address,
  time: 0n,
  value: "0x",
};

/**
 * The changes of an identity, for a batch. Each checks what the registry would refuse.
 *
 * Names are ASCII: `veriKey` and `sigAuth` for delegates; `did/pub/<algorithm>/<purpose>/<encoding>` and
 * `did/svc/<type>` for attributes. Validities are seconds from the moment the registry gets them; {@link FOREVER}
 * has no end.
 */
export const didChange = {
  /** Names another owner. */
  owner: (newOwner: string): Change => ({
    ...NOTHING,
    kind: 1n,
    account: requireAddress("newOwner", newOwner),
  }),

  /** Lets an account sign for the identity. */
  addDelegate: (type: string, delegate: string, validity: bigint): Change => ({
    ...NOTHING,
    kind: 2n,
    name: requireName("type", type),
    account: requireAddress("delegate", delegate),
    time: requireUint("validity", validity, 40),
  }),

  /** Ends that at once. */
  revokeDelegate: (type: string, delegate: string): Change => ({
    ...NOTHING,
    kind: 3n,
    name: requireName("type", type),
    account: requireAddress("delegate", delegate),
  }),

  /** Publishes a key or a service. */
  setAttribute: (name: string, value: string, validity: bigint): Change => ({
    ...NOTHING,
    kind: 4n,
    name: requireName("name", name),
    value: name.startsWith("did/svc/") ? requireText(value) : requireValue(value),
    time: requireUint("validity", validity, 40),
  }),

  /** Takes a key or a service back; name and value are those that were published. */
  revokeAttribute: (name: string, value: string): Change => ({
    ...NOTHING,
    kind: 5n,
    name: requireName("name", name),
    value: requireValue(value),
  }),

  /** Enrols a key beside the owner's, or changes its rights. Its right to object begins after the recovery delay. */
  setKey: (signer: string, rights: KeyRights, validity: bigint): Change => ({
    ...NOTHING,
    kind: 6n,
    name: requireName("rights", rights),
    value: requireSigner(signer),
    time: requireUint("validity", validity, 40),
  }),

  /** Takes all rights from a key. Its right to object ends after the recovery delay. */
  removeKey: (signer: string): Change => ({ ...NOTHING, kind: 6n, value: requireSigner(signer) }),

  /** Says since when a key is not to be trusted; see `keyHashesOf`. */
  declareCompromised: (keyHash: string, since: bigint): Change => ({
    ...NOTHING,
    kind: 7n,
    name: requireBytes32("keyHash", keyHash),
    time: requireUint("since", since, 40),
  }),

  /** Ends the identity, for ever. */
  deactivate: (): Change => ({ ...NOTHING, kind: 8n }),
} as const;

/** A name as 32 bytes. */
function requireName(field: string, name: string): Hex {
  if (!/^[\x20-\x7e]{1,32}$/.test(name)) {
    throw new InputError(
      field,
      name,
      "is no name that clients can read",
      "give 1 to 32 printable ASCII characters",
    );
  }
  return zeroPadBytes(toUtf8Bytes(name), 32) as Hex;
}

/** A value that published clients could have written. */
function requireValue(value: string): Hex {
  if (!isHexString(value, true)) {
    throw new InputError("value", value, "is not bytes in hexadecimal", "give 0x and pairs of digits");
  }
  if (dataLength(value) > MAXIMUM_VALUE_LENGTH) {
    throw new InputError(
      "value",
      value,
      `has ${dataLength(value)} bytes`,
      `give at most ${MAXIMUM_VALUE_LENGTH}`,
    );
  }
  return value;
}

/** The value of a service: a text, or older clients read nothing of the identity any more. */
function requireText(value: string): Hex {
  const bytes = requireValue(value);
  try {
    toUtf8String(bytes);
  } catch {
    throw new InputError("value", value, "is no text in UTF-8", "give hexlify(toUtf8Bytes(text))");
  }
  return bytes;
}

/** An account, or a verifier and a key. */
export function requireSigner(signer: string): Hex {
  if (!isHexString(signer, true) || dataLength(signer) < 20) {
    throw new InputError(
      "signer",
      signer,
      "is no signer",
      "give an account (20 bytes), or a verifier and a key, as p256Signer() does",
    );
  }
  requireAddress("signer", signer.slice(0, 42).toLowerCase());
  return signer.toLowerCase() as Hex;
}
