/**
 * A word of storage from its fields, the first one in the lowest bits, as Solidity packs a struct.
 * @param fields Bits and value of each.
 */
export function packFields(fields: readonly (readonly [bits: number, value: bigint | number])[]): bigint {
  let shift = 0n;
  let word = 0n;
  for (const [bits, value] of fields) {
    word |= BigInt.asUintN(bits, BigInt(value)) << shift;
    shift += BigInt(bits);
  }
  return word;
}
