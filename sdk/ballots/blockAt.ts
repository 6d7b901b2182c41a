import type { RpcBlock } from "../chain/header.js";
import type { Rpc } from "../chain/rpc.js";
import { InputError } from "../errors.js";

/**
 * Asks a node for a block without its transactions.
 * @param block `latest`, `finalized`, or a number in hexadecimal.
 * @throws InputError where the node has none.
 */
export async function blockAt(rpc: Rpc, block: string): Promise<RpcBlock> {
  const answer = (await rpc({ method: "eth_getBlockByNumber", params: [block, false] })) as RpcBlock | null;
  if (answer === null) {
    throw new InputError("block", block, "is no block that the node has", "name one that it has");
  }
  return answer;
}
