import { getAddress, toBeHex } from "ethers";

import { InputError } from "../../errors.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address } from "../../signing/types.js";
import { TITLE_STATUSES, type TitleWord } from "./titleWord.js";

/**
 * Reads what `LandRegistry.titleOf` answers.
 * @throws InputError where it is no word of a title.
 */
export function readTitleWord(word: bigint): TitleWord {
  requireUint("word", word, 256);
  const field = (offset: bigint, bits: bigint): number => Number((word >> offset) & ((1n << bits) - 1n));
  const flag = (place: number): boolean => (field(164n, 8n) >> place) % 2 === 1;
  const status = TITLE_STATUSES[field(160n, 4n)] as TitleWord["status"] | undefined;
  if (status === undefined) {
    throw new InputError("word", word, "is no word of a title", "give what the register's titleOf answers");
  }
  return {
    owner: getAddress(toBeHex(word & ((1n << 160n) - 1n), 20)) as Address,
    status,
    isFrozen: flag(0),
    isReserved: flag(1),
    isShared: flag(2),
    isDisputed: flag(3),
    isProven: flag(4),
    isSaleOrdered: flag(5),
    blockers: field(172n, 8n),
    active: field(180n, 8n),
    lastNumber: field(188n, 12n),
    version: field(200n, 24n),
    size: field(224n, 32n),
  };
}
