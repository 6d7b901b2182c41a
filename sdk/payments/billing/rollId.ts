import { getAddress, toBeHex } from "ethers";

import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address } from "../../signing/types.js";

/** What a roll's id says, and so what holds of all its bills. */
export interface RollFacts {
  /** Who gets the revenue. */
  readonly payee: string;
  /** When bills can be paid from, Unix seconds. */
  readonly opensAt: bigint;
  /** `generation()` of the contract that the roll is posted to. */
  readonly generation: number;
  /** Depth of the tree, 1 to 32; 0 for a series of signed bills. */
  readonly levels: number;
  /** Number of the roll, chosen by the office. */
  readonly serial: bigint;
}

/** Deepest tree: an index has 32 bits. */
export const MOST_LEVELS = 32;

/**
 * A roll's id: payee 160 | opensAt 40 | generation 8 | levels 8 | serial 40, most significant first.
 * @throws InputError where a part does not fit.
 */
export function rollId({ payee, opensAt, generation, levels, serial }: RollFacts): bigint {
  if (!Number.isInteger(levels) || levels < 0 || levels > MOST_LEVELS) {
    throw new InputError("levels", levels, "is no depth of a tree", `give 0 to ${MOST_LEVELS}`);
  }
  if (!Number.isInteger(generation) || generation < 0 || generation > 0xff) {
    throw new InputError("generation", generation, "is no uint8", "read it from the contract's generation()");
  }
  return (
    (BigInt(requireAddress("payee", payee)) << 96n) |
    (requireUint("opensAt", opensAt, 40) << 56n) |
    (BigInt(generation) << 48n) |
    (BigInt(levels) << 40n) |
    requireUint("serial", serial, 40)
  );
}

/** What a roll's id says. */
export function readRollId(roll: bigint): RollFacts & { readonly payee: Address } {
  requireUint("roll", roll, 256);
  return {
    payee: getAddress(toBeHex(roll >> 96n, 20)) as Address,
    opensAt: (roll >> 56n) & 0xff_ffff_ffffn,
    generation: Number((roll >> 48n) & 0xffn),
    levels: Number((roll >> 40n) & 0xffn),
    serial: roll & 0xff_ffff_ffffn,
  };
}
