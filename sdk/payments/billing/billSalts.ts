import { getBytes, hexlify } from "ethers";

import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Hex } from "../../signing/types.js";
import { billHasher } from "./billHasher.js";

/**
 * The salts of one bill, from the city's secret. The city keeps one secret instead of a million salts and can prepare a
 * roll again; who is told the salts of one bill learns nothing of another's.
 * @param secret 32 random bytes, known to the billing office alone.
 * @param roll Id of the roll.
 * @param index The bill's index; that of a statement's first place for all bills of the statement.
 * @returns the document's salt, keccak256(secret ‖ roll ‖ index), and the commitment's, keccak256 of the other: a
 * dispute shows the second to everybody, and still nobody can try documents out
 */
export function billSalts(secret: string, roll: bigint, index: number): { documentSalt: Hex; salt: Hex } {
  requireUint("index", BigInt(index), 32);
  const hasher = billHasher(roll);
  const documentSalt = hasher.documentSalt(getBytes(requireBytes32("secret", secret)), index);
  return { documentSalt: hexlify(documentSalt) as Hex, salt: hexlify(hasher.salt(documentSalt)) as Hex };
}
