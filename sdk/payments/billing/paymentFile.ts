import type { Shape } from "../../inputs/requireShape.js";
import { fileShapes } from "./fileShapes.js";
import { MOST_LEVELS } from "./rollId.js";

/** A signed payment as a file: what a payer hands to a relay. Whole numbers are decimal. */
export interface PaymentFile {
  readonly format: "civitas-payment";
  readonly version: 1;
  readonly chainId: number;
  /** Address of `Billing`, lower case. */
  readonly contract: string;
  readonly roll: string;
  readonly payer: string;
  readonly terms: string;
  readonly commit: string;
  /** As `packOrder` writes it. */
  readonly order: string;
  readonly signature: string;
  readonly proof: readonly string[];
}

const PROPERTIES = {
  format: { const: "civitas-payment" },
  version: { const: 1 },
  chainId: fileShapes.chainId,
  contract: fileShapes.account,
  roll: fileShapes.word,
  payer: fileShapes.account,
  terms: fileShapes.word,
  commit: fileShapes.bytes32,
  order: fileShapes.word,
  signature: fileShapes.signature,
  proof: { type: "array", items: fileShapes.bytes32, maxItems: MOST_LEVELS },
} as const satisfies Readonly<Record<string, Shape>>;

/** The schema of a payment's file (JSON Schema). */
export const PAYMENT_FILE_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Signed payment of a bill of Civitas, version 1",
  type: "object",
  additionalProperties: false,
  required: Object.keys(PROPERTIES),
  properties: PROPERTIES,
} as const;
