import { Interface, toBeHex } from "ethers";

import type { Rpc, RpcTransaction } from "../../../chain/rpc.js";
import type { Hex } from "../../../signing/types.js";
import { innerCalls } from "../../innerCalls.js";
import { loggedTransactions } from "../../loggedTransactions.js";

const CALLS = new Interface([
  "function cast(uint256 electionId, uint32 voterIndex, bytes ballot, bytes hints, bytes proof)",
  "function castSigned(uint256 electionId, bytes ballots, bytes hints, bytes proofs)",
  "function spoil(uint256 electionId, uint32 voterIndex, bytes32[] seals, bytes32[] proof)",
  "function share(uint256 electionId, uint256 trustee, bytes points, bytes proof)",
]);
const EVENTS = new Interface([
  "event BallotCast(uint256 indexed electionId, uint32 indexed voterIndex, bytes32 ballotHash)",
  "event BallotsRelayed(uint256 indexed electionId, uint256 counted, uint256 refused, bytes32 runningHash)",
  "event BallotSpoilt(uint256 indexed electionId, uint32 indexed voterIndex, bytes32[] seals)",
  "event ShareAccepted(uint256 indexed electionId, uint256 indexed trustee, bytes share)",
]);
const TOPICS = ["BallotCast", "BallotsRelayed", "BallotSpoilt", "ShareAccepted"].map(
  (name) => EVENTS.getEvent(name)?.topicHash ?? "",
);

/** What a call to the ballot contract did. */
export type SealedCall = { readonly electionId: bigint } & (
  | { readonly kind: "direct"; readonly voterIndex: number; readonly ballot: Hex }
  | { readonly kind: "relayed"; readonly ballots: Hex }
  | { readonly kind: "spoilt"; readonly voterIndex: number; readonly seals: readonly Hex[] }
  | { readonly kind: "share"; readonly trustee: number; readonly share: Hex; readonly proof: Hex }
);

/** A call that the contract accepted, and the transaction it came in. */
export interface AcceptedSealedCall {
  readonly call: SealedCall;
  readonly transaction: RpcTransaction;
}

/** Where to look. */
export interface SealedSearch {
  readonly contract: string;
  readonly electionId: number;
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly onProgress: (what: string, done: number, count: number) => void;
}

/**
 * Finds what a contract accepted for a sealed election, in its order. Logs only say where to look: what they leave out,
 * the running hash of the record shows.
 */
export async function acceptedSealedCalls(rpc: Rpc, search: SealedSearch): Promise<AcceptedSealedCall[]> {
  const { contract, electionId } = search;
  const calls: AcceptedSealedCall[] = [];
  const topics = [TOPICS, toBeHex(electionId, 32)];
  for (const { transaction } of await loggedTransactions(rpc, { ...search, topics })) {
    const outer = sealedCall(transaction.input);
    const isOurs = transaction.to?.toLowerCase() === contract.toLowerCase() && outer !== undefined;
    const inner = isOurs ? [outer] : await innerCalls(rpc, transaction.hash, contract, sealedCall);
    for (const call of inner) {
      if (call.electionId === BigInt(electionId)) calls.push({ call, transaction });
    }
  }
  return calls;
}

/** Reads what a call does; nothing where it is none of these. */
function sealedCall(data: string): SealedCall | undefined {
  let call;
  try {
    call = CALLS.parseTransaction({ data });
  } catch {
    return undefined;
  }
  if (call === null) return undefined;
  const [electionId, second, third, fourth] = call.args as unknown as [bigint, unknown, unknown, unknown];
  switch (call.name) {
    case "cast":
      return { electionId, kind: "direct", voterIndex: Number(second), ballot: third as Hex };
    case "castSigned":
      return { electionId, kind: "relayed", ballots: second as Hex };
    case "spoil":
      return { electionId, kind: "spoilt", voterIndex: Number(second), seals: [...(third as Hex[])] };
    default:
      return {
        electionId,
        kind: "share",
        trustee: Number(second),
        share: third as Hex,
        proof: fourth as Hex,
      };
  }
}
