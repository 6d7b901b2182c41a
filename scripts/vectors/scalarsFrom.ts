import { concat, id, keccak256, toBeHex } from "ethers";

import { ORDER } from "../../sdk/ballots/sealed/curve.js";
import type { ScalarSource } from "../../sdk/ballots/sealed/index.js";

/** Scalars that everybody can draw again: for tests and vectors alone. */
export function scalarsFrom(seed: string): ScalarSource {
  let count = 0;
  return () => {
    const [left, right] = [0, 1].map((half) =>
      keccak256(concat([id(seed), toBeHex(count, 32), toBeHex(half, 32)])),
    );
    count += 1;
    return (BigInt(concat([left, right])) % (ORDER - 1n)) + 1n;
  };
}
