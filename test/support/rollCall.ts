import {
  AbiCoder,
  type BigNumberish,
  concat,
  id,
  keccak256,
  type Signature,
  toBeHex,
  TypedDataEncoder,
  ZeroHash,
  zeroPadValue,
} from "ethers";

import { type IRollCallBallot, RollCallBallot__factory } from "../../typechain-types/index.js";

export const MINUTE = 60n;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;
export const NOTICE_PERIOD = 30n * DAY;
export const OBJECTIONS = 3n * DAY;
export const PAGE_ACCOUNTS = 1024;

export const SOURCE = id("statement of the source");
export const QUESTION = id("Shall the market hall be rebuilt?");
export const OPTIONS = keccak256(concat([id("yes"), id("no")]));
export const REASON = id("reason, published");
export const ORDER = id("order 7/2026 of the court, with its salt");

/** By name, as the contracts number them. */
export const STAGE = {
  none: 0n,
  draft: 1n,
  ceremony: 2n,
  keyReady: 3n,
  open: 4n,
  closed: 5n,
  tallying: 6n,
  final: 7n,
  void: 8n,
} as const;
export const ROLL_STAGE = { none: 0n, announced: 1n, frozen: 2n, withdrawn: 3n } as const;
export const FORM = { singleChoice: 0n, motion: 1n, approval: 2n } as const;
export const MEASURE = { decided: 0n, ballots: 1n, roll: 2n } as const;
export const REFUSAL = {
  none: 0n,
  notOnRoll: 1n,
  choiceWrong: 2n,
  signatureWrong: 3n,
  alreadyVoted: 4n,
  ordinalWrong: 5n,
} as const;
export const OUTCOME = { none: 0n, quorumMissed: 1n, rejected: 2n, tied: 3n, adopted: 4n } as const;

const coder = AbiCoder.defaultAbiCoder();

/** The tree of a roll, drawn from the words of `IElectionRoll` alone, without the SDK. */
export class RollDrawing {
  readonly dataset: string;
  readonly datasetHash: string;
  /** From the leaves up; each level is as wide as the full tree. */
  readonly levels: readonly (readonly string[])[];

  constructor(readonly accounts: readonly string[]) {
    this.dataset = concat(accounts);
    this.datasetHash = keccak256(this.dataset);
    let width = 1;
    while (width < accounts.length) width *= 2;
    const leaves = Array.from({ length: width }, (_, index) =>
      index < accounts.length ? leafOf(index, accounts[index]) : ZeroHash,
    );
    const levels = [leaves];
    while (levels[levels.length - 1].length > 1) {
      const below = levels[levels.length - 1];
      levels.push(Array.from({ length: below.length / 2 }, (_, i) => nodeOf(below[2 * i], below[2 * i + 1])));
    }
    this.levels = levels;
  }

  get size(): number {
    return this.accounts.length;
  }

  get root(): string {
    return this.levels[this.levels.length - 1][0];
  }

  /** Siblings of the node at `index` of a level, from there up. */
  proof(index: number, level = 0): string[] {
    return this.levels.slice(level, -1).map((nodes, i) => nodes[(index >> i) ^ 1]);
  }

  /** The same voters as the first of a deeper tree, whose other branches nobody has drawn. */
  within(depth: number): { root: string; proof: (index: number, level?: number) => string[] } {
    const others = Array.from({ length: depth - this.levels.length + 1 }, (_, i) => id(`branch ${i}`));
    return {
      root: others.reduce(nodeOf, this.root),
      proof: (index, level) => [...this.proof(index, level), ...others],
    };
  }

  /** A page as `publishPages` takes it. */
  page(number: number): { number: number; accounts: string; proof: string[] } {
    const accounts = concat(this.accounts.slice(number * PAGE_ACCOUNTS, (number + 1) * PAGE_ACCOUNTS));
    return { number, accounts, proof: this.proof(number, Math.min(10, this.levels.length - 1)) };
  }
}

/** The leaf of a voter. */
export const leafOf = (index: number, account: string): string =>
  keccak256(keccak256(concat([toBeHex(index, 32), zeroPadValue(account, 32)])));

/** A node over two others. */
export const nodeOf = (left: string, right: string): string => keccak256(concat([left, right]));

/** Accounts in the order of a roll. */
export const sorted = (accounts: readonly string[]): string[] =>
  accounts.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

/** Accounts of nobody, ascending. */
export const nobodies = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => toBeHex(2n ** 128n + BigInt(i), 20));

export type Terms = IRollCallBallot.TermsStruct;

/** Terms of a motion: opens in an hour, for a day, final nine days later; simple majority, no quorum. */
export function termsOf(now: bigint, changes: Partial<Terms> = {}): Terms {
  return {
    rollId: 1n,
    questionHash: QUESTION,
    optionsHash: OPTIONS,
    form: FORM.motion,
    optionCount: 2n,
    maxApprovals: 1n,
    isRevotable: false,
    schedule: scheduleOf(now),
    rules: RULES,
    ...changes,
  };
}

/** More than half of the ballots that are not blank, no quorum. */
export const RULES = {
  quorum: { numerator: 0n, denominator: 1n },
  threshold: { numerator: 1n, denominator: 2n },
  measure: MEASURE.decided,
  isStrict: true,
} as const;

/** Opens in an hour, may be opened for an hour, then takes ballots for a day; final nine days later. */
export function scheduleOf(now: bigint) {
  const opensAt = now + HOUR;
  return {
    opensAt,
    openUntil: opensAt + HOUR,
    closesAt: opensAt + HOUR + DAY,
    finalisesAt: opensAt + HOUR + 10n * DAY,
  };
}

/** A ballot before it is signed. */
export interface Ballot {
  readonly electionId: bigint;
  readonly termsHash: string;
  readonly voterIndex: number;
  readonly ordinal: number;
  readonly choice: bigint;
}

export const BALLOT_TYPES = {
  Ballot: [
    { name: "electionId", type: "uint256" },
    { name: "termsHash", type: "bytes32" },
    { name: "voterIndex", type: "uint32" },
    { name: "ordinal", type: "uint8" },
    { name: "choice", type: "uint256" },
  ],
};

/** What a voter signs, from the words of `IRollCallBallot`. */
export function digestOf(contract: string, ballot: Ballot, chainId = 31_337n): string {
  return TypedDataEncoder.hash(
    { name: "Civitas RollCallBallot", version: "1", chainId, verifyingContract: contract },
    BALLOT_TYPES,
    ballot,
  );
}

/** A relayed ballot of a key of secp256k1. */
export function packBallot(
  { voterIndex, ordinal, choice }: Pick<Ballot, "voterIndex" | "ordinal" | "choice">,
  signature: Signature,
  choiceBytes = 1,
): string {
  return concat([
    "0x00",
    toBeHex(voterIndex, 4),
    toBeHex(ordinal, 1),
    toBeHex(choice, choiceBytes),
    signature.compactSerialized,
  ]);
}

/** The running hash with which a record begins. */
export const startOfRecord = (
  contract: string,
  electionId: bigint,
  termsHash: string,
  roll: { root: string; size: number },
  chainId = 31_337n,
): string =>
  keccak256(
    coder.encode(
      ["bytes32", "uint256", "address", "uint256", "bytes32", "bytes32", "uint32"],
      [
        id("Civitas RollCallBallot transcript"),
        chainId,
        contract,
        electionId,
        termsHash,
        roll.root,
        roll.size,
      ],
    ),
  );

const nextHash = (hash: string, kind: bigint, at: bigint, payloadHash: string): string =>
  keccak256(coder.encode(["bytes32", "uint256", "uint256", "bytes32"], [hash, kind, at, payloadHash]));

/** The running hash after a ballot that was cast directly. */
export const afterDirect = (hash: string, at: bigint, voterIndex: number, choice: BigNumberish): string =>
  nextHash(hash, 1n, at, keccak256(coder.encode(["uint32", "uint256"], [voterIndex, choice])));

/** The running hash after a batch. */
export const afterRelay = (hash: string, at: bigint, ballots: string): string =>
  nextHash(hash, 2n, at, keccak256(ballots));

/** Hash of an election's terms. */
export function hashOfTerms(terms: Terms): string {
  const { inputs } = RollCallBallot__factory.createInterface().getFunction("create");
  return keccak256(coder.encode(inputs, [terms]));
}
