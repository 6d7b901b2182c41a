import { inverse, reduced } from "./curve.js";

/**
 * With what each of some trustees' shares counts, so that together they are the key's.
 * @param trustees Their numbers, each once.
 */
export function lagrange(trustees: readonly number[]): { factor: bigint; inverse: bigint }[] {
  return trustees.map((trustee) => {
    const others = trustees.filter((other) => other !== trustee);
    const numerator = others.reduce((product, other) => reduced(product * BigInt(other)), 1n);
    const denominator = others.reduce((product, other) => reduced(product * BigInt(other - trustee)), 1n);
    const inverted = inverse(denominator);
    return { factor: reduced(numerator * inverted), inverse: inverted };
  });
}
