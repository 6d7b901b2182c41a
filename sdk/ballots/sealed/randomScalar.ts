import { hexlify } from "ethers";

import { ORDER } from "./curve.js";

/** 384 bits modulo the order: no scalar is likelier than another by more than 2^-128. */
const RANDOM_BYTES = 48;

/** Where secret scalars come from; another one is for vectors alone. */
export type ScalarSource = () => bigint;

/** A secret scalar, not 0, from the randomness of the platform. */
export const randomScalar: ScalarSource = () => {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  return (BigInt(hexlify(bytes)) % (ORDER - 1n)) + 1n;
};
