import { concat, id, keccak256, toBeHex, zeroPadValue } from "ethers";

import type { Hex } from "../../signing/types.js";
import { ORDER } from "./curve.js";

/** Domain of every statement of the sealed ballots: no hash of one means anything in another. */
export const STATEMENTS = {
  context: id("Civitas SealedBallot context") as Hex,
  seal: id("Civitas SealedBallot seal") as Hex,
  unitWeight: id("Civitas SealedBallot unit weight") as Hex,
  choiceChallenge: id("Civitas SealedBallot choice challenge") as Hex,
  batchWeight: id("Civitas SealedBallot batch weight") as Hex,
  share: id("Civitas SealedBallot share") as Hex,
  shareChallenge: id("Civitas SealedBallot share challenge") as Hex,
  session: id("Civitas TrusteeCeremony session") as Hex,
  registration: id("Civitas TrusteeCeremony registration") as Hex,
  dealing: id("Civitas TrusteeCeremony dealing") as Hex,
  pad: id("Civitas TrusteeCeremony pad") as Hex,
  complaint: id("Civitas TrusteeCeremony complaint") as Hex,
  key: id("Civitas TrusteeCeremony key") as Hex,
} as const;

/** A number or an account as 32 bytes. */
export const word = (value: bigint | number | string): Hex =>
  (typeof value === "string" ? zeroPadValue(value, 32) : toBeHex(value, 32)) as Hex;

/** keccak256 of a statement's domain and its parts one after another, each of whole words. */
export const statementHash = (statement: Hex, ...parts: readonly string[]): Hex =>
  keccak256(concat([statement, ...parts])) as Hex;

/** A hash as a challenge: modulo the order, where the bias of 2^-128 does no harm. */
export const challengeOf = (hash: string): bigint => BigInt(hash) % ORDER;

/** A hash as a weight of a random combination: its upper 128 bits. */
export const weightOf = (hash: string): bigint => BigInt(hash) >> 128n;
