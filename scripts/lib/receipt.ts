import type { Provider, TransactionReceipt } from "ethers";

/** How long to wait for a transaction, milliseconds. */
export const PATIENCE = 120_000;

/** Waits. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Waits until a transaction is mined.
 * @returns null where it was replaced by another one of the same nonce
 * @throws where neither happens in time, with what to do
 */
export async function receiptOf(
  hash: string,
  sender: string,
  nonce: number,
  provider: Provider,
): Promise<TransactionReceipt | null> {
  const deadline = Date.now() + PATIENCE;
  for (let pause = 20; Date.now() < deadline; pause = Math.min(pause * 2, 500)) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt !== null) return receipt;
    const isReplaced = (await provider.getTransactionCount(sender)) > nonce;
    if (isReplaced) return provider.getTransactionReceipt(hash);
    await sleep(pause);
  }
  throw new Error(`transaction ${hash} was not mined within ${PATIENCE / 1000} s; wait, then run again`);
}
