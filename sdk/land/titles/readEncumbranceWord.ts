import { getAddress, toBeHex } from "ethers";

import { InputError } from "../../errors.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address } from "../../signing/types.js";
import { ENCUMBRANCE_KINDS, type EncumbranceKind, type EncumbranceWord } from "./encumbranceWord.js";

/**
 * Reads what `LandRegistry.encumbranceOf` answers, and what its event `Encumbered` tells.
 * @throws InputError where it is no word of an encumbrance.
 */
export function readEncumbranceWord(word: bigint): EncumbranceWord {
  requireUint("word", word, 256);
  const field = (offset: bigint, bits: bigint): bigint => (word >> offset) & ((1n << bits) - 1n);
  const kind = ENCUMBRANCE_KINDS[Number(field(248n, 4n))] as EncumbranceKind | "none" | undefined;
  if (kind === undefined || kind === "none") {
    throw new InputError(
      "word",
      word,
      "is no word of an encumbrance",
      "give what the register's encumbranceOf answers, where it is not 0",
    );
  }
  const flag = (place: bigint): boolean => field(252n + place, 1n) === 1n;
  return {
    holder: getAddress(toBeHex(field(0n, 160n), 20)) as Address,
    amount: field(160n, 40n),
    intake: Number(field(200n, 32n)),
    expiryDay: Number(field(232n, 16n)),
    kind,
    blocks: flag(0n),
    runs: flag(1n),
    isInvoluntary: flag(2n),
  };
}
