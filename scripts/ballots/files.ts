import {
  buildRoll,
  ELECTION_RECORD_SCHEMA,
  InputError,
  type ElectionPlan,
  type ElectoralRoll,
} from "../../sdk/index.js";
import { canonicalJson } from "../../sdk/inputs/canonicalJson.js";
import { requireShape, type Shape } from "../../sdk/inputs/requireShape.js";
import { oneLine } from "../lib/oneLine.js";
import { readInput } from "../lib/options.js";

/** Reads a text that an option names. */
export async function readText(option: string, path: string): Promise<string> {
  return (await readInput(option, path)).toString("utf8");
}

const HASH: Shape = { type: "string", pattern: "^0x[0-9a-f]{64}$" };

/** A roll's file: its dataset, and what the chain gets of it. */
const ROLL: Shape = {
  type: "object",
  additionalProperties: false,
  required: ["accounts", "datasetHash", "format", "root", "size", "version"],
  properties: {
    format: { const: "civitas-roll" },
    version: { const: 1 },
    size: { type: "integer", minimum: 1, maximum: 2 ** 32 - 1 },
    root: HASH,
    datasetHash: HASH,
    accounts: { type: "array", items: { type: "string", pattern: "^0x[0-9a-f]{40}$" } },
  },
};

/** A roll as its file holds it. */
export function rollText({ size, root, datasetHash, accounts }: ElectoralRoll): string {
  const lowered = accounts.map((account) => account.toLowerCase());
  return canonicalJson({ format: "civitas-roll", version: 1, size, root, datasetHash, accounts: lowered });
}

/**
 * Reads a roll's file and builds the roll again.
 * @throws where its accounts do not make the root that it names
 */
export async function readRoll(path: string): Promise<ElectoralRoll> {
  const file = (await readShaped("roll", path, ROLL)) as { accounts: string[]; root: string };
  const roll = buildRoll(file.accounts);
  if (roll.root !== file.root) {
    throw new InputError(
      "roll.root",
      file.root,
      `is not the root of its accounts: ${roll.root}`,
      "build it again",
    );
  }
  return roll;
}

/** Reads an election in words. */
export const readPlan = async (path: string): Promise<ElectionPlan> =>
  (await readShaped("plan", path, ELECTION_RECORD_SCHEMA.properties.plan)) as ElectionPlan;

/** Reads a file of JSON that an option names, and checks its shape. */
export async function readShaped(option: string, path: string, shape: Shape): Promise<unknown> {
  const text = await readText(option, path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`--${option}: no JSON (${oneLine((error as Error).message)}); restore the file`, {
      cause: error,
    });
  }
  requireShape(shape, value, option);
  return value;
}
