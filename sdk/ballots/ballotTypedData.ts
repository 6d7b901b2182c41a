import { InputError } from "../errors.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import { requireUint } from "../inputs/requireUint.js";
import type { Domain, Hex, TypedData } from "../signing/types.js";

/** What a voter decides. */
export interface BallotTerms {
  readonly electionId: bigint;
  /** From `termsHash`: the question that the voter has read. */
  readonly termsHash: string;
  /** The voter's index on the roll. */
  readonly voterIndex: number;
  /** Number of the voter's ballots with this one, from 1. */
  readonly ordinal: number;
  /** From `choiceOf`, `approvalOf`, or 0 for a blank ballot. */
  readonly choice: bigint;
}

/** The same as it is signed. */
export type BallotMessage = {
  readonly electionId: bigint;
  readonly termsHash: Hex;
  readonly voterIndex: number;
  readonly ordinal: number;
  readonly choice: bigint;
};

const BALLOT_FIELDS = [
  { name: "electionId", type: "uint256" },
  { name: "termsHash", type: "bytes32" },
  { name: "voterIndex", type: "uint32" },
  { name: "ordinal", type: "uint8" },
  { name: "choice", type: "uint256" },
] as const;

/** What a voter signs. */
export type BallotTypedData = TypedData<
  { Ballot: (typeof BALLOT_FIELDS)[number][] },
  "Ballot",
  BallotMessage
>;

/**
 * What a voter signs so that anyone may relay the ballot. Signatures of keys alone count: a contract account casts
 * directly.
 * @param domain The ballot contract's, from {@link readDomain}.
 * @throws InputError where the contract would refuse the numbers.
 */
export function ballotTypedData(domain: Domain, terms: BallotTerms): BallotTypedData {
  const { electionId, voterIndex, ordinal, choice } = terms;
  if (ordinal < 1) {
    throw new InputError(
      "ordinal",
      ordinal,
      "is before the first ballot",
      "give 1 for the voter's first ballot",
    );
  }
  return {
    domain,
    types: { Ballot: [...BALLOT_FIELDS] },
    primaryType: "Ballot",
    message: {
      electionId: requireUint("electionId", electionId, 256),
      termsHash: requireBytes32("termsHash", terms.termsHash),
      voterIndex: requireSmall("voterIndex", voterIndex, 32),
      ordinal: requireSmall("ordinal", ordinal, 8),
      choice: requireUint("choice", choice, 256),
    },
  };
}

/** A whole number that a JavaScript number holds exactly. */
function requireSmall(field: string, value: number, bits: number): number {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
    throw new InputError(field, value, `is no uint${bits}`, `give 0 to 2^${bits} - 1`);
  }
  return value;
}
