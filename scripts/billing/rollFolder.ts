import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { createKeccak } from "hash-wasm";

import { datasetHash, type Keccak256, type PreparedBill, readDataset, type Roll } from "../../sdk/index.js";
import { oneLine } from "../lib/oneLine.js";
import { writeWhole } from "../lib/writeWhole.js";

/** What everybody may know of a roll, and what its posting says. */
export interface RollSheet {
  /** Id, decimal. */
  readonly roll: string;
  readonly root: string;
  readonly count: number;
  /** Sum in millionths, decimal. */
  readonly total: string;
  readonly datasetHash: string;
}

/** Files of a prepared roll. */
export const ROLL_FILES = {
  /** Public: {@link RollSheet}. */
  sheet: "roll.json",
  /** Public: terms and commitments. */
  dataset: "dataset.csv",
  /** Private: debtors, documents and salts, one bill a line. */
  bills: "bills.jsonl",
} as const;

/** Keccak-256 in WebAssembly: six times as fast as the SDK's own. */
export async function fastKeccak(): Promise<Keccak256> {
  const hasher = await createKeccak(256);
  return (data) => hasher.init().update(data).digest("binary");
}

/** Writes a file beside its place first, so that it is there whole or not at all. */
export class DraftFile {
  readonly #stream: WriteStream;
  #failure: Error | undefined;
  readonly #draft: string;

  /**
   * @param path Where it will be.
   * @param isPrivate Whether nobody but its owner may read it.
   */
  constructor(
    readonly path: string,
    isPrivate = false,
  ) {
    this.#draft = `${path}.${process.pid}.tmp`;
    this.#stream = createWriteStream(this.#draft, { mode: isPrivate ? 0o600 : 0o644 });
    this.#stream.on("error", (error) => (this.#failure = error));
  }

  /** Writes; waits where the disk is slower. */
  async write(text: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#stream.write(text)) await once(this.#stream, "drain");
  }

  /** Puts it in its place. */
  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream);
    await rename(this.#draft, this.path);
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    this.#stream.destroy();
    await rm(this.#draft, { force: true });
  }
}

/** Writes the two public files of a roll. */
export async function writePublicFiles(
  folder: string,
  roll: Roll,
  dataset: Iterable<string>,
): Promise<RollSheet> {
  await mkdir(folder, { recursive: true });
  const file = new DraftFile(join(folder, ROLL_FILES.dataset));
  async function* written(): AsyncGenerator<string> {
    for (const piece of dataset) {
      await file.write(piece);
      yield piece;
    }
  }
  const sheet: RollSheet = {
    roll: String(roll.id),
    root: roll.root,
    count: roll.count,
    total: String(roll.total),
    datasetHash: await datasetHash(written()),
  };
  await file.close();
  await writeWhole(join(folder, ROLL_FILES.sheet), `${JSON.stringify(sheet, undefined, 2)}\n`);
  return sheet;
}

/**
 * Reads a prepared roll and holds its dataset against its sheet.
 * @throws where they differ, or a file is missing
 */
export async function readRoll(folder: string): Promise<{ roll: Roll; sheet: RollSheet }> {
  const sheet = await readSheet(folder);
  const path = join(folder, ROLL_FILES.dataset);
  const keccak256 = await fastKeccak();
  const roll = await readDataset(BigInt(sheet.roll), createReadStream(path), { keccak256 });
  const found: RollSheet = {
    roll: sheet.roll,
    root: roll.root,
    count: roll.count,
    total: String(roll.total),
    datasetHash: await datasetHash(createReadStream(path)),
  };
  for (const field of Object.keys(found) as (keyof RollSheet)[]) {
    if (found[field] !== sheet[field]) {
      throw new Error(
        `--roll: ${path} has the ${field} ${found[field]}, its sheet says ${sheet[field]}; prepare it again`,
      );
    }
  }
  return { roll, sheet };
}

/** Reads a roll's sheet. */
export async function readSheet(folder: string): Promise<RollSheet> {
  const path = join(folder, ROLL_FILES.sheet);
  try {
    return JSON.parse(await readFile(path, "utf8")) as RollSheet;
  } catch (error) {
    const why = oneLine((error as Error).message);
    throw new Error(
      `--roll: ${path} cannot be read (${why}); name the folder that \`billing prepare\` has written`,
      {
        cause: error,
      },
    );
  }
}

/** A bill as a line of the private file. */
export const billLine = (bill: PreparedBill): string =>
  `${JSON.stringify({ ...bill, terms: String(bill.terms) })}\n`;

/** The private bills of a roll, one after the other. */
export async function* readBills(folder: string): AsyncGenerator<PreparedBill> {
  const path = join(folder, ROLL_FILES.bills);
  const stream = createReadStream(path);
  try {
    await once(stream, "open");
  } catch (error) {
    throw new Error(`--roll: no ${path}; this act needs the private file of the roll`, { cause: error });
  }
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    const bill = JSON.parse(line) as Omit<PreparedBill, "terms"> & { terms: string };
    yield { ...bill, terms: BigInt(bill.terms) };
  }
}
