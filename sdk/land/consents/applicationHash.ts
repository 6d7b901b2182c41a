import { AbiCoder, keccak256 } from "ethers";

import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Hex } from "../../signing/types.js";
import type { EncumbranceTerms } from "../titles/encumbranceWord.js";
import { requireTerms } from "../titles/requireTerms.js";

/**
 * What a desk lodges in the day-book for an application (`LandRegistry.lodge`): it hides what is applied for until the
 * registrar enters it.
 * @param id Title, or reference of one that is to come.
 * @param documentHash The contract's hash, or the order's.
 * @param salt 32 random bytes, from `randomSalt`, new for each application; needed again to enter it.
 * @throws InputError where a term does not fit.
 */
export function applicationHash(
  id: bigint,
  terms: EncumbranceTerms,
  documentHash: string,
  salt: string,
): Hex {
  const { holder, amount, expiryDay, kind } = requireTerms(terms);
  const content = AbiCoder.defaultAbiCoder().encode(
    ["uint256", "tuple(address,uint40,uint16,uint8)", "bytes32", "bytes32"],
    [
      requireUint("id", id, 256),
      [holder, amount, expiryDay, kind],
      requireBytes32("documentHash", documentHash),
      requireBytes32("salt", salt),
    ],
  );
  return keccak256(content) as Hex;
}
