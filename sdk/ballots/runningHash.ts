import { AbiCoder, id, keccak256 } from "ethers";

import type { Hex } from "../signing/types.js";

/** Domain of the running hash. */
export const TRANSCRIPT = id("Civitas RollCallBallot transcript") as Hex;

/** What an accepted transaction was. */
export const DIRECT = 1n;
export const RELAYED = 2n;

/** What a running hash begins with. */
export interface Opening {
  readonly chainId: bigint;
  readonly contract: string;
  readonly electionId: bigint;
  readonly termsHash: string;
  readonly rollRoot: string;
  readonly rollSize: number;
}

const hashOf = (types: readonly string[], values: readonly unknown[]): Hex =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values)) as Hex;

/**
 * The running hash when an election opens.
 * @param transcript Domain of the kind's running hash.
 */
export const openingHash = (
  { chainId, contract, electionId, termsHash, rollRoot, rollSize }: Opening,
  transcript: Hex = TRANSCRIPT,
): Hex =>
  hashOf(
    ["bytes32", "uint256", "address", "uint256", "bytes32", "bytes32", "uint32"],
    [transcript, chainId, contract, electionId, termsHash, rollRoot, rollSize],
  );

/** The running hash after an accepted transaction. */
export const hashAfter = (before: string, kind: bigint, time: number, payloadHash: string): Hex =>
  hashOf(["bytes32", "uint256", "uint256", "bytes32"], [before, kind, time, payloadHash]);

/** The running hash after a ballot that was cast directly. */
export const hashAfterDirect = (before: string, time: number, voterIndex: number, choice: bigint): Hex =>
  hashAfter(before, DIRECT, time, hashOf(["uint32", "uint256"], [voterIndex, choice]));

/** The running hash after a batch of relayed ballots. */
export const hashAfterRelayed = (before: string, time: number, ballots: string): Hex =>
  hashAfter(before, RELAYED, time, keccak256(ballots));
