import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import type { Bill } from "./billLeaf.js";
import { indexOfTerms } from "./billTerms.js";

const FIELDS = [
  { name: "debtor", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "index", type: "uint32" },
  { name: "claimed", type: "uint64" },
  { name: "statementHash", type: "bytes32" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a debtor signs to dispute a bill. */
export type OpenDisputeTypedData = TypedData<
  { OpenDispute: (typeof FIELDS)[number][] },
  "OpenDispute",
  {
    readonly debtor: Address;
    readonly roll: bigint;
    readonly index: bigint;
    readonly claimed: bigint;
    readonly statementHash: Hex;
    readonly deadline: bigint;
  }
>;

/**
 * What a debtor signs to dispute a bill (`Disputes.openBySignature`). Handing it in shows the opening of the bill's
 * commitment, and so whom the bill is for.
 * @param domain That of `Disputes`, from {@link readDomain}.
 * @param terms Who disputes, how much of the bill is wrong in millionths, {@link saltedHash} of the statement, and the
 * last second in which this works, at most 90 days off.
 * @throws InputError where a term is malformed.
 */
export function openDisputeTypedData(
  domain: Domain,
  { roll, terms: word }: Pick<Bill, "roll" | "terms">,
  terms: {
    readonly debtor: string;
    readonly claimed: bigint;
    readonly statementHash: string;
    readonly deadline: bigint;
  },
): OpenDisputeTypedData {
  const claimed = requireUint("claimed", terms.claimed, 64);
  if (claimed === 0n) throw new InputError("claimed", claimed, "disputes nothing", "say how much is wrong");
  return {
    domain,
    types: { OpenDispute: [...FIELDS] },
    primaryType: "OpenDispute",
    message: {
      debtor: requireAddress("debtor", terms.debtor),
      roll: requireUint("roll", roll, 256),
      index: BigInt(indexOfTerms(word)),
      claimed,
      statementHash: requireBytes32("statementHash", terms.statementHash),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
