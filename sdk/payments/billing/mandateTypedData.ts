import { ZeroAddress } from "ethers";

import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import { type MandateScope, requireAccountOrZero, requireRollOrZero } from "./mandate.js";

const FIELDS = [
  { name: "payer", type: "address" },
  { name: "payee", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "collector", type: "address" },
  { name: "perBill", type: "uint48" },
  { name: "perPeriod", type: "uint48" },
  { name: "startsAt", type: "uint40" },
  { name: "periodDays", type: "uint16" },
  { name: "periods", type: "uint16" },
  { name: "ordinal", type: "uint24" },
  { name: "documentHash", type: "bytes32" },
] as const;

/** What a payer allows to be debited. */
export interface MandateTerms extends MandateScope {
  /** Most for one bill, millionths. */
  readonly perBill: bigint;
  /** Most in one period, millionths; at least that for one bill. */
  readonly perPeriod: bigint;
  /** First second of the first period, Unix seconds. */
  readonly startsAt: bigint;
  /** Length of a period, days. */
  readonly periodDays: bigint;
  /** How many periods. */
  readonly periods: bigint;
  /** `mandateInfo(…).ordinal`; 0 where no mandate of this scope was given or revoked before. */
  readonly ordinal?: bigint;
  /** {@link saltedHash} of the mandate's document. */
  readonly documentHash: string;
}

/** What a payer signs to give a mandate. */
export type MandateTypedData = TypedData<
  { Mandate: (typeof FIELDS)[number][] },
  "Mandate",
  {
    readonly payer: Address;
    readonly payee: Address;
    readonly roll: bigint;
    readonly collector: Address;
    readonly perBill: bigint;
    readonly perPeriod: bigint;
    readonly startsAt: bigint;
    readonly periodDays: bigint;
    readonly periods: bigint;
    readonly ordinal: bigint;
    readonly documentHash: Hex;
  }
>;

/**
 * What a payer signs to give a direct debit mandate (`Mandates.giveBySignature`); the message is the struct that the
 * contract takes. The payer also allows `Billing` to spend the tokens, for instance with {@link permitTypedData}.
 * @param domain That of `Mandates`, from {@link readDomain}.
 * @throws InputError where the contract would refuse the terms.
 */
export function mandateTypedData(domain: Domain, terms: MandateTerms): MandateTypedData {
  const { perBill, perPeriod } = terms;
  requireUint("perBill", perBill, 48);
  requireUint("perPeriod", perPeriod, 48);
  if (perBill === 0n)
    throw new InputError("perBill", perBill, "allows nothing", "give the most for one bill");
  if (perBill > perPeriod) {
    throw new InputError(
      "perBill",
      perBill,
      `is more than in a whole period (${perPeriod})`,
      "raise perPeriod",
    );
  }
  for (const field of ["periodDays", "periods"] as const) {
    if (requireUint(field, terms[field], 16) === 0n) {
      throw new InputError(field, 0n, "leaves no time", "give at least 1");
    }
  }
  return {
    domain,
    types: { Mandate: [...FIELDS] },
    primaryType: "Mandate",
    message: {
      payer: requireAddress("payer", terms.payer),
      payee: requireAddress("payee", terms.payee),
      roll: requireRollOrZero(terms.roll ?? 0n),
      collector: requireAccountOrZero("collector", terms.collector ?? ZeroAddress),
      perBill,
      perPeriod,
      startsAt: requireUint("startsAt", terms.startsAt, 40),
      periodDays: terms.periodDays,
      periods: terms.periods,
      ordinal: requireUint("ordinal", terms.ordinal ?? 0n, 24),
      documentHash: requireBytes32("documentHash", terms.documentHash),
    },
  };
}
