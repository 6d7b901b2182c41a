const LIMB_BITS = 64n;
const LIMB = (1n << LIMB_BITS) - 1n;

/** Bytes of a word. */
export const WORD_BYTES = 32;

/** Writes a whole number of 256 bits, most significant byte first. */
export function writeWord(view: DataView, offset: number, value: bigint): void {
  for (let limb = 3; limb >= 0; --limb) {
    view.setBigUint64(offset + 8 * limb, (value >> (BigInt(3 - limb) * LIMB_BITS)) & LIMB);
  }
}

/** Reads it. */
export function readWord(view: DataView, offset: number): bigint {
  let value = 0n;
  for (let limb = 0; limb < 4; ++limb) value = (value << LIMB_BITS) | view.getBigUint64(offset + 8 * limb);
  return value;
}
