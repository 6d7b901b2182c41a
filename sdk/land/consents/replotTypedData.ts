import { InputError } from "../../errors.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Domain, Hex, TypedData } from "../../signing/types.js";

const FIELDS = [
  { name: "oldIds", type: "uint256[]" },
  { name: "versions", type: "uint256[]" },
  { name: "newIds", type: "uint256[]" },
  { name: "continues", type: "uint256[]" },
  { name: "newRings", type: "bytes" },
  { name: "documentHash", type: "bytes32" },
  { name: "deadline", type: "uint256" },
] as const;

/** A replot as its owners agree on it. */
export interface ReplotTerms {
  /** Titles that are replaced, in the order of the old rings, each in its present version. */
  readonly olds: readonly { readonly id: bigint; readonly version: bigint }[];
  /** Titles that replace them, in the order of the new rings, and of which old one each keeps the owners. */
  readonly news: readonly { readonly id: bigint; readonly continues: number }[];
  /** `newRings` of `buildReplot`. */
  readonly newRings: Hex;
  /** `saltedHash` of the plan. */
  readonly documentHash: string;
  /** Last second in which the register takes the signatures, at most ninety days away. */
  readonly deadline: bigint;
}

/** What every owner of the replaced titles signs. */
export type ReplotTypedData = TypedData<
  { Replot: (typeof FIELDS)[number][] },
  "Replot",
  {
    readonly oldIds: readonly bigint[];
    readonly versions: readonly bigint[];
    readonly newIds: readonly bigint[];
    readonly continues: readonly bigint[];
    readonly newRings: Hex;
    readonly documentHash: Hex;
    readonly deadline: bigint;
  }
>;

/**
 * What every owner of every replaced title signs to a subdivision, merger, adjustment or replot (`LandRegistry.replot`).
 * @param domain The register's, from `readDomain`.
 * @throws InputError where a term does not fit, or a new parcel continues an old one that is not there.
 */
export function replotTypedData(domain: Domain, terms: ReplotTerms): ReplotTypedData {
  const { olds, news, newRings, documentHash, deadline } = terms;
  news.forEach(({ continues }, i) => {
    if (Number.isInteger(continues) && continues >= 0 && continues < olds.length) return;
    throw new InputError(
      `news[${i}].continues`,
      continues,
      "is the place of no old parcel",
      `give 0 to ${olds.length - 1}`,
    );
  });
  return {
    domain,
    types: { Replot: [...FIELDS] },
    primaryType: "Replot",
    message: {
      oldIds: olds.map(({ id }, i) => requireUint(`olds[${i}].id`, id, 256)),
      versions: olds.map(({ version }, i) => requireUint(`olds[${i}].version`, version, 24)),
      newIds: news.map(({ id }, i) => requireUint(`news[${i}].id`, id, 256)),
      continues: news.map(({ continues }) => BigInt(continues)),
      newRings,
      documentHash: requireBytes32("documentHash", documentHash),
      deadline: requireUint("deadline", deadline, 256),
    },
  };
}
