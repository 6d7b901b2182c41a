import type { Rpc } from "../chain/rpc.js";
import { type DidResolution, resolveDid } from "./resolveDid.js";

/** What verifiers such as `did-jwt` and `did-jwt-vc` ask for a document. */
export interface DidResolver {
  readonly resolve: (did: string) => Promise<DidResolution>;
}

/**
 * A resolver over our registry, for libraries that take one: `verifyCredential(jwt, didResolver(request, registry))`.
 * @param request Asks the chain.
 * @param registry The `DIDRegistry`.
 * @param at Resolves every identifier that names no version as it was then, Unix seconds; as it is now where absent.
 */
export function didResolver(request: Rpc, registry: string, at?: bigint): DidResolver {
  const version =
    at === undefined ? "" : `?versionTime=${new Date(Number(at) * 1000).toISOString().replace(".000", "")}`;
  return {
    resolve: (did) => resolveDid(request, registry, did.includes("?") ? did : `${did}${version}`),
  };
}
