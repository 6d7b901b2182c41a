import { keccak, type Keccak256 } from "../../hashing/keccak.js";
import { requireUint } from "../../inputs/requireUint.js";
import { WORD_BYTES, writeWord } from "./wordBytes.js";

const encoder = new TextEncoder();

/** Hashes of a roll's bills on bytes, in buffers that are used again: for a million of them. */
export interface BillHasher {
  /** Salt of the bill's document: keccak256(secret ‖ roll ‖ index), 32 bytes each. */
  readonly documentSalt: (secret: Uint8Array, index: number) => Uint8Array;
  /** Salt of the bill's commitment: keccak256 of its document's salt, so that it can be shown without the other. */
  readonly salt: (documentSalt: Uint8Array) => Uint8Array;
  /** `saltedHash` of the document's text. */
  readonly document: (text: string, documentSalt: Uint8Array) => Uint8Array;
  /** keccak256(abi.encode(account, document, salt)). */
  readonly commitment: (account: Uint8Array, document: Uint8Array, salt: Uint8Array) => Uint8Array;
  /** keccak256(keccak256(abi.encode(roll, terms, commitment))). */
  readonly leaf: (terms: bigint, commitment: Uint8Array) => Uint8Array;
}

/**
 * Prepares the hashing of a roll's bills.
 * @param roll Id of the roll.
 */
export function billHasher(roll: bigint, keccak256: Keccak256 = keccak): BillHasher {
  requireUint("roll", roll, 256);
  const words = (count: number) => {
    const bytes = new Uint8Array(count * WORD_BYTES);
    return { bytes, view: new DataView(bytes.buffer) };
  };
  const [salted, hashed, opened, leaf] = [words(3), words(2), words(3), words(3)];
  writeWord(salted.view, WORD_BYTES, roll);
  writeWord(leaf.view, 0, roll);
  return {
    documentSalt: (secret, index) => {
      salted.bytes.set(secret);
      writeWord(salted.view, 2 * WORD_BYTES, BigInt(index));
      return keccak256(salted.bytes);
    },
    salt: (documentSalt) => keccak256(documentSalt),
    document: (text, documentSalt) => {
      hashed.bytes.set(keccak256(documentSalt));
      hashed.bytes.set(keccak256(encoder.encode(text)), WORD_BYTES);
      return keccak256(hashed.bytes);
    },
    commitment: (account, document, salt) => {
      opened.bytes.set(account, WORD_BYTES - account.length);
      opened.bytes.set(document, WORD_BYTES);
      opened.bytes.set(salt, 2 * WORD_BYTES);
      return keccak256(opened.bytes);
    },
    leaf: (terms, commitment) => {
      writeWord(leaf.view, WORD_BYTES, terms);
      leaf.bytes.set(commitment, 2 * WORD_BYTES);
      return keccak256(keccak256(leaf.bytes));
    },
  };
}
