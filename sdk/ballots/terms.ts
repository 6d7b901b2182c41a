import type { Hex } from "../signing/types.js";

/** Forms of a vote, in the order of the contract. */
export const FORMS = ["SingleChoice", "Motion", "Approval"] as const;
export type Form = (typeof FORMS)[number];

/** What votes are measured against, in the order of the contract. */
export const MEASURES = ["Decided", "Ballots", "Roll"] as const;
export type Measure = (typeof MEASURES)[number];

/** What an election has decided, in the order of the contract. */
export const OUTCOMES = ["None", "QuorumMissed", "Rejected", "Tied", "Adopted"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** An exact share. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** Times of an election, Unix seconds. */
export interface Schedule {
  /** Earliest second in which the office may open it. */
  readonly opensAt: number;
  /** Last second in which it may. */
  readonly openUntil: number;
  /** Last second in which a ballot counts. */
  readonly closesAt: number;
  /** Earliest second in which the result becomes final. */
  readonly finalisesAt: number;
}

/** When something is adopted. */
export interface Rules {
  /** Share of the roll that must have cast a ballot. */
  readonly quorum: Fraction;
  /** Share of `measure` that the votes for an option must reach. */
  readonly threshold: Fraction;
  /** Ballots that are not blank, all ballots, or the whole roll. */
  readonly measure: Measure;
  /** Whether the votes must exceed the threshold. */
  readonly isStrict: boolean;
}

/** An election in words: what its terms are made of. */
export interface ElectionPlan {
  readonly rollId: number;
  readonly question: string;
  /** Texts in their order; of a motion what is said for yes, then for no. */
  readonly options: readonly string[];
  readonly form: Form;
  /** Most items on a ballot; 1 unless the form is approval. */
  readonly maxApprovals: number;
  readonly isRevotable: boolean;
  readonly schedule: Schedule;
  readonly rules: Rules;
}

/** The terms of an election as `RollCallBallot.create` takes them. */
export interface Terms {
  readonly rollId: bigint;
  readonly questionHash: Hex;
  readonly optionsHash: Hex;
  readonly form: number;
  readonly optionCount: number;
  readonly maxApprovals: number;
  readonly isRevotable: boolean;
  readonly schedule: Schedule;
  readonly rules: Omit<Rules, "measure"> & { readonly measure: number };
}
