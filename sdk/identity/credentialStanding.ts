import { Interface } from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { requireUint } from "../inputs/requireUint.js";
import type { Rpc } from "../chain/rpc.js";
import type { Address, Hex } from "../signing/types.js";
import type { VerificationMethod } from "./document.js";
import { keyHashesOf } from "./keyHashesOf.js";
import { parseDid } from "./parseDid.js";
import { resolveDid } from "./resolveDid.js";

const REGISTRY = new Interface([
  "function compromisedSince(address identity, bytes32 keyHash) view returns (uint40 since, uint16 tenure)",
  "function frozenUntil(address account) view returns (uint40)",
]);

/** A credential whose signature a library has verified. */
export interface SignedCredential {
  /** Who issued it: the identifier without a version. */
  readonly issuer: string;
  /** The key that verified it, as the document lists it: `did-jwt` answers it as `signer`. */
  readonly method: VerificationMethod;
  /** When something else than the key saw it first, Unix seconds, from `readAnchor`; absent: nothing did. */
  readonly anchoredAt?: bigint;
}

/** Whether a credential may be relied on, and why not. */
export type CredentialStanding =
  | { readonly stands: true; readonly datedAt?: bigint }
  | {
      readonly stands: false;
      /** The issuer had not listed the key at that time; or its key is compromised; or its identity is frozen now. */
      readonly reason: "key not listed" | "key compromised" | "identity frozen";
      /** Since when the key is compromised, or until when the identity is frozen. */
      readonly time?: bigint;
    };

/**
 * Whether a credential with a valid signature may be relied on. The date that a credential states itself says nothing:
 * a thief of the key writes what he likes there.
 *
 * With an anchor the key must have been listed then, and not compromised by then: the credential outlives the rotation
 * and the theft of its key. Without one the key must be listed now, not compromised at all, and not frozen.
 * @param request Asks the chain.
 * @param registry The `DIDRegistry`.
 * @throws InputError where the issuer or the anchor is malformed, or the contract is no `DIDRegistry`.
 */
export async function credentialStanding(
  request: Rpc,
  registry: string,
  { issuer, method, anchoredAt }: SignedCredential,
): Promise<CredentialStanding> {
  const { identity, did } = parseDid(issuer);
  if (did !== issuer) {
    throw new InputError("issuer", issuer, "names a version", "give the identifier alone, and the anchor");
  }
  if (!(await isListed(request, registry, did, method, anchoredAt))) {
    return { stands: false, reason: "key not listed" };
  }
  const ask = registryReader(request, registry);
  for (const keyHash of keyHashesOf(method)) {
    const since = await ask("compromisedSince", [identity, keyHash]);
    if (since !== 0n && (anchoredAt === undefined || anchoredAt >= since)) {
      return { stands: false, reason: "key compromised", time: since };
    }
  }
  if (anchoredAt !== undefined) return { stands: true, datedAt: anchoredAt };
  const until = await ask("frozenUntil", [identity]);
  const { timestamp } = (await request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
    timestamp: string;
  };
  return until > BigInt(timestamp)
    ? { stands: false, reason: "identity frozen", time: until }
    : { stands: true };
}

/** Whether the issuer vouches with this key, at a time or now. */
async function isListed(
  request: Rpc,
  registry: string,
  did: string,
  method: VerificationMethod,
  at: bigint | undefined,
): Promise<boolean> {
  const version = at === undefined ? "" : `?versionTime=${isoOf(at)}`;
  const { didDocument } = await resolveDid(request, registry, `${did}${version}`);
  const wanted = keyHashesOf(method).join();
  return didDocument.verificationMethod.some(
    (listed) =>
      listed.type === method.type &&
      didDocument.assertionMethod.includes(listed.id) &&
      keyHashesOf(listed).join() === wanted,
  );
}

/** A time as a version names it. */
const isoOf = (seconds: bigint): string =>
  new Date(Number(requireUint("anchoredAt", seconds, 40)) * 1000).toISOString().replace(".000", "");

/** Asks the registry for a time. */
function registryReader(request: Rpc, registry: string) {
  const to: Address = requireAddress("registry", registry);
  return async (
    question: "compromisedSince" | "frozenUntil",
    values: readonly unknown[],
  ): Promise<bigint> => {
    const data = REGISTRY.encodeFunctionData(question, values) as Hex;
    const answer = await request({ method: "eth_call", params: [{ to, data }, "latest"] });
    try {
      return REGISTRY.decodeFunctionResult(question, String(answer))[0] as bigint;
    } catch {
      throw new InputError(
        "registry",
        to,
        "does not date the compromise of keys",
        "give the city's DIDRegistry, from its directory",
      );
    }
  };
}
