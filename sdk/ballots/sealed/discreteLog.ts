import { normalizeZ } from "@noble/curves/abstract/curve.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";

import { InputError } from "../../errors.js";
import { GENERATOR, IDENTITY, type Point, publicTimes } from "./curve.js";

/** The first multiples of the generator, by their x. */
export interface BabySteps {
  readonly size: number;
  readonly byX: ReadonlyMap<bigint, number>;
}

/**
 * The table for numbers up to a bound: one serves any number of tallies.
 * @param bound Largest number to find.
 */
export function babySteps(bound: number): BabySteps {
  // A table finds a number from both sides: every step covers twice its size.
  const size = Math.max(1, Math.ceil(Math.sqrt(bound / 2)));
  const points: Point[] = [];
  for (let point = GENERATOR; points.length < size; point = point.add(GENERATOR)) points.push(point);
  return { size, byX: new Map(normalizeZ(secp256k1.Point, points).map(({ x }, i) => [x, i + 1])) };
}

/**
 * How often the generator is in a point, by baby steps and giant steps.
 * @param point To find.
 * @param bound Largest number that it can be.
 * @param steps Table, where one is at hand.
 * @throws InputError where it is none of 0 to the bound.
 */
export function discreteLog(point: Point, bound: number, steps: BabySteps = babySteps(bound)): number {
  const { size, byX } = steps;
  const stride = 2 * size + 1;
  const giant = publicTimes(GENERATOR, BigInt(stride)).negate();
  let rest = point;
  for (let start = 0; start <= bound + size; start += stride, rest = rest.add(giant)) {
    if (rest.is0() && start <= bound) return start;
    const { x } = rest.is0() ? { x: 0n } : rest.toAffine();
    const step = byX.get(x);
    if (step === undefined) continue;
    // The x of a point is that of its opposite.
    const found = rest.equals(publicTimes(GENERATOR, BigInt(step))) ? start + step : start - step;
    if (found >= 0 && found <= bound) return found;
  }
  throw new InputError(
    "tally",
    point.equals(IDENTITY) ? "identity" : point.toHex(true),
    `is no number of votes from 0 to ${bound}`,
    "check the shares and the sums: one of them is not of this election",
  );
}
