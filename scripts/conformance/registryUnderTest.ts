import { readFileSync } from "node:fs";

import { type DIDResolver, Resolver } from "did-resolver";
import {
  BrowserProvider,
  Contract,
  ContractFactory,
  NonceManager,
  randomBytes,
  type Signer,
  SigningKey,
  Wallet,
} from "ethers";
import { EthereumDIDRegistry, getResolver } from "ethr-did-resolver";
import hre from "hardhat";

import type { ContractUnderTest } from "./runSuite.js";

/**
 * Stands in for the file of this name in the suite of `ethr-did-resolver`: it offers the same helpers, and deploys the
 * registry under test instead of theirs. The suite speaks to it through the ABI that the published client has.
 */
export async function deployRegistry(): Promise<{
  registryContract: Contract;
  provider: BrowserProvider;
  didResolver: Resolver;
}> {
  const connection = await hre.network.create({ network: "suite", override: { initialDate: new Date() } });
  const provider = new BrowserProvider(connection.provider, undefined, {
    cacheTimeout: -1,
  });
  await setClock(provider);
  const deployer = await provider.getSigner(0);
  const registry = await deploy(contractUnderTest(), deployer);
  const registryContract = new Contract(registry, EthereumDIDRegistry.abi, deployer);
  const methods = getResolver({ name: "dev", provider: provider as never, registry });
  // Its types are those of another copy of did-resolver, and of ethers' other build.
  const didResolver = new Resolver(methods as unknown as Record<string, DIDResolver>);
  return { registryContract, provider, didResolver };
}

/**
 * Deploys a contract, after those that its constructor names.
 * @returns its address
 */
async function deploy({ abi, bytecode, args }: ContractUnderTest, deployer: Signer): Promise<string> {
  const values: (string | boolean)[] = [];
  for (const arg of args) values.push(typeof arg === "object" ? await deploy(arg, deployer) : arg);
  const deployed = await new ContractFactory([...abi], bytecode, deployer).deploy(...values);
  await deployed.waitForDeployment();
  return deployed.getAddress();
}

/**
 * Sets the chain's clock by the wall's, to the second: the suite compares the two. A new chain is late by what it took
 * to start.
 */
async function setClock(provider: BrowserProvider): Promise<void> {
  for (;;) {
    const before = Math.floor(Date.now() / 1000);
    const { timestamp } = (await provider.send("eth_getBlockByNumber", ["pending", false])) as {
      timestamp: string;
    };
    // Between two seconds nothing can be said.
    if (Math.floor(Date.now() / 1000) !== before) continue;
    if (before > Number(timestamp)) await provider.send("evm_increaseTime", [before - Number(timestamp)]);
    return;
  }
}

/** Waits. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Lets transactions wait. */
export const stopMining = async (provider: BrowserProvider): Promise<unknown> =>
  provider.send("evm_setAutomine", [false]);

/** Puts the waiting transactions into one block, and each later one into its own. */
export async function startMining(provider: BrowserProvider): Promise<unknown> {
  await provider.send("evm_setAutomine", [true]);
  return provider.send("evm_mine", []);
}

/** A new account with ether. */
export async function randomAccount(provider: BrowserProvider): Promise<{
  privKey: SigningKey;
  pubKey: string;
  signer: NonceManager;
  address: string;
  shortDID: string;
  longDID: string;
}> {
  const privKey = new SigningKey(randomBytes(32));
  const wallet = new Wallet(privKey, provider);
  await provider.send("hardhat_setBalance", [wallet.address, "0x1000000000000000000000"]);
  const pubKey = privKey.compressedPublicKey;
  return {
    privKey,
    pubKey,
    signer: new NonceManager(wallet),
    address: wallet.address,
    shortDID: `did:ethr:dev:${wallet.address}`,
    longDID: `did:ethr:dev:${pubKey}`,
  };
}

/** What {@link runSuite} was given. */
function contractUnderTest(): ContractUnderTest {
  const file = process.env.CONTRACT_UNDER_TEST;
  if (file === undefined) throw new Error("CONTRACT_UNDER_TEST: not set; run the suite through runSuite()");
  return JSON.parse(readFileSync(file, "utf8")) as ContractUnderTest;
}
