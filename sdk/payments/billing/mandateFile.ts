import type { Shape } from "../../inputs/requireShape.js";
import { fileShapes } from "./fileShapes.js";

/** A signed mandate as a file: what a payer hands to the billing office. Whole numbers are decimal. */
export interface MandateFile {
  readonly format: "civitas-mandate";
  readonly version: 1;
  readonly chainId: number;
  /** Address of `Mandates`, lower case. */
  readonly contract: string;
  readonly payer: string;
  readonly payee: string;
  /** 0 for every roll of the payee. */
  readonly roll: string;
  /** Zero for every collector that the city names. */
  readonly collector: string;
  readonly perBill: string;
  readonly perPeriod: string;
  readonly startsAt: number;
  readonly periodDays: number;
  readonly periods: number;
  readonly ordinal: number;
  readonly documentHash: string;
  readonly signature: string;
}

const uint = (bits: number): Shape => ({ type: "integer", minimum: 0, maximum: 2 ** bits - 1 });

const PROPERTIES = {
  format: { const: "civitas-mandate" },
  version: { const: 1 },
  chainId: fileShapes.chainId,
  contract: fileShapes.account,
  payer: fileShapes.account,
  payee: fileShapes.account,
  roll: fileShapes.word,
  collector: fileShapes.account,
  perBill: { type: "string", pattern: "^(0|[1-9][0-9]{0,14})$" },
  perPeriod: { type: "string", pattern: "^(0|[1-9][0-9]{0,14})$" },
  startsAt: uint(40),
  periodDays: uint(16),
  periods: uint(16),
  ordinal: uint(24),
  documentHash: fileShapes.bytes32,
  signature: fileShapes.signature,
} as const satisfies Readonly<Record<string, Shape>>;

/** The schema of a mandate's file (JSON Schema). */
export const MANDATE_FILE_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Signed direct debit mandate of Civitas, version 1",
  type: "object",
  additionalProperties: false,
  required: Object.keys(PROPERTIES),
  properties: PROPERTIES,
} as const;
