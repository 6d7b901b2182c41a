import { getBytes, hexlify } from "ethers";

import { csvRecordsByPiece } from "../../csv/csvRecords.js";
import type { CsvOptions } from "../../csv/csvRows.js";
import type { TextSource } from "../../csv/textSource.js";
import { InputError } from "../../errors.js";
import { keccak, type Keccak256 } from "../../hashing/keccak.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import type { Hex } from "../../signing/types.js";
import { withIndex } from "./billTerms.js";
import { billHasher, type BillHasher } from "./billHasher.js";
import { Roll } from "./Roll.js";
import { ROLL_COLUMNS } from "./rollColumns.js";
import { rollId, type RollFacts } from "./rollId.js";
import { shuffledOrder } from "./shuffledOrder.js";
import { isContinued, placesOf, type RollRow, type RollSurvey, toRow } from "./surveyRoll.js";

/** What the office decides about a roll. */
export interface RollPlan extends Omit<RollFacts, "levels"> {
  /** 32 random bytes, kept by the office: order and salts of the bills follow from them. */
  readonly secret: string;
}

/** A bill as city and debtor know it. */
export interface PreparedBill {
  /** Line of the file. */
  readonly line: number;
  readonly index: number;
  readonly terms: bigint;
  readonly commit: Hex;
  /** Account of the debtor; zero where the city knows none. */
  readonly account: string;
  /** Text of the document; that of the statement where there is one. */
  readonly document: string;
  readonly documentSalt: Hex;
  readonly salt: Hex;
  /** First place and number of places of its statement; of a single bill its index and 1. */
  readonly statement: { readonly first: number; readonly places: number };
}

/** How a roll is prepared. */
export interface PrepareOptions extends CsvOptions {
  /** Gets each bill in the order of the file; the next row is read when it is done. */
  readonly onBill?: (bill: PreparedBill) => void | Promise<void>;
  /** A faster Keccak-256 than the one that comes along. */
  readonly keccak256?: Keccak256;
}

/** The document's order is drawn apart from the salts: beyond every index. */
const ORDER_INDEX = 2 ** 40;

/**
 * Makes the roll of a file that was surveyed without a bad row. Bills get their numbers in a secret order, so that a
 * number tells nothing of its place in the file; statements stand under one node each.
 * @param source The same file again.
 * @param survey What {@link surveyRoll} has found in it.
 * @throws InputError where the survey has found bad rows or no bill, or the file has changed since.
 */
export async function prepareRoll(
  source: TextSource,
  survey: RollSurvey,
  plan: RollPlan,
  options: PrepareOptions = {},
): Promise<Roll> {
  requireGood(survey);
  const { keccak256 = keccak, onBill } = options;
  const secret = getBytes(requireBytes32("secret", plan.secret));
  const roll = new Roll(rollId({ ...plan, levels: survey.levels }), survey.places, keccak256);
  const hasher = billHasher(roll.id, keccak256);
  const starts = firstPlaces(survey.groups, secret, hasher, keccak256);

  let [group, place] = [-1, 0];
  let last: RollRow | undefined;
  let seal: Seal | undefined;
  for await (const records of csvRecordsByPiece(source, ROLL_COLUMNS, options)) {
    for (const record of records) {
      const row = toRow(record);
      if ("problems" in row) throw changed(row.problems[0].line);
      if (seal !== undefined && isContinued(row, last)) {
        ++place;
      } else {
        ++group;
        place = 0;
        if (group === survey.groups.length) throw changed(row.line);
        seal = sealOf(row, starts[group], secret, hasher);
      }
      if (place >= survey.groups[group]) throw changed(row.line);
      const index = starts[group] + place;
      const terms = withIndex(row.terms, index);
      roll.put(terms, seal.commit);
      last = row;
      if (onBill === undefined) continue;
      await onBill({
        line: row.line,
        index,
        terms,
        commit: hexlify(seal.commit) as Hex,
        account: row.account,
        document: seal.document,
        documentSalt: hexlify(seal.documentSalt) as Hex,
        salt: hexlify(seal.salt) as Hex,
        statement: { first: starts[group], places: placesOf(survey.groups[group]) },
      });
    }
  }
  if (roll.count !== survey.count || roll.total !== survey.total) throw changed(0);
  return roll;
}

/** A commitment and what opens it. */
interface Seal {
  readonly document: string;
  readonly documentSalt: Uint8Array;
  readonly salt: Uint8Array;
  readonly commit: Uint8Array;
}

function sealOf(row: RollRow, first: number, secret: Uint8Array, hasher: BillHasher): Seal {
  const document = row.statement === "" ? row.document : row.statement;
  const documentSalt = hasher.documentSalt(secret, first);
  const salt = hasher.salt(documentSalt);
  const commit = hasher.commitment(getBytes(row.account), hasher.document(document, documentSalt), salt);
  return { document, documentSalt, salt, commit };
}

/** Where each group starts: the largest first, so that none is out of step, and those of one size in a secret order. */
function firstPlaces(
  groups: Uint8Array,
  secret: Uint8Array,
  hasher: BillHasher,
  keccak256: Keccak256,
): Uint32Array {
  const starts = new Uint32Array(groups.length);
  let next = 0;
  for (const places of [...new Set([...new Set(groups)].map(placesOf))].toSorted((a, b) => b - a)) {
    const members = membersOf(groups, places);
    const seed = hexlify(hasher.documentSalt(secret, ORDER_INDEX + places));
    for (const member of shuffledOrder(members.length, seed, keccak256)) {
      starts[members[member]] = next;
      next += places;
    }
  }
  return starts;
}

/** Which groups take that many places. */
function membersOf(groups: Uint8Array, places: number): Uint32Array {
  const isMember = (size: number): boolean => placesOf(size) === places;
  const members = new Uint32Array(groups.reduce((sum, size) => sum + (isMember(size) ? 1 : 0), 0));
  let next = 0;
  for (const [group, size] of groups.entries()) {
    if (isMember(size)) members[next++] = group;
  }
  return members;
}

function requireGood({ badRows, count }: RollSurvey): void {
  if (badRows > 0)
    throw new InputError("file", badRows, "rows are bad", "mend them, and survey the file again");
  if (count === 0) throw new InputError("file", count, "bills are in it", "bill something");
}

function changed(line: number): InputError {
  return new InputError("file", `line ${line}`, "differs from what was surveyed", "survey the file again");
}
