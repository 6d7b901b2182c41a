import type { Header } from "../chain/header.js";
import { readAccount } from "../chain/readAccount.js";
import { readHeader } from "../chain/readHeader.js";
import { readStorage } from "../chain/readStorage.js";
import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import type { Address, Hex } from "../signing/types.js";
import { buildRoll } from "./buildRoll.js";
import type { ElectoralRoll } from "./roll.js";

/** What a verifier must know without the record: nobody can prove these for themselves. */
export interface Trust {
  /** Which chain counts. */
  readonly chainId: bigint;
  /** The ballot contract, from the city's directory or its published address book. */
  readonly contract: string;
  /**
   * Hash of a final block of that chain, at or after the result: from a node of one's own, or told alike by several
   * that have no interest in common.
   */
  readonly blockHash: string;
  /** keccak256 of the contract's code, where the address alone is not trusted. */
  readonly codeHash?: string;
}

/** What every kind of record holds around its ballots. */
export interface RecordFrame {
  readonly chainId: number;
  readonly contract: string;
  readonly codeHash: string;
  readonly roll: readonly string[];
  readonly headers: readonly string[];
  readonly accountProof: readonly string[];
  readonly storageProof: readonly string[];
}

/** A word of the contract's storage, and what the record comes to. */
export interface ExpectedWord {
  readonly what: string;
  readonly slot: bigint;
  readonly word: bigint;
}

/** A record as far as it follows from what is trusted. */
export interface TrustedRecord {
  readonly contract: Address;
  readonly codeHash: Hex;
  readonly headers: readonly Header[];
  /** The trusted block. */
  readonly block: Header;
  readonly roll: ElectoralRoll;
  /**
   * Compares what the chain holds with what the ballots come to, word by word, in the order of the record's proofs.
   * @throws InputError where a word is another one, or the record proves more than these.
   */
  readonly requireWords: (words: readonly ExpectedWord[]) => void;
}

const MEND = "refuse the record; export one from a node of your own";

/**
 * Follows the proofs of a record from the trusted block to the contract, and builds its roll.
 * @throws InputError where anything does not fit.
 */
export function trustedRecord(record: RecordFrame, trust: Trust): TrustedRecord {
  const contract = requireTrusted(record, trust);
  const headers = linkedHeaders(record, trust);
  const block = headers[headers.length - 1];
  const account = readAccount(block.stateRoot, contract, record.accountProof, "record.accountProof");
  requireSame("record.codeHash", record.codeHash, account.codeHash, "the hash of the contract's code");
  return {
    contract,
    codeHash: account.codeHash,
    headers,
    block,
    roll: rollOf(record),
    requireWords: (words) => requireWords(record, account.storageRoot, words),
  };
}

/** The record is of the chain and the contract that are trusted. */
function requireTrusted(record: RecordFrame, trust: Trust): Address {
  const contract = requireAddress("trust.contract", trust.contract);
  requireSame("record.chainId", record.chainId, Number(trust.chainId), "the trusted chain");
  requireSame("record.contract", record.contract, contract.toLowerCase(), "the trusted contract");
  if (trust.codeHash !== undefined) {
    const codeHash = requireBytes32("trust.codeHash", trust.codeHash);
    requireSame("record.codeHash", record.codeHash, codeHash, "the trusted code");
  }
  return contract;
}

/** The headers hang together and end in the trusted block. */
function linkedHeaders(record: RecordFrame, trust: Trust): Header[] {
  const headers = record.headers.map((encoded, place) => readHeader(encoded, `record.headers[${place}]`));
  const blockHash = requireBytes32("trust.blockHash", trust.blockHash);
  for (const [place, { hash }] of headers.entries()) {
    const wanted = place + 1 === headers.length ? blockHash : headers[place + 1].parentHash;
    const of = place + 1 === headers.length ? "the trusted block" : "the parent of the next header";
    requireSame(`record.headers[${place}]`, hash, wanted, of);
  }
  if (headers.length === 0) {
    throw new InputError("record.headers", 0, "headers lead to no block", MEND);
  }
  return headers;
}

/** The roll's accounts, which stand in the one order that a roll has. */
function rollOf(record: RecordFrame): ElectoralRoll {
  for (const [place, account] of record.roll.entries()) {
    if (place > 0 && account <= record.roll[place - 1]) {
      throw new InputError(`record.roll[${place}]`, account, "is not above the account before it", MEND);
    }
  }
  return buildRoll(record.roll);
}

function requireWords(record: RecordFrame, storageRoot: string, words: readonly ExpectedWord[]): void {
  const storage = readStorage(storageRoot, record.storageProof, "record.storageProof");
  for (const { what, slot, word } of words) {
    const held = storage.word(slot);
    if (held !== word) {
      throw new InputError(what, hex(held), `is in the chain where the record comes to ${hex(word)}`, MEND);
    }
  }
  storage.end();
}

const hex = (word: bigint): string => `0x${word.toString(16)}`;

function requireSame<Value extends string | number>(
  field: string,
  value: Value,
  wanted: Value,
  of: string,
): void {
  if (value === wanted) return;
  throw new InputError(field, value, `is not ${of}: ${wanted}`, MEND);
}
