import { requireAddress } from "../../inputs/requireAddress.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import type { ConsentTerms } from "./consentTerms.js";

const FIELDS = [
  { name: "id", type: "uint256" },
  { name: "version", type: "uint256" },
  { name: "beneficiary", type: "address" },
  { name: "expiresAt", type: "uint40" },
  { name: "documentHash", type: "bytes32" },
  { name: "deadline", type: "uint256" },
] as const;

/** What every owner signs to keep a title for somebody. */
export type ReserveTypedData = TypedData<
  { Reserve: (typeof FIELDS)[number][] },
  "Reserve",
  {
    readonly id: bigint;
    readonly version: bigint;
    readonly beneficiary: Address;
    readonly expiresAt: bigint;
    readonly documentHash: Hex;
    readonly deadline: bigint;
  }
>;

/**
 * What every owner of a title signs to keep it for a buyer: a priority notice (`LandRegistry.reserve`).
 * @param domain The register's, from `readDomain`.
 * @param notice For whom, and until when: Unix seconds, at most ninety days away.
 * @throws InputError where a term does not fit.
 */
export function reserveTypedData(
  domain: Domain,
  { id, version, documentHash, deadline }: ConsentTerms,
  notice: { readonly beneficiary: string; readonly expiresAt: bigint },
): ReserveTypedData {
  return {
    domain,
    types: { Reserve: [...FIELDS] },
    primaryType: "Reserve",
    message: {
      id: requireUint("id", id, 256),
      version: requireUint("version", version, 24),
      beneficiary: requireAddress("beneficiary", notice.beneficiary),
      expiresAt: requireUint("expiresAt", notice.expiresAt, 40),
      documentHash: requireBytes32("documentHash", documentHash),
      deadline: requireUint("deadline", deadline, 256),
    },
  };
}
