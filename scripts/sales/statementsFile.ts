import { getAddress } from "ethers";

import { chainHash, InputError, type Sale } from "../../sdk/index.js";
import { readJson } from "../land/inputs.js";
import { writeWhole } from "../lib/writeWhole.js";

const FORMAT = "civitas-sale-statements";

/** Statements that settle together: one, or a chain in the order of their titles. */
export interface Statements {
  /** The contract that settles them. */
  readonly conveyance: string;
  readonly sales: readonly Sale[];
}

/** Marks whole numbers beyond those of JSON. */
const asText = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);

const fromText = (_key: string, value: unknown): unknown =>
  typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;

/** What links the statements; nothing where there is one. */
export const chainOf = ({ sales }: Statements): string | undefined =>
  sales.length === 1 ? undefined : chainHash(sales);

/** Writes statements to their file. */
export async function writeStatements(path: string, statements: Statements): Promise<void> {
  const content = { format: FORMAT, version: 1, ...statements };
  await writeWhole(path, `${JSON.stringify(content, asText, 1)}\n`);
}

/** Reads statements from their file. What they say, the contract and the signatures judge. */
export async function readStatements(path: string): Promise<Statements> {
  const text = JSON.stringify(await readJson("statements", path));
  const value = JSON.parse(text, fromText) as Partial<Statements> & { format?: string; version?: number };
  if (
    value.format !== FORMAT ||
    value.version !== 1 ||
    !Array.isArray(value.sales) ||
    value.sales.length === 0
  ) {
    throw new InputError(
      "--statements",
      path,
      "holds no statements",
      "give the file that `sale prepare` has written",
    );
  }
  return { conveyance: getAddress(String(value.conveyance)), sales: value.sales as readonly Sale[] };
}
