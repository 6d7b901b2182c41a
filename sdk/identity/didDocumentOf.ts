import { encodeBase58, encodeBase64, toUtf8String, ZeroAddress } from "ethers";

import type { ParsedDid } from "./parseDid.js";
import type { DidChange, DidDocument, DidService, VerificationMethod } from "./document.js";

const CONTEXTS = [
  "https://www.w3.org/ns/did/v1",
  "https://w3id.org/security/suites/secp256k1recovery-2020/v2",
  "https://w3id.org/security/v3-unstable",
];
const MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1";

/** How the method did:ethr names a delegate's key and the controller's. */
const RECOVERY_METHOD = "EcdsaSecp256k1RecoveryMethod2020";
const SECP256K1_METHOD = "EcdsaSecp256k1VerificationKey2019";

/** Types of keys by the first two parts of an attribute's name, where they are not named by the first alone. */
const METHOD_TYPES: Readonly<Record<string, string>> = {
  "Secp256k1/veriKey": SECP256K1_METHOD,
  "Secp256k1/sigAuth": SECP256K1_METHOD,
  "RSA/veriKey": "RSAVerificationKey2018",
  "Ed25519/veriKey": "Ed25519VerificationKey2018",
  "Ed25519/sigAuth": "Ed25519VerificationKey2018",
  "X25519/enc": "X25519KeyAgreementKey2019",
};

const ATTRIBUTE_NAME = /^did\/(pub|svc)\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/;

/** What a document lists so far; a thing that comes back after a revocation stands last. */
interface Listing {
  readonly keys: Map<string, VerificationMethod>;
  readonly authentication: Map<string, string>;
  readonly assertion: Map<string, string>;
  readonly agreement: Map<string, string>;
  readonly services: Map<string, DidService>;
}

/**
 * The document that a history of changes makes, as the clients of did:ethr write it, down to the numbers of its keys.
 *
 * Two things are better than in `ethr-did-resolver` 11: a revoked key for encryption leaves no reference behind, and a
 * key of the kind `Multikey` is written as such (`publicKeyMultibase`).
 * @param did Whose document; {@link ParsedDid.publicKey} is listed while the identity is its own owner.
 * @param history Changes up to the version that is asked for, oldest first.
 * @param now What ends before this time is not listed, Unix seconds.
 * @returns the document, empty of keys where the identity is deactivated
 */
export function didDocumentOf(
  { did, chainId, identity, publicKey }: ParsedDid,
  history: readonly DidChange[],
  now: bigint,
): { readonly document: DidDocument; readonly deactivated: boolean } {
  const listing: Listing = {
    keys: new Map(),
    authentication: new Map(),
    assertion: new Map(),
    agreement: new Map(),
    services: new Map(),
  };
  let controller = identity as string;
  let [keys, services] = [0, 0];
  for (const change of history) {
    if (change.kind === "owner") {
      if (change.owner === ZeroAddress) return { document: emptyDocument(did), deactivated: true };
      controller = change.owner;
      continue;
    }
    const isValid = change.validTo !== 0n && change.validTo >= now;
    if (!isValid) unlist(listing, idOf(change));
    if (change.kind === "delegate") {
      ++keys;
      if (isValid) listDelegate(listing, did, chainId, change, keys);
      continue;
    }
    const match = ATTRIBUTE_NAME.exec(change.name);
    // The clients count a name of other parts only once it has ended. The numbers name keys: they must be theirs.
    const [, section] = match ?? (isValid ? [] : (/^did\/(pub|svc)\//.exec(change.name) ?? []));
    if (section === "pub") ++keys;
    if (section === "svc") ++services;
    if (!isValid || match === null) continue;
    if (section === "pub") listKey(listing, did, change, match, keys);
    else listService(listing, did, change, match[2], services);
  }
  return { document: documentOf(did, chainId, controller, identity, publicKey, listing), deactivated: false };
}

type Delegate = Extract<DidChange, { kind: "delegate" }>;
type Attribute = Extract<DidChange, { kind: "attribute" }>;

/** What a change is about. */
const idOf = (change: Delegate | Attribute): string =>
  change.kind === "delegate"
    ? `delegate ${change.delegateType} ${change.delegate}`
    : `attribute ${change.name} ${change.value}`;

/** Takes a thing out of every list. */
function unlist(listing: Listing, id: string): void {
  for (const list of Object.values(listing) as Map<string, unknown>[]) list.delete(id);
}

function listDelegate(
  { keys, authentication, assertion }: Listing,
  did: string,
  chainId: bigint,
  change: Delegate,
  number: number,
): void {
  if (change.delegateType !== "veriKey" && change.delegateType !== "sigAuth") return;
  const [index, id] = [idOf(change), `${did}#delegate-${number}`];
  keys.set(index, {
    id,
    type: RECOVERY_METHOD,
    controller: did,
    blockchainAccountId: `eip155:${chainId}:${change.delegate}`,
  });
  assertion.set(index, id);
  if (change.delegateType === "sigAuth") authentication.set(index, id);
}

function listKey(
  { keys, authentication, assertion, agreement }: Listing,
  did: string,
  change: Attribute,
  [, , algorithm, purpose, encoding]: RegExpExecArray,
  number: number,
): void {
  const [index, id] = [idOf(change), `${did}#delegate-${number}`];
  const material = materialOf(algorithm, encoding, change.value);
  if (material === undefined) return;
  const type = METHOD_TYPES[`${algorithm}/${purpose}`] ?? algorithm;
  keys.set(index, { id, type, controller: did, ...material });
  if (purpose === "enc") {
    agreement.set(index, id);
    return;
  }
  assertion.set(index, id);
  if (purpose === "sigAuth") authentication.set(index, id);
}

/** The key in the encoding that its name asks for; undefined where it is not what the name says. */
function materialOf(
  algorithm: string,
  encoding: string | undefined,
  value: string,
): Partial<VerificationMethod> | undefined {
  if (algorithm === "Multikey") return { publicKeyMultibase: `z${encodeBase58(value)}` };
  switch (encoding) {
    case undefined:
    case "hex":
      return { publicKeyHex: value.slice(2) };
    case "base64":
      return { publicKeyBase64: encodeBase64(value) };
    case "base58":
      return { publicKeyBase58: encodeBase58(value) };
    case "pem": {
      const publicKeyPem = textOf(value);
      return publicKeyPem === undefined ? undefined : { publicKeyPem };
    }
    default:
      return { value: value.slice(2) };
  }
}

function listService(
  { services }: Listing,
  did: string,
  change: Attribute,
  type: string,
  number: number,
): void {
  const text = textOf(change.value);
  if (text === undefined) return;
  services.set(idOf(change), {
    id: `${did}#service-${number}`,
    type,
    serviceEndpoint: endpointOf(text),
  });
}

/** The text of a value; undefined where it is none. */
function textOf(value: string): string | undefined {
  try {
    return toUtf8String(value);
  } catch {
    return undefined;
  }
}

/** What the text says where it is JSON, else the text. */
function endpointOf(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

const emptyDocument = (did: string): DidDocument => ({
  "@context": CONTEXTS,
  id: did,
  verificationMethod: [],
  authentication: [],
  assertionMethod: [],
});

function documentOf(
  did: string,
  chainId: bigint,
  controller: string,
  identity: string,
  publicKey: string | undefined,
  listing: Listing,
): DidDocument {
  const account: VerificationMethod = {
    id: `${did}#controller`,
    type: RECOVERY_METHOD,
    controller: did,
    blockchainAccountId: `eip155:${chainId}:${controller}`,
  };
  const own: VerificationMethod[] =
    publicKey === undefined || controller !== identity
      ? []
      : [
          {
            id: `${did}#controllerKey`,
            type: SECP256K1_METHOD,
            controller: did,
            publicKeyHex: publicKey.slice(2),
          },
        ];
  const first = [account, ...own];
  const references = first.map(({ id }) => id);
  const keys = [...first, ...listing.keys.values()];
  const isMultikeyUsed = keys.some(({ type }) => type === "Multikey");
  return {
    "@context": isMultikeyUsed ? [...CONTEXTS, MULTIKEY_CONTEXT] : CONTEXTS,
    id: did,
    verificationMethod: keys,
    authentication: [...references, ...listing.authentication.values()],
    assertionMethod: [...references, ...listing.assertion.values()],
    ...(listing.services.size > 0 ? { service: [...listing.services.values()] } : {}),
    ...(listing.agreement.size > 0 ? { keyAgreement: [...listing.agreement.values()] } : {}),
  };
}
