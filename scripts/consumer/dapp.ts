import { writeFileSync } from "node:fs";
import path from "node:path";

import { JsonRpcProvider, Wallet } from "ethers";
import hre from "hardhat";

import { compilerPath } from "../package/compile.js";
import { deployTokenCity, mintTo } from "../../test/support/tokenCity.js";
import { runNode } from "./run.js";

/** The two ways in which dApps resolve modules. */
const RESOLUTIONS = [
  { name: "nodenext", options: { module: "nodenext", moduleResolution: "nodenext", lib: ["es2023", "dom"] } },
  { name: "bundler", options: { module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom"] } },
] as const;

/** Compiles the dApp both ways, with every declaration checked; its wrong lines must be refused. */
export async function compileDapp(folder: string): Promise<void> {
  for (const { name, options } of RESOLUTIONS) {
    const compilerOptions = {
      ...options,
      target: "es2022",
      strict: true,
      skipLibCheck: false,
      types: ["node"],
      rootDir: "dapp",
      outDir: `out/${name}`,
    };
    const config = path.join(folder, `tsconfig.${name}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, include: ["dapp"] }));
    await runNode(folder, compilerPath(), "--project", config);
  }
}

/**
 * Runs the compiled dApp against a node of its own.
 * @returns what the payee holds after the payment through ethers and after that through viem, and a refusal
 */
export async function runDapp(folder: string): Promise<string[]> {
  const server = await hre.network.createServer({ network: "default", chainType: "l1" }, "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const provider = new JsonRpcProvider(url, undefined, { polling: true, pollingInterval: 50 });
  try {
    const [admin, minter, court, payer, payee] = await provider.listAccounts();
    const city = await deployTokenCity({ admin, minter, court });
    const holder = Wallet.createRandom();
    await mintTo(city, 100_000_000n, holder, payer);
    const token = await city.token.getAddress();
    const args = [url, token, holder.privateKey, payer.address, payee.address];
    return JSON.parse(await runNode(folder, "out/nodenext/main.js", ...args)) as string[];
  } finally {
    provider.destroy();
    await server.close();
  }
}
