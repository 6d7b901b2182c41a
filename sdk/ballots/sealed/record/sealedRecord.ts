import type { Shape } from "../../../inputs/requireShape.js";
import {
  ADDRESS,
  BYTES,
  HASH,
  HIGHEST,
  listOf,
  number,
  object,
  PLAN_PARTS,
  TIME,
} from "../../recordShapes.js";
import type { RecordFrame } from "../../trustedRecord.js";
import type { SealedPlan } from "./sealedPlan.js";

/** The ceremony as its plan has it; who is named here has made the key. */
export interface RecordedCeremony {
  /** The contract of the ceremonies. */
  readonly contract: string;
  /** Accounts of the trustees, ascending; the first one is trustee 1. */
  readonly trustees: readonly string[];
  readonly threshold: number;
  readonly registerUntil: number;
  readonly dealUntil: number;
  readonly complainUntil: number;
  /** The keys, then the verification keys trustee by trustee. */
  readonly page: string;
}

/** A ballot that its voter cast directly. */
export interface SealedDirectEntry {
  readonly kind: "direct";
  /** Time of the block, Unix seconds. */
  readonly time: number;
  readonly voterIndex: number;
  readonly ballot: string;
}

/** Ballots that came in one relayed batch, those that were refused among them. */
export interface SealedRelayedEntry {
  readonly kind: "relayed";
  readonly time: number;
  /** Packed, as the contract got them. */
  readonly ballots: string;
}

/** A ballot that its voter spoilt. */
export interface SpoiltEntry {
  readonly kind: "spoilt";
  readonly time: number;
  readonly voterIndex: number;
  readonly seals: readonly string[];
}

export type SealedEntry = SealedDirectEntry | SealedRelayedEntry | SpoiltEntry;

/** A trustee's share, as the contract accepted it. */
export interface RecordedShare {
  readonly trustee: number;
  readonly share: string;
  /** `challenge ‖ response`, with what else the contract got behind them. */
  readonly proof: string;
}

/** Everything that it takes to recompute the result of a sealed election without asking anybody. */
export interface SealedRecord extends RecordFrame {
  readonly format: "civitas-election-record";
  readonly version: 1;
  readonly ballot: "SealedBallot";
  readonly electionId: number;
  readonly plan: SealedPlan;
  readonly ceremony: RecordedCeremony;
  /** What the contract accepted, in its order. */
  readonly cast: readonly SealedEntry[];
  /** Every share that the contract accepted, in its order. */
  readonly shares: readonly RecordedShare[];
}

const INDEX = number(0, 2 ** 32 - 1);

/** The schema of a sealed election in words (JSON Schema). */
export const SEALED_PLAN_SCHEMA = object(
  {
    ...PLAN_PARTS,
    hasBlank: { type: "boolean" },
    isAdvisory: { type: "boolean" },
    minimumBallots: INDEX,
    ceremonyId: number(1, 2 ** 40 - 1),
    tallyUntil: TIME,
  },
  "The election in words. Its terms, with the hashes of its texts, hash to the contract's termsHash.",
);

const ENTRIES: Shape = {
  oneOf: [
    object({ kind: { const: "direct" }, time: TIME, voterIndex: INDEX, ballot: BYTES }),
    object({ kind: { const: "relayed" }, time: TIME, ballots: BYTES }),
    object({ kind: { const: "spoilt" }, time: TIME, voterIndex: INDEX, seals: listOf(HASH) }),
  ],
};

/** The schema of a record of a sealed election (JSON Schema). */
export const SEALED_RECORD_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Record of a sealed election of Civitas, version 1",
  ...object(
    {
      format: { const: "civitas-election-record" },
      version: { const: 1 },
      ballot: { const: "SealedBallot" },
      chainId: number(1, HIGHEST),
      contract: ADDRESS,
      codeHash: HASH,
      electionId: number(1, HIGHEST),
      plan: SEALED_PLAN_SCHEMA,
      ceremony: object(
        {
          contract: ADDRESS,
          trustees: listOf(ADDRESS),
          threshold: number(2, 10),
          registerUntil: TIME,
          dealUntil: TIME,
          complainUntil: TIME,
          page: BYTES,
        },
        "Who has made the key, and the key itself: keys, then verification keys trustee by trustee.",
      ),
      roll: { ...listOf(ADDRESS), description: "Accounts of the voters, ascending: an index is a position." },
      cast: { type: "array", description: "What the contract accepted, in its order.", items: ENTRIES },
      shares: {
        ...listOf(object({ trustee: number(1, 10), share: BYTES, proof: BYTES })),
        description: "Every share that the contract accepted, in its order.",
      },
      headers: { ...listOf(BYTES), description: "In RLP; the last one is the trusted block's." },
      accountProof: { ...listOf(BYTES), description: "From the last header's state root to the contract." },
      storageProof: {
        ...listOf(BYTES),
        description: "Nodes of the words that the verifier reads, each once, in the order of their reading.",
      },
    },
    "Text in canonical form: fields in alphabetical order, one space of indentation a level, one line end behind it.",
  ),
} as const;
