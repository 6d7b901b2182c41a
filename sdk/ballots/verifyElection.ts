import type { Header } from "../chain/header.js";
import { readAccount } from "../chain/readAccount.js";
import { readHeader } from "../chain/readHeader.js";
import { readStorage } from "../chain/readStorage.js";
import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import type { Address, Domain, Hex } from "../signing/types.js";
import { ballotForm } from "./ballotForm.js";
import { buildRoll } from "./buildRoll.js";
import { checkTransactions, type Evidence } from "./checkTransactions.js";
import { decideElection, type Decision } from "./decideElection.js";
import type { ElectionRecord } from "./electionRecord.js";
import { electionSlots, type ElectionSlots } from "./electionSlots.js";
import { expectedWords } from "./expectedWords.js";
import { readElectionRecord } from "./readElectionRecord.js";
import { type BallotVerdict, replayBallots } from "./replayBallots.js";
import type { ElectoralRoll } from "./roll.js";
import { openingHash } from "./runningHash.js";
import { termsHash } from "./termsHash.js";
import { termsOf } from "./termsOf.js";

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

/** What an election has come to, recomputed. */
export interface ElectionReport extends Decision {
  readonly chainId: bigint;
  readonly contract: Address;
  readonly codeHash: Hex;
  readonly electionId: bigint;
  readonly termsHash: Hex;
  readonly rollRoot: Hex;
  /** Voters on the roll. */
  readonly rollSize: number;
  readonly runningHash: Hex;
  readonly question: string;
  readonly options: readonly string[];
  /** The trusted block. */
  readonly block: Header;
  /** Whether the record proves in which blocks the ballots stand; that they count is proven without. */
  readonly arePlacesProven: boolean;
  /** Ballots that were cast: those that count, those replaced, and those refused. */
  readonly cast: { readonly counts: number; readonly replaced: number; readonly refused: number };
  /** Every ballot in its order, with what became of it and what shows that its voter cast it. */
  readonly verdicts: readonly (BallotVerdict & {
    /** Nothing where the ballot was refused. */
    readonly evidence: Evidence | undefined;
  })[];
}

/** Settings of {@link verifyElection}. */
export interface VerifyOptions {
  /** Told how many of the record's entries are replayed. */
  readonly onProgress?: (done: number, count: number) => void;
}

/** The domain of the contract's signatures, but for chain and address. */
const DOMAIN = { name: "Civitas RollCallBallot", version: "1" } as const;

const MEND = "refuse the record; export one from a node of your own";

/**
 * Recomputes the result of an election from its record alone: asks no node, no server and no event. It follows the
 * proofs from the trusted block to the contract's storage, rebuilds roll and terms, casts every ballot anew, and
 * compares the running hash, the whole record of votes, the counters and the outcome with what the chain holds.
 * @param text The record's file, byte for byte.
 * @param trust What is known without the record.
 * @returns the result, and for every ballot whether it counts and why
 * @throws InputError where anything does not fit: then nothing of the record may be believed.
 */
export async function verifyElection(
  text: string,
  trust: Trust,
  { onProgress }: VerifyOptions = {},
): Promise<ElectionReport> {
  const record = readElectionRecord(text);
  const contract = requireTrusted(record, trust);
  const headers = linkedHeaders(record, trust);
  const block = headers[headers.length - 1];
  const account = readAccount(block.stateRoot, contract, record.accountProof, "record.accountProof");
  requireSame("record.codeHash", record.codeHash, account.codeHash, "the hash of the contract's code");

  const roll = rollOf(record);
  const terms = termsOf(record.plan);
  const form = ballotForm(terms);
  const electionId = BigInt(record.electionId);
  const domain: Domain = { ...DOMAIN, chainId: trust.chainId, verifyingContract: contract };
  const hash = termsHash(terms);
  const { schedule } = record.plan;
  const replay = await replayBallots({
    domain,
    electionId,
    termsHash: hash,
    form,
    roll: roll.accounts,
    openingHash: openingHash({
      chainId: trust.chainId,
      contract,
      electionId,
      termsHash: hash,
      rollRoot: roll.root,
      rollSize: roll.size,
    }),
    from: schedule.opensAt,
    until: schedule.closesAt,
    cast: record.cast,
    onProgress: (done) => onProgress?.(done, record.cast.length),
  });
  const decision = decideElection(replay.voters.values(), form, record.plan.rules, roll.size);
  const words = Math.ceil(roll.size / form.lanesPerWord);
  const slots = electionSlots({ electionId, optionCount: terms.optionCount, words });
  const expected = expectedWords({
    plan: record.plan,
    form,
    roll,
    termsHash: hash,
    replay,
    decision,
    words,
  });
  requireWords(record, account.storageRoot, slots, expected);
  const evidence = checkTransactions(record, trust.chainId, contract, roll, headers);
  const tally = (verdict: BallotVerdict["verdict"]): number =>
    replay.verdicts.filter((each) => each.verdict === verdict).length;
  return {
    ...decision,
    chainId: trust.chainId,
    contract,
    codeHash: account.codeHash,
    electionId,
    termsHash: hash,
    rollRoot: roll.root,
    rollSize: roll.size,
    runningHash: replay.runningHash,
    question: record.plan.question,
    options: record.plan.options,
    block,
    arePlacesProven: record.cast.every(({ transaction }) => transaction.kind === "placed"),
    cast: { counts: tally("counts"), replaced: tally("replaced"), refused: tally("refused") },
    verdicts: replay.verdicts.map((verdict) => ({
      ...verdict,
      evidence: verdict.verdict === "refused" ? undefined : evidence[verdict.entry],
    })),
  };
}

/** The record is of the chain and the contract that are trusted. */
function requireTrusted(record: ElectionRecord, trust: Trust): Address {
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
function linkedHeaders(record: ElectionRecord, trust: Trust): Header[] {
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
function rollOf(record: ElectionRecord): ElectoralRoll {
  for (const [place, account] of record.roll.entries()) {
    if (place > 0 && account <= record.roll[place - 1]) {
      throw new InputError(`record.roll[${place}]`, account, "is not above the account before it", MEND);
    }
  }
  return buildRoll(record.roll);
}

/** What the chain holds is what the ballots come to, word by word. */
function requireWords(
  record: ElectionRecord,
  storageRoot: string,
  slots: ElectionSlots,
  expected: ElectionSlots,
): void {
  const storage = readStorage(storageRoot, record.storageProof, "record.storageProof");
  const requireWord = (what: string, slot: bigint, word: bigint): void => {
    const held = storage.word(slot);
    if (held === word) return;
    throw new InputError(what, hex(held), `is in the chain where the record comes to ${hex(word)}`, MEND);
  };
  for (const [place, what] of STATE.entries()) requireWord(what, slots.state[place], expected.state[place]);
  requireWord("tally", slots.tally, expected.tally);
  for (const [place, slot] of slots.votes.entries())
    requireWord(`votes[${place}]`, slot, expected.votes[place]);
  for (const [place, slot] of slots.record.entries()) {
    requireWord(`words[${place}]`, slot, expected.record[place]);
  }
  storage.end();
}

/** The five words of an election's state. */
const STATE = [
  "stage, closing time, roll and form",
  "times and rules",
  "termsHash",
  "rollRoot",
  "runningHash",
] as const;

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
