import type { Log, Provider, TopicFilter } from "ethers";

/** Blocks asked for at once; providers limit the range. */
const LOG_RANGE = 10_000;

/**
 * All logs of a contract since it was created, in their order.
 * @param topics Which ones; all where absent.
 */
export async function logsOf(provider: Provider, address: string, topics?: TopicFilter): Promise<Log[]> {
  const latest = await provider.getBlockNumber();
  const first = await firstBlockOf(provider, address, latest);
  const logs: Log[] = [];
  for (let fromBlock = first; fromBlock <= latest; fromBlock += LOG_RANGE) {
    const toBlock = Math.min(fromBlock + LOG_RANGE - 1, latest);
    logs.push(...(await provider.getLogs({ address, topics, fromBlock, toBlock })));
  }
  return logs;
}

/** Block in which the contract was created, by bisection; 0 where the node keeps no old states. */
async function firstBlockOf(provider: Provider, address: string, latest: number): Promise<number> {
  let [low, high] = [0, latest];
  try {
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await provider.getCode(address, middle)) === "0x") low = middle + 1;
      else high = middle;
    }
    return low;
  } catch {
    return 0;
  }
}
