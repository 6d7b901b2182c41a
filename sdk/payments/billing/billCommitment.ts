import { getBytes, hexlify } from "ethers";

import { InputError } from "../../errors.js";
import { keccak, type Keccak256 } from "../../hashing/keccak.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import type { Hex } from "../../signing/types.js";

/** What a bill is about. It stays with the city and the payer; the chain sees its {@link billCommitment}. */
export interface BillSubject {
  /** Number of the account that is billed, as the city's books have it. */
  readonly account: string;
  /** Reference of the document: the number of the assessment, the meter and its period. */
  readonly document: string;
  /** 32 bytes, from {@link billSalt} or `randomSalt`. */
  readonly salt: string;
}

/** The account's length has two bytes. */
const LONGEST_ACCOUNT = 0xffff;

const encoder = new TextEncoder();

/**
 * What binds a bill to an account and a document without telling them: keccak256(salt ‖ length of the account in two
 * bytes ‖ account ‖ document), texts in UTF-8. Whoever is shown account, document and salt can check it; without the
 * salt nobody can try accounts out.
 * @throws InputError where account or document is empty, or the salt is not 32 bytes.
 */
export function billCommitment(subject: BillSubject, keccak256: Keccak256 = keccak): Hex {
  const [account, document] = [encoder.encode(subject.account), encoder.encode(subject.document)];
  requireText("account", subject.account, account.length);
  requireText("document", subject.document, document.length);
  const bytes = new Uint8Array(34 + account.length + document.length);
  bytes.set(getBytes(requireBytes32("salt", subject.salt)));
  bytes[32] = account.length >> 8;
  bytes[33] = account.length & 0xff;
  bytes.set(account, 34);
  bytes.set(document, 34 + account.length);
  return hexlify(keccak256(bytes)) as Hex;
}

function requireText(field: string, value: string, length: number): void {
  if (length === 0) throw new InputError(field, value, "is empty", "say which one it is");
  if (length > LONGEST_ACCOUNT) {
    throw new InputError(field, value, `has ${length} bytes`, `give at most ${LONGEST_ACCOUNT}`);
  }
}
