import { InputError } from "../errors.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import type { Rpc } from "../chain/rpc.js";

/** A transaction and its receipt, as far as they are read. */
interface Mined {
  readonly blockNumber: string;
  readonly status: string;
  readonly logs: readonly { readonly topics: readonly string[]; readonly data: string }[];
}

/**
 * When the chain has seen a hash: the time of the block whose transaction carries it, in its data or in an event of
 * any contract. No key can date that back; who stole one can only anchor later.
 *
 * Wait until the block is final on your chain before you rely on it.
 * @param request Asks the chain.
 * @param transaction Hash of the transaction.
 * @param hash What it must carry, from `credentialHash`.
 * @returns Unix seconds
 * @throws InputError where the transaction is unknown, failed, or does not carry the hash.
 */
export async function readAnchor(request: Rpc, transaction: string, hash: string): Promise<bigint> {
  const id = requireBytes32("transaction", transaction);
  const carried = requireBytes32("hash", hash).slice(2);
  const ask = (method: string, ...params: unknown[]): Promise<unknown> => request({ method, params });
  const [sent, receipt] = (await Promise.all([
    ask("eth_getTransactionByHash", id),
    ask("eth_getTransactionReceipt", id),
  ])) as [{ readonly input: string } | null, Mined | null];
  if (sent === null || receipt === null) {
    throw new InputError("transaction", id, "is not known, or not mined", "check the chain, and wait for it");
  }
  if (receipt.status !== "0x1") {
    throw new InputError("transaction", id, "has failed", "anchor the hash in one that succeeds");
  }
  const texts = [sent.input, ...receipt.logs.flatMap(({ topics, data }) => [...topics, data])];
  if (!texts.some((text) => holds(text, carried))) {
    throw new InputError(
      "transaction",
      id,
      `does not carry ${hash}`,
      "name the transaction that anchored it",
    );
  }
  const block = (await ask("eth_getBlockByNumber", receipt.blockNumber, false)) as { timestamp: string };
  return BigInt(block.timestamp);
}

/** Whether bytes in hexadecimal hold others, at a whole byte. */
function holds(text: string, wanted: string): boolean {
  const lower = text.toLowerCase();
  for (let place = lower.indexOf(wanted); place >= 0; place = lower.indexOf(wanted, place + 1)) {
    if (place % 2 === 0) return true;
  }
  return false;
}
