import { createServer, type AddressInfo } from "node:net";
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

/** Starts `hardhat node`. */
export async function startHardhatNode(): Promise<Chain> {
  const port = await freePort();
  const args = [hardhatCli, "node", "--hostname", "127.0.0.1", "--port", String(port)];
  return whenReady(start(process.execPath, args), port);
}

/** Starts anvil. */
export async function startAnvil(options: AnvilOptions = {}): Promise<Chain> {
  const { blockTime, isFree, hardfork, blockGasLimit } = options;
  const port = await freePort();
  const args = [
    ["--host", "127.0.0.1", "--port", String(port), "--chain-id", "31337"],
    blockTime === undefined ? [] : ["--block-time", String(blockTime)],
    isFree === true ? ["--gas-price", "0", "--base-fee", "0"] : [],
    hardfork === undefined ? [] : ["--hardfork", hardfork],
    blockGasLimit === undefined ? [] : ["--gas-limit", String(blockGasLimit)],
  ].flat();
  return whenReady(start(process.execPath, [anvil, ...args]), port);
}

const anvil = createRequire(import.meta.url).resolve("@foundry-rs/anvil/bin.mjs");

async function whenReady(node: Running, port: number): Promise<Chain> {
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_PATIENCE;
  while (!(await answers(url))) {
    if (node.hasEnded() || Date.now() > deadline) {
      await node.kill();
      throw new Error(`the chain at ${url} has not started:\n${node.output()}`);
    }
    await sleep(50);
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
