import type { Address, Hex } from "../signing/types.js";

/** Accounts on a full page of a roll (`ElectionRoll.PAGE_ACCOUNTS`). */
export const PAGE_ACCOUNTS = 1024;

/** Most voters on a roll: their number is a uint32. */
export const MAXIMUM_VOTERS = 2 ** 32 - 1;

/** A page of a roll, as `ElectionRoll.publishPages` takes it. */
export interface RollPage {
  readonly number: number;
  /** 20 bytes for each account, without anything between them. */
  readonly accounts: Hex;
  /** Siblings from the page's own root up. */
  readonly proof: Hex[];
}

/** Who may vote in an election, in an order that follows from the accounts alone. */
export interface ElectoralRoll {
  /** In strictly ascending order; a voter's index is the position, from 0. */
  readonly accounts: readonly Address[];
  readonly size: number;
  readonly root: Hex;
  /** keccak256 of the accounts, 20 bytes each. */
  readonly datasetHash: Hex;
  /** A voter's index; nothing where the account is not on the roll. */
  readonly indexOf: (account: string) => number | undefined;
  /** The siblings from a voter's leaf up. */
  readonly proofOf: (index: number) => Hex[];
  readonly pages: () => RollPage[];
}
