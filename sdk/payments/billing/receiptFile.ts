import type { ObjectShape, Shape } from "../../inputs/requireShape.js";
import { fileShapes } from "./fileShapes.js";
import { MOST_LEVELS } from "./rollId.js";

/** An object all of whose fields are needed, apart from those named. */
const object = (properties: Readonly<Record<string, Shape>>, ...optional: string[]): ObjectShape => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

/** Nodes that a proof in a trie of receipts has at most: its keys have at most 18 digits. */
const MOST_NODES = 20;

const { account, bytes, bytes32, word } = fileShapes;

/** The schema of a payment receipt's file (JSON Schema). */
export const RECEIPT_FILE_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Payment receipt of a bill of Civitas, version 1",
  ...object(
    {
      format: { const: "civitas-receipt" },
      version: { const: 1 },
      bill: object({ roll: word, terms: word, commit: bytes32 }),
      proof: { type: "array", items: bytes32, maxItems: MOST_LEVELS },
      opening: object({ account, document: bytes32, salt: bytes32 }),
      payment: object({
        header: bytes,
        transactionIndex: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        receipt: bytes,
        nodes: { type: "array", items: bytes, maxItems: MOST_NODES },
      }),
    },
    "opening",
  ),
} as const;
