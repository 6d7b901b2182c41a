import { getAddress, getBytes, hexlify, isAddress } from "ethers";

import { InputError } from "../../errors.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import type { Hex } from "../../signing/types.js";
import { billHasher } from "./billHasher.js";

/** What opens a bill's commitment. */
export interface BillOpening {
  /** Account of the debtor; the zero address where the city knows none. */
  readonly account: string;
  /** `saltedHash` of the document: the number of the assessment, the meter and its period. */
  readonly document: string;
  /** 32 bytes, known to city and debtor. */
  readonly salt: string;
}

/**
 * What binds a bill to its debtor and its document without telling them: keccak256(abi.encode(account, document,
 * salt)).
 * @throws InputError where a part is malformed.
 */
export function billCommitment({ account, document, salt }: BillOpening): Hex {
  if (!isAddress(account)) {
    throw new InputError(
      "account",
      account,
      "is no address",
      "give the debtor's account, or the zero address",
    );
  }
  return hexlify(
    billHasher(0n).commitment(
      getBytes(getAddress(account)),
      getBytes(requireBytes32("document", document)),
      getBytes(requireBytes32("salt", salt)),
    ),
  ) as Hex;
}
