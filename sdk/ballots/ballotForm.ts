import { FORMS, type Form } from "./terms.js";

/** Bits of a lane that number a voter's ballots, where voters may vote again. */
export const ORDINAL_BITS = 4;

/** Most ballots of a voter where voters may vote again. */
export const MAXIMUM_BALLOTS = 15;

/** Bits of the narrowest lane. */
const NARROWEST_LANE = 4;

const WORD_BITS = 256;

/** What of an election says how its ballots look. */
export interface FormTerms {
  readonly form: number;
  readonly optionCount: number;
  readonly maxApprovals: number;
  readonly isRevotable: boolean;
}

/** How the ballots of an election look, on the wire and in the record. */
export interface BallotForm {
  readonly form: Form;
  readonly optionCount: number;
  readonly isRevotable: boolean;
  /** Bits of a voter's lane in the record. */
  readonly laneBits: number;
  /** Lanes in a word of the record. */
  readonly lanesPerWord: number;
  /** Bytes of the choice in a relayed ballot. */
  readonly choiceBytes: number;
  /** Whether a voter may choose so. */
  readonly allows: (choice: bigint) => boolean;
  /** Numbers of the options that a choice is for, from 1; none where the ballot is blank. */
  readonly optionsOf: (choice: bigint) => number[];
  /** The form in one number, beside the stage in the contract's storage. */
  readonly settings: bigint;
  /** A voter's lane: 0 until the voter has cast. */
  readonly laneOf: (ballots: number, choice: bigint) => bigint;
}

/** How the ballots of an election look. */
export function ballotForm({
  form: formNumber,
  optionCount,
  maxApprovals,
  isRevotable,
}: FormTerms): BallotForm {
  const form = FORMS[formNumber];
  const isApproval = form === "Approval";
  const highest = isApproval ? (1n << BigInt(optionCount)) - 1n : BigInt(optionCount);
  // A lane holds the choice plus one, and where voters may vote again the number of their ballots above it.
  const bits = (highest + 1n).toString(2).length + (isRevotable ? ORDINAL_BITS : 0);
  const laneBits = Math.max(NARROWEST_LANE, 2 ** Math.ceil(Math.log2(bits)));
  const optionsOf = (choice: bigint): number[] => {
    if (!isApproval) return choice === 0n ? [] : [Number(choice)];
    return Array.from({ length: optionCount }, (_, item) => item + 1).filter(
      (item) => ((choice >> BigInt(item - 1)) & 1n) === 1n,
    );
  };
  return {
    form,
    optionCount,
    isRevotable,
    laneBits,
    lanesPerWord: WORD_BITS / laneBits,
    choiceBytes: Math.ceil((laneBits - (isRevotable ? ORDINAL_BITS : 0)) / 8),
    allows: (choice) => choice <= highest && optionsOf(choice).length <= maxApprovals,
    optionsOf,
    settings:
      BigInt(formNumber) |
      (BigInt(optionCount) << 8n) |
      (BigInt(maxApprovals) << 24n) |
      (BigInt(Math.log2(laneBits)) << 40n) |
      (BigInt(isRevotable) << 48n),
    laneOf: (ballots, choice) => {
      if (ballots === 0) return 0n;
      const above = isRevotable ? BigInt(ballots) << BigInt(laneBits - ORDINAL_BITS) : 0n;
      return above | (choice + 1n);
    },
  };
}
