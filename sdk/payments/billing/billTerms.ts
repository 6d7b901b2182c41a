import { InputError } from "../../errors.js";
import { requireUint } from "../../inputs/requireUint.js";

/** What is owed, until when, and what lateness costs. */
export interface BillTerms {
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

/** Fields of the word with their bits, least significant first. */
const WIDTHS = {
  amount: 60,
  index: 32,
  dueAt: 40,
  graceDays: 8,
  flatFee: 40,
  percentBps: 16,
  dailyPpm: 16,
  capBps: 16,
  isOnBalance: 1,
  kind: 16,
} as const;

/** Bits that mean nothing. */
const USED_BITS = Object.values(WIDTHS).reduce((sum, bits) => sum + bits, 0);

/**
 * Terms of a bill as one word: amount 60 | index 32 | dueAt 40 | graceDays 8 | flatFee 40 | percentBps 16 |
 * dailyPpm 16 | capBps 16 | isOnBalance 1 | kind 16, least significant first.
 * @throws InputError where a field does not fit, or a fee is named that its cap forbids.
 */
export function packTerms({ amount, index, dueAt, late = NO_LATE_FEE, kind = 0 }: BillTerms): bigint {
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
  const values: Record<keyof typeof WIDTHS, bigint | number> = {
    amount,
    index,
    dueAt,
    graceDays,
    flatFee,
    percentBps,
    dailyPpm,
    capBps,
    isOnBalance: isOnBalance ? 1n : 0n,
    kind,
  };
  let [word, shift] = [0n, 0n];
  for (const [field, bits] of Object.entries(WIDTHS) as [keyof typeof WIDTHS, number][]) {
    word |= requireUint(field, wholeNumber(field, values[field]), bits) << shift;
    shift += BigInt(bits);
  }
  return word;
}

/**
 * Terms from their word.
 * @throws InputError where bits are set that mean nothing.
 */
export function readTerms(word: bigint): Required<BillTerms> {
  requireUint("terms", word, USED_BITS);
  let rest = word;
  const take = (field: keyof typeof WIDTHS): bigint => {
    const bits = BigInt(WIDTHS[field]);
    const value = rest & ((1n << bits) - 1n);
    rest >>= bits;
    return value;
  };
  const [amount, index, dueAt] = [take("amount"), Number(take("index")), take("dueAt")];
  const late: LateTerms = {
    graceDays: Number(take("graceDays")),
    flatFee: take("flatFee"),
    percentBps: Number(take("percentBps")),
    dailyPpm: Number(take("dailyPpm")),
    capBps: Number(take("capBps")),
    isOnBalance: take("isOnBalance") === 1n,
  };
  return { amount, index, dueAt, late, kind: Number(take("kind")) };
}

function wholeNumber(field: string, value: bigint | number): bigint {
  if (typeof value === "bigint") return value;
  if (!Number.isSafeInteger(value)) {
    throw new InputError(field, value, "is no whole number", "give one, such as 5");
  }
  return BigInt(value);
}
