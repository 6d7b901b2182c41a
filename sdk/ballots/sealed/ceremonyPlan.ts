import { AbiCoder, keccak256 } from "ethers";

import type { Hex } from "../../signing/types.js";
import { STATEMENTS, statementHash, word } from "./statements.js";

/** What a ceremony is held for, as `TrusteeCeremony.create` takes it. */
export interface CeremonyPlan {
  /** Contract of the ballot whose election gets the key. */
  readonly ballot: string;
  /** Accounts of the trustees, ascending; the first one is trustee 1. */
  readonly trustees: readonly string[];
  /** How many of them decrypt the tally. */
  readonly threshold: number;
  /** Keys to make: one for every choice but 0. */
  readonly keyCount: number;
  /** Last seconds of the registration, of the dealing and of the complaints. */
  readonly registerUntil: number;
  readonly dealUntil: number;
  readonly complainUntil: number;
}

const PLAN =
  "tuple(address ballot, address[] trustees, uint8 threshold, uint8 keyCount, uint40 registerUntil, " +
  "uint40 dealUntil, uint40 complainUntil)";

/** The hash of a plan: keccak256(abi.encode(plan)). */
export const ceremonyPlanHash = (plan: CeremonyPlan): Hex =>
  keccak256(AbiCoder.defaultAbiCoder().encode([PLAN], [plan])) as Hex;

/** What every message of a ceremony is bound to. */
export const ceremonySession = (
  chainId: bigint,
  contract: string,
  ceremonyId: bigint,
  planHash: string,
): Hex => statementHash(STATEMENTS.session, word(chainId), word(contract), word(ceremonyId), planHash);
