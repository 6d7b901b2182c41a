import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import { sorted } from "../sorted.js";
import type { ConsentTerms } from "./consentTerms.js";

const FIELDS = [
  { name: "id", type: "uint256" },
  { name: "version", type: "uint256" },
  { name: "shares", type: "Share[]" },
  { name: "denominator", type: "uint64" },
  { name: "documentHash", type: "bytes32" },
  { name: "deadline", type: "uint256" },
] as const;

const SHARE = [
  { name: "holder", type: "address" },
  { name: "numerator", type: "uint64" },
] as const;

/** What every owner signs to divide a title among owners. */
export type DivideTypedData = TypedData<
  { Divide: (typeof FIELDS)[number][]; Share: (typeof SHARE)[number][] },
  "Divide",
  {
    readonly id: bigint;
    readonly version: bigint;
    readonly shares: readonly { readonly holder: Address; readonly numerator: bigint }[];
    readonly denominator: bigint;
    readonly documentHash: Hex;
    readonly deadline: bigint;
  }
>;

/**
 * What every owner of a title signs to divide it among owners (`LandRegistry.divide`). The shares come out ascending, as
 * the register takes them.
 * @param domain The register's, from `readDomain`.
 * @param shares Of everyone from then on; they add up to the denominator.
 * @throws InputError where a term does not fit, or the shares do not make one whole.
 */
export function divideTypedData(
  domain: Domain,
  { id, version, documentHash, deadline }: ConsentTerms,
  shares: readonly { readonly holder: string; readonly numerator: bigint }[],
  denominator: bigint,
): DivideTypedData {
  const ascending = sorted(
    shares.map(({ holder, numerator }, i) => ({
      holder: requireAddress(`shares[${i}].holder`, holder),
      numerator: requireUint(`shares[${i}].numerator`, numerator, 64),
    })),
    (a, b) => (a.holder.toLowerCase() < b.holder.toLowerCase() ? -1 : 1),
  );
  requireWhole(ascending, requireUint("denominator", denominator, 64));
  return {
    domain,
    types: { Divide: [...FIELDS], Share: [...SHARE] },
    primaryType: "Divide",
    message: {
      id: requireUint("id", id, 256),
      version: requireUint("version", version, 24),
      shares: ascending,
      denominator,
      documentHash: requireBytes32("documentHash", documentHash),
      deadline: requireUint("deadline", deadline, 256),
    },
  };
}

function requireWhole(
  shares: readonly { readonly holder: string; readonly numerator: bigint }[],
  denominator: bigint,
): void {
  const shown = shares.map(({ numerator }) => `${numerator}/${denominator}`).join(" + ");
  if (shares.length < 2) {
    throw new InputError("shares", shown, "is no division", "name at least two owners");
  }
  const none = shares.find(({ numerator }) => numerator === 0n);
  if (none !== undefined) {
    throw new InputError("shares", shown, `gives nothing to ${none.holder}`, "leave the owner out");
  }
  const twice = shares.find(({ holder }, i) => i > 0 && holder === shares[i - 1].holder);
  if (twice !== undefined) {
    throw new InputError("shares", shown, `names ${twice.holder} twice`, "add the shares of an owner up");
  }
  if (shares.reduce((sum, { numerator }) => sum + numerator, 0n) !== denominator) {
    throw new InputError(
      "shares",
      shown,
      "does not make one whole",
      "let the numerators add up to the denominator",
    );
  }
}
