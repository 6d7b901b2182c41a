import { createRequire } from "node:module";

import { JsonRpcProvider } from "ethers";

import { hardhatCli, start, type Running } from "./processes.js";

/** A chain in a process of its own, as a city's operators meet one. */
export interface Chain {
  readonly url: string;
  /** Reads without a cache: what it says is what the chain says now. */
  readonly provider: JsonRpcProvider;
  readonly stop: () => Promise<void>;
}

/** Settings of anvil that the tests need. */
export interface AnvilOptions {
  /** Seconds between blocks; without it each transaction is mined at once. */
  readonly blockTime?: number;
  /** No fee at all, as on a permissioned network. */
  readonly isFree?: boolean;
  readonly hardfork?: string;
  readonly blockGasLimit?: number;
}

/** How long a chain may take to start, milliseconds. */
const START_PATIENCE = 300_000;

/** The system gives a port that is free: one looked for beforehand can be taken by the time that the chain asks for it. */
const ANY_PORT = ["--port", "0"];

/** Starts `hardhat node`. */
export async function startHardhatNode(): Promise<Chain> {
  return whenReady(start(process.execPath, [hardhatCli, "node", "--hostname", "127.0.0.1", ...ANY_PORT]));
}

/** Starts anvil. */
export async function startAnvil(options: AnvilOptions = {}): Promise<Chain> {
  const { blockTime, isFree, hardfork, blockGasLimit } = options;
  const args = [
    ["--host", "127.0.0.1", ...ANY_PORT, "--chain-id", "31337"],
    blockTime === undefined ? [] : ["--block-time", String(blockTime)],
    isFree === true ? ["--gas-price", "0", "--base-fee", "0"] : [],
    hardfork === undefined ? [] : ["--hardfork", hardfork],
    blockGasLimit === undefined ? [] : ["--gas-limit", String(blockGasLimit)],
  ].flat();
  return whenReady(start(process.execPath, [anvil, ...args]));
}

const anvil = createRequire(import.meta.url).resolve("@foundry-rs/anvil/bin.mjs");

async function whenReady(node: Running): Promise<Chain> {
  const deadline = Date.now() + START_PATIENCE;
  let url = urlIn(node.output());
  while (url === undefined || !(await answers(url))) {
    if (node.hasEnded() || Date.now() > deadline) {
      await node.kill();
      throw new Error(`the chain has not started:\n${node.output()}`);
    }
    await sleep(50);
    url = urlIn(node.output());
  }
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, staticNetwork: true });
  return {
    url,
    provider,
    stop: async () => {
      provider.destroy();
      await node.kill();
    },
  };
}

/** Where a chain says that it listens. */
function urlIn(output: string): string | undefined {
  const port = /(?:Listening on |server at http:\/\/)127\.0\.0\.1:(\d+)\s*[/\n]/.exec(output)?.[1];
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

async function answers(url: string): Promise<boolean> {
  try {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
