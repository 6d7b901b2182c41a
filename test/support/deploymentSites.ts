import { expect } from "chai";
import hre from "hardhat";

import type { AddressBook } from "../../scripts/city/addressBook.js";
import { drawBlueprint } from "../../scripts/city/blueprint.js";
import { inspectCity } from "../../scripts/city/inspect.js";
import { deploymentSteps, placesOf } from "../../scripts/city/steps.js";
import { artifactReader } from "../../scripts/lib/connection.js";
import { CityFactory__factory } from "../../typechain-types/index.js";
import { sleep, type Chain } from "./chains.js";
import { deployer, fundDeployer, openOffices, openWorkplace, type Workplace } from "./cities.js";
import type { Ended } from "./processes.js";
import { openRpcProxy, type RpcProxy } from "./rpcProxy.js";

/** A chain, a proxy in front of it, and a city file with offices on it. */
export interface Site extends Workplace {
  readonly chain: Chain;
  readonly proxy: RpcProxy;
  /** `hardhat city deploy` through the proxy. */
  readonly deploy: (...more: string[]) => Promise<Ended>;
  /** The chain as it was before the first deployment. */
  readonly rewind: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

/**
 * Starts a chain with offices that have code, and a workplace whose deployments reach it through a proxy.
 * @param startChain how the chain is started
 * @param options whether the deployer has coins
 */
export async function openSite(startChain: () => Promise<Chain>, { isFunded = true } = {}): Promise<Site> {
  const chain = await startChain();
  const [proxy, workplace] = await Promise.all([openRpcProxy(chain.url), openWorkplace()]);
  await openOffices(chain.provider);
  if (isFunded) await fundDeployer(chain.provider);
  let snapshot = (await chain.provider.send("evm_snapshot", [])) as string;
  return {
    ...workplace,
    chain,
    proxy,
    deploy: (...more) => workplace.run("deploy", proxy.url, ...more),
    rewind: async () => {
      await chain.provider.send("evm_revert", [snapshot]);
      snapshot = (await chain.provider.send("evm_snapshot", [])) as string;
      proxy.reset();
      await workplace.forget();
    },
    leave: async () => {
      await Promise.all([proxy.close(), chain.stop(), workplace.close()]);
    },
  };
}

/**
 * Asserts that the city stands as its file says, with nothing deployed or sent twice, and nothing left to send.
 * @param isRunAgain whether another run has to show that, as a process; otherwise its steps are asked
 */
export async function expectWholeCity(
  { city, chain, proxy, deploy, addressBook }: Site,
  { isRunAgain = true } = {},
): Promise<void> {
  const blueprint = drawBlueprint(city, deployer);
  const { provider } = chain;
  const differences = await inspectCity({
    blueprint,
    provider,
    artifactOf: artifactReader(hre),
    isSealed: true,
  });
  expect(differences, "differences between the chain and the city file").to.deep.equal([]);

  const factory = CityFactory__factory.connect(blueprint.factory, provider);
  const created = await factory.queryFilter(factory.filters.ContractDeployed());
  const expected = placesOf(blueprint).slice(1);
  expect(
    created.map(({ args }) => args.account),
    "every contract is deployed once, in the order of the tables",
  ).to.deep.equal(expected.map(({ address }) => address));

  const book = await addressBook();
  const { contracts, ...head } = JSON.parse(book) as AddressBook;
  expect(head).to.deep.equal({
    name: city.name,
    chainId: Number(city.chainId),
    deployer,
    factory: blueprint.factory,
    services: city.services,
  });
  expect(Object.entries(contracts).map(([name, { address }]) => [name, address])).to.deep.equal(
    placesOf(blueprint).map(({ name, address }) => [name, address]),
  );

  for (const { what, isDone } of deploymentSteps(blueprint, provider)) {
    expect(await isDone(), what).to.equal(true);
  }
  if (!isRunAgain) return;
  const nonce = await provider.getTransactionCount(deployer);
  proxy.reset();
  const { code, output } = await deploy();
  expect(code, output).to.equal(0);
  expect(proxy.forwarded(), "transactions of a run over a finished city").to.equal(0);
  expect(await provider.getTransactionCount(deployer)).to.equal(nonce);
  expect(await addressBook(), "the address book after another run").to.equal(book);
}

/** Transactions of a whole deployment: in a new city the authority's constructor registers every role. */
export const stepCount = ({ city, chain }: Site): number =>
  deploymentSteps(drawBlueprint(city, deployer), chain.provider).filter(
    ({ what }) => !what.startsWith("register the roles of"),
  ).length;

/** When a deployment is killed: before its n-th transaction reaches the chain, or after. */
export interface Moment {
  readonly transaction: number;
  readonly isBefore: boolean;
}

/** Starts a deployment and kills it at the given moment, `delay` milliseconds late. */
export async function deployAndKill({ start, proxy }: Site, moment: Moment, delay: number): Promise<void> {
  let killed: Promise<unknown> | undefined;
  const isThen = (transaction: number) => transaction === moment.transaction;
  const kill = async () => {
    await sleep(delay);
    await run.kill();
  };
  proxy.reset({
    before: async ({ transaction }) => {
      if (!moment.isBefore || !isThen(transaction)) return true;
      killed = kill();
      await killed;
      return false;
    },
    // The deployment hears the answer and goes on until it is hit.
    after: async ({ transaction }) => {
      if (!moment.isBefore && isThen(transaction)) killed = kill();
    },
  });
  const run = start("deploy", proxy.url);
  const { signal, code, output } = await run.ended;
  await killed;
  expect(killed, `the moment has come\n${output}`).not.to.equal(undefined);
  // After the last transaction a deployment may be faster than its killer.
  expect(code === 0 || signal === "SIGKILL", output).to.equal(true);
}
