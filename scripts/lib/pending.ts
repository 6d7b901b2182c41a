import type { Provider } from "ethers";

import { sleep } from "./receipt.js";

/** Numbers of an account's transactions: that are mined, and that the node knows. */
export interface Standing {
  readonly mined: number;
  readonly known: number;
}

/**
 * Waits until everything that an account has sent is mined: a killed run may have left transactions behind.
 * @param patience How long, milliseconds.
 * @returns how it stands then; more are known than mined where patience has ended
 */
export async function waitForPending(
  account: string,
  provider: Provider,
  patience: number,
): Promise<Standing> {
  const deadline = Date.now() + patience;
  for (;;) {
    const [mined, known] = await Promise.all([
      provider.getTransactionCount(account, "latest"),
      provider.getTransactionCount(account, "pending"),
    ]);
    if (known <= mined || Date.now() > deadline) return { mined, known };
    await sleep(100);
  }
}
