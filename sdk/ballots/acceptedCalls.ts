import { Interface, toBeHex, toQuantity } from "ethers";

import type { Rpc, RpcTransaction } from "../chain/rpc.js";
import { InputError } from "../errors.js";
import { type CastCall, castCall } from "./castCall.js";

const EVENTS = new Interface([
  "event BallotCast(uint256 indexed electionId, uint32 indexed voterIndex, uint256 choice)",
  "event BallotsRelayed(uint256 indexed electionId, uint256 counted, uint256 refused, bytes32 runningHash)",
]);
const [CAST, RELAYED] = ["BallotCast", "BallotsRelayed"].map(
  (name) => EVENTS.getEvent(name)?.topicHash ?? "",
);

/** Blocks whose logs a node is asked for at once. */
const BLOCKS_AT_ONCE = 10_000;

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

interface Log {
  readonly topics: readonly string[];
  readonly data: string;
  readonly transactionHash: string;
  readonly blockNumber: string;
  readonly logIndex: string;
}

/**
 * Finds what a contract accepted for an election, in its order. Logs only say where to look: what they leave out, the
 * running hash of the record shows.
 */
export async function acceptedCalls(rpc: Rpc, search: Search): Promise<AcceptedCall[]> {
  const { contract, electionId, fromBlock, toBlock, onProgress } = search;
  const found = new Map<string, Log[]>();
  for (let start = fromBlock; start <= toBlock; start += BLOCKS_AT_ONCE) {
    const end = Math.min(start + BLOCKS_AT_ONCE - 1, toBlock);
    const logs = (await rpc({
      method: "eth_getLogs",
      params: [
        {
          address: contract,
          topics: [[CAST, RELAYED], toBeHex(electionId, 32)],
          fromBlock: toQuantity(start),
          toBlock: toQuantity(end),
        },
      ],
    })) as Log[];
    for (const log of logs.toSorted(byPlace))
      found.set(log.transactionHash, [...(found.get(log.transactionHash) ?? []), log]);
    onProgress("blocks searched", end - fromBlock + 1, toBlock - fromBlock + 1);
  }
  const calls: AcceptedCall[] = [];
  for (const [hash, logs] of found) {
    const transaction = (await rpc({ method: "eth_getTransactionByHash", params: [hash] })) as RpcTransaction;
    const cast = await callsIn(rpc, search, transaction, logs);
    calls.push(...cast.map((call) => ({ call, transaction })));
    onProgress("transactions read", calls.length, found.size);
  }
  return calls;
}

/** Logs in the order of the chain, which nodes keep but do not promise. */
const byPlace = (one: Log, other: Log): number =>
  Number(one.blockNumber) - Number(other.blockNumber) || Number(one.logIndex) - Number(other.logIndex);

/** What one transaction cast. */
async function callsIn(
  rpc: Rpc,
  { contract, electionId }: Search,
  transaction: RpcTransaction,
  logs: readonly Log[],
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
  const trace = await rpc({
    method: "debug_traceTransaction",
    params: [transaction.hash, { tracer: "callTracer" }],
  }).catch(() => {
    throw new InputError(
      "transaction",
      transaction.hash,
      "relays ballots through another contract, and the node does not tell its calls",
      "ask a node that answers debug_traceTransaction with the callTracer",
    );
  });
  return innerCalls(trace as Frame, contract.toLowerCase()).filter(
    (call) => call.electionId === BigInt(electionId),
  );
}

/** A call as the callTracer tells it. */
interface Frame {
  readonly type: string;
  readonly to?: string;
  readonly input: string;
  readonly error?: string;
  readonly calls?: readonly Frame[];
}

/** The calls to a contract that were not undone, in their order. */
function innerCalls(frame: Frame, contract: string): CastCall[] {
  if (frame.error !== undefined) return [];
  const own =
    frame.type === "CALL" && frame.to?.toLowerCase() === contract ? castCall(frame.input) : undefined;
  return [
    ...(own === undefined ? [] : [own]),
    ...(frame.calls ?? []).flatMap((inner) => innerCalls(inner, contract)),
  ];
}
