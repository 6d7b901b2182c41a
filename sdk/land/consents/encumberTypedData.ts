import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import type { EncumbranceTerms } from "../titles/encumbranceWord.js";
import { requireTerms } from "../titles/requireTerms.js";
import type { ConsentTerms } from "./consentTerms.js";

const FIELDS = [
  { name: "id", type: "uint256" },
  { name: "version", type: "uint256" },
  { name: "holder", type: "address" },
  { name: "amount", type: "uint40" },
  { name: "expiryDay", type: "uint16" },
  { name: "kind", type: "uint8" },
  { name: "documentHash", type: "bytes32" },
  { name: "deadline", type: "uint256" },
] as const;

/** What every owner signs to let an encumbrance be entered. */
export type EncumberTypedData = TypedData<
  { Encumber: (typeof FIELDS)[number][] },
  "Encumber",
  {
    readonly id: bigint;
    readonly version: bigint;
    readonly holder: Address;
    readonly amount: bigint;
    readonly expiryDay: bigint;
    readonly kind: bigint;
    readonly documentHash: Hex;
    readonly deadline: bigint;
  }
>;

/**
 * What every owner of a title signs to let an encumbrance be entered (`LandRegistry.encumber`).
 * @param domain The register's, from `readDomain`.
 * @throws InputError where a term does not fit.
 */
export function encumberTypedData(
  domain: Domain,
  { id, version, documentHash, deadline }: ConsentTerms,
  encumbrance: EncumbranceTerms,
): EncumberTypedData {
  return {
    domain,
    types: { Encumber: [...FIELDS] },
    primaryType: "Encumber",
    message: {
      id: requireUint("id", id, 256),
      version: requireUint("version", version, 24),
      ...requireTerms(encumbrance),
      documentHash: requireBytes32("documentHash", documentHash),
      deadline: requireUint("deadline", deadline, 256),
    },
  };
}
