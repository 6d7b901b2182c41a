import type { Shape } from "../inputs/requireShape.js";

/** A signed ballot as a file: what a voter hands to a relay. */
export interface BallotFile {
  readonly format: "civitas-ballot";
  readonly version: 1;
  readonly chainId: number;
  readonly contract: string;
  readonly electionId: number;
  readonly termsHash: string;
  readonly voterIndex: number;
  readonly ordinal: number;
  /** A whole number in decimal. */
  readonly choice: string;
  /** 64 bytes `r ‖ vs` of secp256k1 (ERC-2098), or 128 bytes `r ‖ s ‖ x ‖ y` of P-256. */
  readonly signature: string;
}

const number = (minimum: number, maximum: number): Shape => ({ type: "integer", minimum, maximum });

const PROPERTIES = {
  format: { const: "civitas-ballot" },
  version: { const: 1 },
  chainId: number(1, Number.MAX_SAFE_INTEGER),
  contract: { type: "string", pattern: "^0x[0-9a-f]{40}$" },
  electionId: number(1, Number.MAX_SAFE_INTEGER),
  termsHash: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
  voterIndex: number(0, 2 ** 32 - 1),
  ordinal: number(1, 255),
  choice: { type: "string", pattern: "^(0|[1-9][0-9]{0,77})$" },
  signature: { type: "string", pattern: "^0x([0-9a-f]{128}|[0-9a-f]{256})$" },
} as const satisfies Readonly<Record<string, Shape>>;

/** The schema of a ballot's file (JSON Schema). */
export const BALLOT_FILE_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Signed ballot of Civitas, version 1",
  type: "object",
  additionalProperties: false,
  required: Object.keys(PROPERTIES),
  properties: PROPERTIES,
} as const;
