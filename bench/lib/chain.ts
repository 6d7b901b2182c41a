import { network } from "hardhat";

import type { Hardfork } from "./scenario.js";

/** Where each chain's clock starts. Rows build deadlines on {BENCH_TIME}, so that calldata is the same in each run. */
const GENESIS_TIME = 1_767_225_600;

/** One day after the chain's start, in seconds: no row gets there unless it moves the clock itself. */
export const BENCH_TIME = GENESIS_TIME + 86_400;

/**
 * Opens a fresh embedded chain.
 * @param hardfork The rules of the chain.
 * @returns The connection; close it when done.
 */
export async function openChain(hardfork: Hardfork) {
  return network.create({
    network: "default",
    chainType: "l1",
    override: { hardfork, initialDate: new Date(GENESIS_TIME * 1000) },
  });
}

/** A connection to a fresh embedded chain, with ethers on it. */
export type Chain = Awaited<ReturnType<typeof openChain>>;

/**
 * Remembers the state of the chain.
 * @returns A function that brings the chain back to it, as often as wanted.
 */
export async function bookmark(chain: Chain): Promise<() => Promise<void>> {
  let id = await chain.provider.request({ method: "evm_snapshot" });
  return async () => {
    await chain.provider.request({ method: "evm_revert", params: [id] });
    id = await chain.provider.request({ method: "evm_snapshot" });
  };
}
