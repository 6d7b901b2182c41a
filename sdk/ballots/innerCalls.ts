import type { Rpc } from "../chain/rpc.js";
import { InputError } from "../errors.js";

/** A call as the callTracer tells it. */
interface Frame {
  readonly type: string;
  readonly to?: string;
  readonly input: string;
  readonly error?: string;
  readonly calls?: readonly Frame[];
}

/**
 * What a transaction to another contract has called of ours, in its order; calls that were undone are left out.
 * @param hash Of the transaction.
 * @param read Reads a call's data; nothing where it is of no interest.
 * @throws InputError where the node does not tell the calls inside of a transaction.
 */
export async function innerCalls<Call>(
  rpc: Rpc,
  hash: string,
  contract: string,
  read: (data: string) => Call | undefined,
): Promise<Call[]> {
  const trace = await rpc({
    method: "debug_traceTransaction",
    params: [hash, { tracer: "callTracer" }],
  }).catch(() => {
    throw new InputError(
      "transaction",
      hash,
      "goes through another contract, and the node does not tell its calls",
      "ask a node that answers debug_traceTransaction with the callTracer",
    );
  });
  return callsOf(trace as Frame, contract.toLowerCase(), read);
}

function callsOf<Call>(frame: Frame, contract: string, read: (data: string) => Call | undefined): Call[] {
  if (frame.error !== undefined) return [];
  const own = frame.type === "CALL" && frame.to?.toLowerCase() === contract ? read(frame.input) : undefined;
  return [
    ...(own === undefined ? [] : [own]),
    ...(frame.calls ?? []).flatMap((inner) => callsOf(inner, contract, read)),
  ];
}
