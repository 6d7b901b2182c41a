import { workerData, parentPort } from "node:worker_threads";

import { id, Wallet } from "ethers";

import {
  ballotHints,
  packSealedBallots,
  readPoint,
  sealBallot,
  sealedBallotTypedData,
} from "../../sdk/ballots/sealed/index.js";
import { shortSignature } from "../../sdk/ballots/shortSignature.js";
import type { Domain, Hex } from "../../sdk/index.js";

/** What a worker makes: a batch of ballots, each sealed, signed and checked. */
export interface SealOrder {
  readonly keys: readonly string[];
  readonly choices: number;
  readonly context: Hex;
  readonly domain: Domain;
  /** Of each voter its index, the seed of its key and its choice. */
  readonly votes: readonly { readonly voterIndex: number; readonly seed: string; readonly choice: number }[];
}

/** A batch as `castSigned` takes it. */
export interface SealedBatch {
  readonly packed: Hex;
  readonly hints: Hex;
}

const { keys: points, choices, context, domain, votes } = workerData as SealOrder;
const keys = points.map((bytes) => readPoint(bytes, "key"));
const form = { contests: 1, choices };
const ballots = await Promise.all(
  votes.map(async ({ voterIndex, seed, choice }) => {
    const voter = new Wallet(id(seed));
    const place = { context, voterIndex, voter: voter.address };
    const { ballot, ballotHash } = sealBallot(keys, form, place, [choice]);
    const message = { electionId: 1n, context, voterIndex, ballotHash };
    const { types } = sealedBallotTypedData(domain, message);
    const signature = shortSignature(await voter.signTypedData(domain, types, message));
    return { voterIndex, voter: voter.address, ballot, signature };
  }),
);
const batch: SealedBatch = {
  packed: packSealedBallots(ballots),
  hints: ballotHints(keys, form, context, ballots),
};
// eslint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread has no origin
parentPort?.postMessage(batch);
