import type { Act } from "./actor.js";
import { bad } from "./cli.js";
import type { Connection } from "./connection.js";
import { counted } from "./table.js";

/** Where and how batches are sent. */
export interface BatchSender extends Pick<Connection, "provider" | "signers"> {
  readonly act: Act;
  /** The contract. */
  readonly to: string;
  /** Tells a revert in the contracts' words. */
  readonly reasonOf: (error: unknown) => string;
  /** Most items that a batch is tried with. */
  readonly largest: number;
  /** Most gas of a batch. */
  readonly maxGas: bigint;
}

/**
 * Sends ballots in the largest batches whose simulation stays under the limit.
 * @param call Makes the call of a batch.
 * @returns whether all were sent
 */
export async function sendBatches<Item extends { readonly file: string }>(
  sender: BatchSender,
  items: readonly Item[],
  call: (batch: readonly Item[]) => string,
): Promise<boolean> {
  let size = sender.largest;
  for (let start = 0; start < items.length;) {
    const batch = items.slice(start, start + size);
    const data = call(batch);
    const estimate = await gasOf(sender, data);
    if (typeof estimate === "bigint" ? estimate > sender.maxGas : batch.length > 1) {
      size = Math.max(1, Math.floor(batch.length / 2));
      if (batch.length === 1) {
        throw new Error(`--max-gas: one ballot takes ${String(estimate)} gas; give at least as much`);
      }
      continue;
    }
    if (typeof estimate !== "bigint") {
      console.error(bad(`${batch[0].file}: the chain refuses it: ${estimate}`));
      return false;
    }
    start += batch.length;
    const what = `[${start}/${items.length}] cast ${counted(batch.length, "ballot")}`;
    if (!(await sender.act(what, sender.to, data))) return false;
  }
  return true;
}

/** What a batch takes, or why the chain refuses it. */
async function gasOf(
  { provider, to, signers, reasonOf }: BatchSender,
  data: string,
): Promise<bigint | string> {
  const [signer] = await signers();
  try {
    return await provider.estimateGas({ from: signer, to, data });
  } catch (error) {
    return reasonOf(error);
  }
}
