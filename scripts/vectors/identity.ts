import { p256 } from "@noble/curves/nist.js";
import { concat, encodeBase64, getBytes, hexlify, id, sha256, toUtf8Bytes, Wallet } from "ethers";

import {
  type Address,
  applyChangesTypedData,
  type Change,
  credentialHash,
  didChange,
  type DidChange,
  didDocumentOf,
  didOf,
  digestOf,
  type Domain,
  FOREVER,
  freezeIdentityTypedData,
  type Hex,
  keyHashesOf,
  p256Signature,
  p256Signer,
  parseDid,
  passkeySignature,
  setGuardiansTypedData,
  supportRecoveryTypedData,
  type TypedData,
  unfreezeIdentityTypedData,
  vetoRecoveryTypedData,
  withdrawNonceTypedData,
  withdrawSupportTypedData,
} from "../../sdk/index.js";
import type { SignatureVector } from "./payments.js";

/** Vectors of the identities, for other implementations. */
export interface IdentityVectors {
  readonly about: string;
  /** A key that everybody knows: it signs the vectors and nothing else. */
  readonly signer: { readonly address: string; readonly privateKey: string };
  readonly signatures: readonly SignatureVector[];
  /** What a passkey answers, and what the chain is given. */
  readonly passkey: {
    readonly secretKey: string;
    readonly verifier: string;
    readonly signer: string;
    readonly digest: string;
    readonly authenticatorData: string;
    readonly clientDataJSON: string;
    readonly derSignature: string;
    readonly signature: string;
  };
  /** What a card signs, and what the chain is given. */
  readonly card: { readonly digest: string; readonly given: string; readonly signature: string };
  readonly credentials: readonly { readonly credential: string; readonly hash: string }[];
  /** A history of changes, and the document that it makes. */
  readonly document: {
    readonly did: string;
    readonly now: string;
    readonly history: readonly DidChange[];
    readonly document: unknown;
    /** By the key's place in the document. */
    readonly keyHashes: readonly (readonly string[])[];
  };
}

const KEY = id("civitas test vectors");
const REGISTRY = "0x00000000000000000000000000000000000D1D00";
const VERIFIER = "0x3000000000000000000000000000000000000003";
const OTHER = "0x1000000000000000000000000000000000000001";
const GUARDIANS = [
  "0x2000000000000000000000000000000000000001",
  "0x2000000000000000000000000000000000000002",
];
const DEADLINE = 1_800_000_000n;
const ABOUT =
  "Signatures: EIP-712, ECDSA with deterministic nonces (RFC 6979). Signers: an account, or verifier || x || y " +
  "(ERC-7913). Passkey: (r, s, challengeIndex, typeIndex, authenticatorData, clientDataJSON) in the ABI's form, the " +
  "smaller s. Hash of a credential: keccak256 of its UTF-8. Key hash: keccak256 of the account, or of the value that " +
  "published the key. Whole numbers are decimal strings.";

/** Makes the vectors; always the same. */
export async function identityVectors(): Promise<IdentityVectors> {
  const wallet = new Wallet(KEY);
  return {
    about: ABOUT,
    signer: { address: wallet.address, privateKey: KEY },
    signatures: await Promise.all(
      Object.entries(messages(wallet.address)).map(async ([name, typedData]) => ({
        name,
        typedData,
        digest: digestOf(typedData),
        signature: await wallet.signTypedData(typedData.domain, typedData.types, typedData.message),
      })),
    ),
    passkey: passkeyVector(),
    card: cardVector(),
    credentials: ["", "eyJhbGciOiJFUzI1NksifQ.eyJ2YyI6e319.c2lnbmF0dXJl"].map((credential) => ({
      credential,
      hash: credentialHash(credential),
    })),
    document: documentVector(wallet.address),
  };
}

/** One message of each form, and one batch of every change. */
function messages(identity: string): Record<string, TypedData> {
  const domain: Domain = {
    name: "Civitas DIDRegistry",
    version: "1",
    chainId: 1n,
    verifyingContract: REGISTRY,
  };
  const terms = { identity, nonce: 7n, deadline: DEADLINE };
  const round = 3n;
  return {
    "apply changes": applyChangesTypedData(domain, { ...terms, changes: everyChange() }),
    "set guardians": setGuardiansTypedData(domain, {
      ...terms,
      guardians: GUARDIANS,
      threshold: 2n,
      delay: 604_800n,
    }),
    freeze: freezeIdentityTypedData(domain, terms),
    unfreeze: unfreezeIdentityTypedData(domain, { ...terms, until: DEADLINE }),
    "support recovery": supportRecoveryTypedData(domain, { ...terms, newOwner: OTHER, round }),
    "withdraw support": withdrawSupportTypedData(domain, { ...terms, newOwner: OTHER, round }),
    "veto recovery": vetoRecoveryTypedData(domain, { ...terms, round }),
    "withdraw nonce": withdrawNonceTypedData(domain, terms),
  };
}

function everyChange(): Change[] {
  const service = hexlify(toUtf8Bytes("https://city.example/hub"));
  return [
    didChange.owner(OTHER),
    didChange.addDelegate("veriKey", OTHER, 3600n),
    didChange.revokeDelegate("veriKey", OTHER),
    didChange.setAttribute("did/svc/CityHub", service, FOREVER),
    didChange.revokeAttribute("did/svc/CityHub", service),
    didChange.setKey(OTHER, "act+object", FOREVER),
    didChange.removeKey(OTHER),
    didChange.declareCompromised(id("a key"), DEADLINE),
    didChange.deactivate(),
  ];
}

const secretKey = getBytes(id("the secret key of a passkey that everybody knows"));

function passkeyVector(): IdentityVectors["passkey"] {
  const digest = id("what a passkey signs");
  const flags = "0x05";
  const authenticatorData = concat([sha256(toUtf8Bytes("city.example")), flags, "0x00000000"]);
  const challenge = encodeBase64(digest).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const clientDataJSON = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://city.example"}`;
  const message = getBytes(concat([authenticatorData, sha256(toUtf8Bytes(clientDataJSON))]));
  const signature = p256.sign(message, secretKey, { format: "der", lowS: false });
  return {
    secretKey: hexlify(secretKey),
    verifier: VERIFIER,
    signer: p256Signer(VERIFIER, publicKey()),
    digest,
    authenticatorData,
    clientDataJSON,
    derSignature: hexlify(signature),
    signature: passkeySignature(digest, {
      authenticatorData: getBytes(authenticatorData),
      clientDataJSON: toUtf8Bytes(clientDataJSON),
      signature,
    }),
  };
}

function cardVector(): IdentityVectors["card"] {
  const digest = id("what a card signs");
  const given = hexlify(p256.sign(getBytes(digest), secretKey, { prehash: false, lowS: false }));
  return { digest, given, signature: p256Signature(given) };
}

function publicKey(): { x: bigint; y: bigint } {
  return p256.Point.fromBytes(p256.getPublicKey(secretKey)).toAffine();
}

function documentVector(identity: string): IdentityVectors["document"] {
  const did = didOf(31337n, identity);
  const now = 1_700_000_000n;
  const { x, y } = publicKey();
  const multikey = concat(["0x8024", p256.Point.fromAffine({ x, y }).toBytes()]) as Hex;
  const history: DidChange[] = [
    { block: 5n, previousChange: 0n, ...delegate(OTHER, now + 1n) },
    { block: 5n, previousChange: 5n, ...attribute("did/pub/Multikey/veriKey", multikey, now) },
    { block: 8n, previousChange: 5n, ...attribute("did/svc/Old", "0x61", now - 1n) },
    { block: 9n, previousChange: 8n, ...attribute("did/svc/CityHub", "0x62", now + 1n) },
    { block: 9n, previousChange: 9n, kind: "owner", owner: OTHER },
  ];
  const { document } = didDocumentOf(parseDid(did), history, now);
  return {
    did,
    now: String(now),
    history,
    document,
    keyHashes: document.verificationMethod.map((method) => keyHashesOf(method)),
  };
}

const delegate = (account: Address, validTo: bigint) =>
  ({ kind: "delegate", delegateType: "sigAuth", delegate: account, validTo }) as const;

const attribute = (name: string, value: Hex, validTo: bigint) =>
  ({ kind: "attribute", name, value, validTo }) as const;
