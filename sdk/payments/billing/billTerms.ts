import { InputError } from "../../errors.js";
import { requireUint } from "../../inputs/requireUint.js";

/** What is owed, until when, and what lateness costs. */
export interface TermsOfBill {
  /** Millionths of a token, more than 0. */
  readonly amount: bigint;
  /** The bill's number in its roll. */
  readonly index: number;
  /** Last second in which it is not late, Unix seconds. */
  readonly dueAt: bigint;
  /** What lateness costs; nothing where absent. */
  readonly late?: LateTerms;
  /** What it is for, as the city numbers it: 0 to 65535. */
  readonly kind?: number;
}

/** What lateness costs. All parts together are at most the cap. */
export interface LateTerms {
  /** Days after the due date in which nothing falls due. */
  readonly graceDays: number;
  /** Millionths of a token, once. */
  readonly flatFee: bigint;
  /** Basis points of the base, once. */
  readonly percentBps: number;
  /** Millionths of the base, for every full day. */
  readonly dailyPpm: number;
  /** Most that all of it comes to, basis points of the amount. */
  readonly capBps: number;
  /** Whether the base is what is left of the amount, and not the amount. */
  readonly isOnBalance: boolean;
}

/** No fee at all. */
export const NO_LATE_FEE: LateTerms = {
  graceDays: 0,
  flatFee: 0n,
  percentBps: 0,
  dailyPpm: 0,
  capBps: 0,
  isOnBalance: false,
};

/** Where each field starts in the word. */
const AT = {
  index: 60n,
  dueAt: 92n,
  graceDays: 132n,
  flatFee: 140n,
  percentBps: 180n,
  dailyPpm: 196n,
  capBps: 212n,
  isOnBalance: 228n,
  kind: 229n,
} as const;

/** Bits that mean something. */
const USED_BITS = 245;

/**
 * Terms of a bill as one word: amount 60 | index 32 | dueAt 40 | graceDays 8 | flatFee 40 | percentBps 16 |
 * dailyPpm 16 | capBps 16 | isOnBalance 1 | kind 16, least significant first.
 * @throws InputError where a field does not fit, or a fee is named that its cap forbids.
 */
export function packTerms({ amount, index, dueAt, late = NO_LATE_FEE, kind = 0 }: TermsOfBill): bigint {
  if (amount === 0n) throw new InputError("amount", amount, "is nothing", "leave bills of nothing out");
  const { graceDays, flatFee, percentBps, dailyPpm, capBps, isOnBalance } = late;
  if (capBps === 0 && (flatFee > 0n || percentBps > 0 || dailyPpm > 0)) {
    throw new InputError(
      "capBps",
      capBps,
      "lets no late fee fall due",
      "give the most that it may come to, or no late fee",
    );
  }
  return (
    requireUint("amount", amount, 60) |
    (uint("index", index, 32) << AT.index) |
    (requireUint("dueAt", dueAt, 40) << AT.dueAt) |
    (uint("graceDays", graceDays, 8) << AT.graceDays) |
    (requireUint("flatFee", flatFee, 40) << AT.flatFee) |
    (uint("percentBps", percentBps, 16) << AT.percentBps) |
    (uint("dailyPpm", dailyPpm, 16) << AT.dailyPpm) |
    (uint("capBps", capBps, 16) << AT.capBps) |
    (isOnBalance ? 1n << AT.isOnBalance : 0n) |
    (uint("kind", kind, 16) << AT.kind)
  );
}

/**
 * Terms from their word.
 * @throws InputError where bits are set that mean nothing.
 */
export function readTerms(word: bigint): Required<TermsOfBill> {
  requireUint("terms", word, USED_BITS);
  const take = (at: bigint, bits: number): bigint => BigInt.asUintN(bits, word >> at);
  return {
    amount: BigInt.asUintN(60, word),
    index: indexOfTerms(word),
    dueAt: take(AT.dueAt, 40),
    late: {
      graceDays: Number(take(AT.graceDays, 8)),
      flatFee: take(AT.flatFee, 40),
      percentBps: Number(take(AT.percentBps, 16)),
      dailyPpm: Number(take(AT.dailyPpm, 16)),
      capBps: Number(take(AT.capBps, 16)),
      isOnBalance: take(AT.isOnBalance, 1) === 1n,
    },
    kind: kindOfTerms(word),
  };
}

/** The amount that packed terms name. */
export const amountOfTerms = (word: bigint): bigint => BigInt.asUintN(60, word);

/** The index that packed terms name. */
export const indexOfTerms = (word: bigint): number => Number(BigInt.asUintN(32, word >> AT.index));

/** What packed terms are for. */
export const kindOfTerms = (word: bigint): number => Number(BigInt.asUintN(16, word >> AT.kind));

/** The same terms under another index; theirs is 0. */
export const withIndex = (word: bigint, index: number): bigint => word | (BigInt(index) << AT.index);

function uint(field: string, value: number, bits: number): bigint {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** bits) {
    throw new InputError(field, value, `is no uint${bits}`, `give a whole number from 0 to ${2 ** bits - 1}`);
  }
  return BigInt(value);
}
