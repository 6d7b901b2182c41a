import { Interface, toBeHex } from "ethers";

import type { Rpc, RpcTransaction } from "../chain/rpc.js";
import { type CastCall, castCall } from "./castCall.js";
import { innerCalls } from "./innerCalls.js";
import { loggedTransactions, type NodeLog } from "./loggedTransactions.js";

const EVENTS = new Interface([
  "event BallotCast(uint256 indexed electionId, uint32 indexed voterIndex, uint256 choice)",
  "event BallotsRelayed(uint256 indexed electionId, uint256 counted, uint256 refused, bytes32 runningHash)",
]);
const [CAST, RELAYED] = ["BallotCast", "BallotsRelayed"].map(
  (name) => EVENTS.getEvent(name)?.topicHash ?? "",
);

/** A call that the contract accepted, and the transaction it came in. */
export interface AcceptedCall {
  readonly call: CastCall;
  readonly transaction: RpcTransaction;
}

/** Where to look. */
export interface Search {
  readonly contract: string;
  readonly electionId: number;
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly onProgress: (what: string, done: number, count: number) => void;
}

/**
 * Finds what a contract accepted for an election, in its order. Logs only say where to look: what they leave out, the
 * running hash of the record shows.
 */
export async function acceptedCalls(rpc: Rpc, search: Search): Promise<AcceptedCall[]> {
  const topics = [[CAST, RELAYED], toBeHex(search.electionId, 32)];
  const calls: AcceptedCall[] = [];
  for (const { transaction, logs } of await loggedTransactions(rpc, { ...search, topics })) {
    const cast = await callsIn(rpc, search, transaction, logs);
    calls.push(...cast.map((call) => ({ call, transaction })));
  }
  return calls;
}

/** What one transaction cast. */
async function callsIn(
  rpc: Rpc,
  { contract, electionId }: Search,
  transaction: RpcTransaction,
  logs: readonly NodeLog[],
): Promise<CastCall[]> {
  const outer = castCall(transaction.input);
  if (transaction.to?.toLowerCase() === contract.toLowerCase() && outer !== undefined) return [outer];
  // Another contract has passed the calls on: ballots that were cast directly stand in the logs as a whole.
  if (logs.every(({ topics }) => topics[0] === CAST)) {
    return logs.map(({ topics, data }) => {
      const { voterIndex, choice } = EVENTS.decodeEventLog("BallotCast", data, topics);
      return { kind: "direct", electionId: BigInt(electionId), voterIndex: Number(voterIndex), choice };
    });
  }
  const calls = await innerCalls(rpc, transaction.hash, contract, castCall);
  return calls.filter((call) => call.electionId === BigInt(electionId));
}
