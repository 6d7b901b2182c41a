import type { Shape } from "../inputs/requireShape.js";
import { ADDRESS, BYTES, HASH, HIGHEST, listOf, number, object, PLAN_PARTS, TIME } from "./recordShapes.js";
import type { ElectionPlan } from "./terms.js";

/** A transaction that stands in a block of the record's headers. */
export interface PlacedTransaction {
  readonly kind: "placed";
  /** Number of the block. */
  readonly block: number;
  /** Place in the block, from 0. */
  readonly index: number;
  /** As it was sent, with the signature of its sender. */
  readonly raw: string;
  /** Nodes of the trie of the block's transactions, from the root on. */
  readonly proof: readonly string[];
}

/** A transaction of which the record does not prove in which block it stands. */
export interface NamedTransaction {
  readonly kind: "named";
  readonly hash: string;
  readonly raw: string;
}

/** A ballot that its voter cast directly. */
export interface DirectEntry {
  readonly kind: "direct";
  /** Time of the block, Unix seconds. */
  readonly time: number;
  readonly voterIndex: number;
  /** A whole number in decimal. */
  readonly choice: string;
  readonly transaction: PlacedTransaction | NamedTransaction;
}

/** Ballots that came in one relayed batch, those that were refused among them. */
export interface RelayedEntry {
  readonly kind: "relayed";
  readonly time: number;
  /** Packed, as the contract got them. */
  readonly ballots: string;
  readonly transaction: PlacedTransaction | NamedTransaction;
}

/** Everything that it takes to recompute the result of an election without asking anybody. */
export interface ElectionRecord {
  readonly format: "civitas-election-record";
  readonly version: 1;
  readonly ballot: "RollCallBallot";
  readonly chainId: number;
  readonly contract: string;
  /** keccak256 of the contract's code. */
  readonly codeHash: string;
  readonly electionId: number;
  readonly plan: ElectionPlan;
  /** Accounts of the voters, ascending; the index of a voter is the position, from 0. */
  readonly roll: readonly string[];
  /** What the contract accepted, in its order. */
  readonly cast: readonly (DirectEntry | RelayedEntry)[];
  /** Headers in RLP, without a gap; the last one is of the block whose hash the verifier trusts. */
  readonly headers: readonly string[];
  /** From the last header's state root to the contract. */
  readonly accountProof: readonly string[];
  /** The words that the verifier reads, each node once, in the order of their reading. */
  readonly storageProof: readonly string[];
}

const DECIMAL: Shape = { type: "string", pattern: "^(0|[1-9][0-9]*)$" };
const TRANSACTION: Shape = {
  oneOf: [
    object({
      kind: { const: "placed" },
      block: number(0, HIGHEST),
      index: number(0, HIGHEST),
      raw: BYTES,
      proof: listOf(BYTES),
    }),
    object({ kind: { const: "named" }, hash: HASH, raw: BYTES }),
  ],
};

/** The schema of an election record (JSON Schema). */
export const ELECTION_RECORD_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Election record of Civitas, version 1",
  ...object(
    {
      format: { const: "civitas-election-record" },
      version: { const: 1 },
      ballot: { const: "RollCallBallot" },
      chainId: number(1, HIGHEST),
      contract: ADDRESS,
      codeHash: HASH,
      electionId: number(1, HIGHEST),
      plan: object(
        {
          rollId: PLAN_PARTS.rollId,
          question: PLAN_PARTS.question,
          options: PLAN_PARTS.options,
          form: PLAN_PARTS.form,
          maxApprovals: number(1, 65_535),
          isRevotable: { type: "boolean" },
          schedule: PLAN_PARTS.schedule,
          rules: PLAN_PARTS.rules,
        },
        "The election in words. Its terms, with the hashes of its texts, hash to the contract's termsHash.",
      ),
      roll: { ...listOf(ADDRESS), description: "Accounts of the voters, ascending: an index is a position." },
      cast: {
        type: "array",
        description: "What the contract accepted, in its order.",
        items: {
          oneOf: [
            object({
              kind: { const: "direct" },
              time: TIME,
              voterIndex: number(0, 2 ** 32 - 1),
              choice: DECIMAL,
              transaction: TRANSACTION,
            }),
            object({ kind: { const: "relayed" }, time: TIME, ballots: BYTES, transaction: TRANSACTION }),
          ],
        },
      },
      headers: {
        ...listOf(BYTES),
        description: "In RLP, without a gap; the last one is the trusted block's.",
      },
      accountProof: { ...listOf(BYTES), description: "From the last header's state root to the contract." },
      storageProof: {
        ...listOf(BYTES),
        description: "Nodes of the words that the verifier reads, each once, in the order of their reading.",
      },
    },
    "Text in canonical form: fields in alphabetical order, one space of indentation a level, one line end behind it.",
  ),
} as const;
