import { concat, toBeHex } from "ethers";

import type { Hex } from "../../signing/types.js";
import { FIELD, type Point, pointBytes } from "./curve.js";

/**
 * What a contract needs to check a sum of points without computing one: every term, and the slope of every addition.
 * @param terms In the order of the contract.
 * @param start What the sum begins with, where the contract has it; otherwise the first term.
 * @returns `term` or `term ‖ slope`, one after another, and the sum
 */
export function hintedSum(terms: readonly Point[], start?: Point): { hints: Hex; sum: Point } {
  const parts: string[] = [];
  let sum = start;
  const sums: Point[] = [];
  for (const term of terms) {
    if (sum !== undefined) sums.push(sum);
    sum = sum === undefined ? term : sum.add(term);
  }
  const before = sums.map((point) => point.toAffine());
  const added = (start === undefined ? terms.slice(1) : terms).map((point) => point.toAffine());
  const runs = FIELD.invertBatch(added.map(({ x }, i) => FIELD.sub(x, before[i].x)));
  const slopes = added.map(({ y }, i) => FIELD.mul(FIELD.sub(y, before[i].y), runs[i]));
  const offset = terms.length - added.length;
  for (const [i, term] of terms.entries()) {
    parts.push(pointBytes(term));
    if (i >= offset) parts.push(toBeHex(slopes[i - offset], 32));
  }
  return { hints: concat(parts) as Hex, sum: sum as Point };
}
