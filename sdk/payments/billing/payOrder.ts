import { InputError } from "../../errors.js";
import { requireUint } from "../../inputs/requireUint.js";

/** What a payer orders by a signature. */
export interface OrderToPay {
  /** Of a part: how much. Of the whole: the most. Millionths of a token. */
  readonly amount: bigint;
  /** What was settled before, where a part is paid; 0 for the whole. */
  readonly settled?: bigint;
  /** The bill's sequence; 0 where it was never reopened. */
  readonly sequence?: bigint;
  /** Last second in which the order works. */
  readonly deadline: bigint;
  readonly isPart: boolean;
}

/** An order as one word: amount 64 | settled 64 | sequence 32 | deadline 40 | isPart 1, least significant first. */
export function packOrder({ amount, settled = 0n, sequence = 0n, deadline, isPart }: OrderToPay): bigint {
  if (!isPart && settled !== 0n) {
    throw new InputError("settled", settled, "means nothing for the whole", "leave it out");
  }
  return (
    requireUint("amount", amount, 64) |
    (requireUint("settled", settled, 64) << 64n) |
    (requireUint("sequence", sequence, 32) << 128n) |
    (requireUint("deadline", deadline, 40) << 160n) |
    ((isPart ? 1n : 0n) << 200n)
  );
}

/** An order from its word. */
export function readOrder(word: bigint): Required<OrderToPay> {
  requireUint("order", word, 201);
  return {
    amount: word & ((1n << 64n) - 1n),
    settled: (word >> 64n) & ((1n << 64n) - 1n),
    sequence: (word >> 128n) & ((1n << 32n) - 1n),
    deadline: (word >> 160n) & ((1n << 40n) - 1n),
    isPart: word >> 200n === 1n,
  };
}
