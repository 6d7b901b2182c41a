import { ZeroAddress } from "ethers";

import type { Column } from "../../csv/csvRecords.js";
import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { parseAmount } from "../parseAmount.js";
import { parseMoment } from "./parseMoment.js";

const PLAIN_ADDRESS = /^0x[0-9a-f]{40}$/;
const LONGEST_TEXT = 200;

/** Columns of a roll's CSV file, in the order in which the docs tell them. */
export const ROLL_COLUMNS = {
  document: { parse: (text: string) => requireText("document", text) },
  account: { parse: parseAccount },
  amount: { parse: (text: string) => parseMoney("amount", text, 60) },
  due: { parse: parseDue },
  statement: optional((text) => (text === "" ? "" : requireText("statement", text))),
  kind: optional((text) => parseWhole("kind", text, 0xffff)),
  grace_days: optional((text) => parseWhole("grace_days", text, 0xff)),
  late_flat: optional((text) => (text === "" ? 0n : parseMoney("late_flat", text, 40))),
  late_percent: optional((text) => parseShare("late_percent", text, 2)),
  late_daily_percent: optional((text) => parseShare("late_daily_percent", text, 4)),
  late_cap_percent: optional((text) => parseShare("late_cap_percent", text, 2)),
  late_on: optional(parseBase),
} as const;

function optional<T>(parse: (text: string) => T): Column<T> {
  return { parse, isOptional: true };
}

function requireText(field: string, text: string): string {
  if (text === "") throw new InputError(field, text, "is empty", "say which one it is");
  if (text.length > LONGEST_TEXT) {
    throw new InputError(field, text, `has ${text.length} characters`, `give at most ${LONGEST_TEXT}`);
  }
  return text;
}

/** An empty cell is a debtor of whom the city knows no account. */
function parseAccount(text: string): string {
  if (text === "") return ZeroAddress;
  // An address without capitals has no checksum that would have to be hashed.
  const isPlain = PLAIN_ADDRESS.test(text) && text !== ZeroAddress;
  return isPlain ? text : requireAddress("account", text).toLowerCase();
}

function parseMoney(field: string, text: string, bits: number): bigint {
  const amount = parseAmount(text);
  if (amount === 0n) throw new InputError(field, text, "is nothing", "leave it out");
  if (amount >= 1n << BigInt(bits)) {
    throw new InputError(field, text, "is too much for one bill", `give less than 2^${bits} millionths`);
  }
  return amount;
}

/** A day is over with its last second. */
function parseDue(text: string): bigint {
  return parseMoment("due", text, "23:59:59");
}

function parseWhole(field: string, text: string, most: number): number {
  if (text === "") return 0;
  if (!/^\d{1,9}$/.test(text) || Number(text) > most) {
    throw new InputError(field, text, "does not fit", `give a whole number from 0 to ${most}`);
  }
  return Number(text);
}

/** A share in per cent, exact: with two decimals in basis points, with four in millionths. */
function parseShare(field: string, text: string, decimals: number): number {
  if (text === "") return 0;
  const most = 0xffff / 10 ** decimals;
  const share = new RegExp(`^(\\d{1,3})(?:\\.(\\d{1,${decimals}}))?$`).exec(text);
  const value = share === null ? Number.NaN : Number(share[1] + (share[2] ?? "").padEnd(decimals, "0"));
  if (Number.isNaN(value) || value > 0xffff) {
    throw new InputError(
      field,
      text,
      "is no share that fits",
      `give per cent from 0 to ${most} with at most ${decimals} decimals, without a sign: 2.5`,
    );
  }
  return value;
}

function parseBase(text: string): boolean {
  if (text === "" || text === "bill") return false;
  if (text === "balance") return true;
  throw new InputError("late_on", text, "is no base", 'write "bill" or "balance"');
}
