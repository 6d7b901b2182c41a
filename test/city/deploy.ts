import { expect } from "chai";
import hre from "hardhat";

import type { AddressBook } from "../../scripts/city/addressBook.js";
import { drawBlueprint } from "../../scripts/city/blueprint.js";
import { inspectCity } from "../../scripts/city/inspect.js";
import { actsOfTheCouncil, deploymentSteps, placesOf } from "../../scripts/city/steps.js";
import { artifactReader } from "../../scripts/lib/connection.js";
import { CityAuthority__factory, CityFactory__factory } from "../../typechain-types/index.js";
import { deployer, fundDeployer, openOffices, openWorkplace, type Workplace } from "../support/cities.js";
import { sleep, startAnvil, startHardhatNode, type Chain } from "../support/chains.js";
import type { Ended } from "../support/processes.js";
import { pick, randomFrom, testSeed } from "../support/random.js";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.js";

/** A chain, a proxy in front of it, and a city file with offices on it. */
interface Site extends Workplace {
  readonly chain: Chain;
  readonly proxy: RpcProxy;
  /** `hardhat city deploy` through the proxy. */
  readonly deploy: (...more: string[]) => Promise<Ended>;
  /** The chain as it was before the first deployment. */
  readonly rewind: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

async function openSite(startChain: () => Promise<Chain>, { isFunded = true } = {}): Promise<Site> {
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
async function expectWholeCity(
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
const stepCount = ({ city, chain }: Site): number =>
  deploymentSteps(drawBlueprint(city, deployer), chain.provider).filter(
    ({ what }) => !what.startsWith("register the roles of"),
  ).length;

const isLong = process.env.CIVITAS_LONG !== undefined;

describe("city deploy", () => {
  const kinds: readonly [string, () => Promise<Chain>, { isFunded: boolean }][] = [
    ["hardhat node", startHardhatNode, { isFunded: true }],
    ["anvil, a block a second", () => startAnvil({ blockTime: 1 }), { isFunded: true }],
    [
      "anvil without fees, a deployer without balance",
      () => startAnvil({ isFree: true }),
      { isFunded: false },
    ],
  ];
  for (const [title, startChain, options] of kinds) {
    describe(title, () => {
      let site: Site;

      before(async function () {
        site = await openSite(startChain, options);
      });

      after(() => site?.leave());

      it("brings the chain to what the city file says; a second run sends nothing", async function () {
        const { code, output } = await site.deploy();
        expect(code, output).to.equal(0);
        expect(site.proxy.forwarded(), "one transaction a step").to.equal(stepCount(site));
        if (!options.isFunded) expect(await site.chain.provider.getBalance(deployer)).to.equal(0n);
        await expectWholeCity(site);
      });
    });
  }

  describe("killed", () => {
    const random = randomFrom(testSeed);
    // The same on every chain: it follows from the deployer, the chain id and the city file.
    let undisturbed: string;

    before(async function () {
      const site = await openSite(startHardhatNode);
      try {
        const { code, output } = await site.deploy();
        expect(code, output).to.equal(0);
        undisturbed = await site.addressBook();
      } finally {
        await site.leave();
      }
    });

    for (const [title, startChain, count] of [
      ["hardhat node", startHardhatNode, 9],
      ["anvil, a block a second", () => startAnvil({ blockTime: 1 }), 1],
    ] as const) {
      describe(`${title} (CIVITAS_SEED=${testSeed})`, () => {
        let site: Site;

        before(async function () {
          site = await openSite(startChain);
        });

        after(() => site?.leave());

        it("ends in the same city when it is run again", async function () {
          const moments = momentsOf(stepCount(site));
          const chosen = isLong ? moments : pick(moments, count, random);
          for (const moment of chosen) {
            await site.rewind();
            const delay = Math.floor(random() * 60);
            const context = `killed ${moment.isBefore ? "before" : "after"} transaction ${moment.transaction}, ${delay} ms`;
            try {
              await deployAndKill(site, moment, delay);
              const { code, output } = await site.deploy();
              expect(code, output).to.equal(0);
              expect(
                await site.chain.provider.getTransactionCount(deployer),
                "transactions of both runs, one a step",
              ).to.equal(stepCount(site));
              expect(await site.addressBook(), "the address book").to.equal(undisturbed);
              await expectWholeCity(site, { isRunAgain: isLong });
            } catch (error) {
              throw new Error(`${context}: ${(error as Error).message}`, { cause: error });
            }
          }
        });
      });
    }
  });

  describe("two runs at once", () => {
    for (const [title, startChain] of [
      ["hardhat node", startHardhatNode],
      ["anvil, a block a second", () => startAnvil({ blockTime: 1 })],
    ] as const) {
      it(`end in one city, both well: ${title}`, async function () {
        const site = await openSite(startChain);
        try {
          for (const { code, output } of await Promise.all([site.deploy(), site.deploy()])) {
            expect(code, output).to.equal(0);
          }
          await expectWholeCity(site);
        } finally {
          await site.leave();
        }
      });
    }

    it("one of them hands over while the other one inspects", async function () {
      const site = await openSite(startHardhatNode);
      const otherProxy = await openRpcProxy(site.chain.url);
      try {
        const beforeSeal = stepCount(site) - 1;
        const { factory } = drawBlueprint(site.city, deployer);
        let isWired = false;
        let other: Ended | undefined;
        site.proxy.reset({
          after: async ({ transaction }) => {
            isWired ||= transaction === beforeSeal;
          },
          // The first thing that only the inspection asks for.
          before: async ({ method, params }) => {
            const isInspecting =
              isWired &&
              method === "eth_getCode" &&
              String(params[0]).toLowerCase() === factory.toLowerCase();
            if (isInspecting && other === undefined) {
              other = await site.run("deploy", otherProxy.url);
            }
            return true;
          },
        });
        const { code, output } = await site.deploy();
        expect(other?.code, other?.output).to.equal(0);
        expect(code, output).to.equal(0);
        expect(otherProxy.forwarded(), "the other run only hands over").to.equal(1);
        await expectWholeCity(site);
      } finally {
        await Promise.all([otherProxy.close(), site.leave()]);
      }
    });
  });

  describe("--plan", () => {
    let site: Site;

    before(async function () {
      site = await openSite(startHardhatNode);
    });

    after(() => site?.leave());

    /** Plans through the proxy and asserts that nothing is sent and every address is told. */
    const plan = async (): Promise<string> => {
      site.proxy.reset();
      const nonce = await site.chain.provider.getTransactionCount(deployer);
      const { code, output } = await site.deploy("--plan");
      expect(code, output).to.equal(0);
      expect(site.proxy.forwarded(), "transactions of a plan").to.equal(0);
      expect(await site.chain.provider.getTransactionCount(deployer)).to.equal(nonce);
      expect(output).to.include("nothing was sent");
      for (const { name, address } of placesOf(drawBlueprint(site.city, deployer))) {
        expect(output).to.match(new RegExp(`^${name} +${address}$`, "m"));
      }
      return output;
    };

    it("of a fresh chain, of a deployment killed in the middle, and of a finished city", async function () {
      const count = stepCount(site);
      const fresh = await plan();
      expect(fresh).to.match(new RegExp(`^${count} transactions, [\\d,]+ gas, `, "m"));

      const middle = Math.ceil(count / 2);
      await deployAndKill(site, { transaction: middle, isBefore: true }, 0);
      const half = await plan();
      expect(half).to.match(new RegExp(`^${count - middle + 1} transactions, [\\d,]+ gas, `, "m"));

      const { code, output } = await site.deploy();
      expect(code, output).to.equal(0);
      await expectWholeCity(site);
      const finished = await plan();
      expect(finished).to.include("nothing is missing");
      expect(finished).to.match(/^0 transactions, 0 gas, /m);
    });
  });

  it("does not hand over a city with code from other sources, left by an earlier run", async function () {
    const site = await openSite(startHardhatNode);
    try {
      const { contracts, addressOf } = drawBlueprint(site.city, deployer);
      const { name } = contracts.at(-1)!;
      await deployAndKill(site, { transaction: contracts.length + 1, isBefore: false }, 0);
      const code = await site.chain.provider.getCode(addressOf(name));
      await site.chain.provider.send("hardhat_setCode", [addressOf(name), `${code.slice(0, -2)}00`]);
      const { code: exitCode, output } = await site.deploy();
      expect(exitCode, output).to.equal(1);
      expect(output).to.include(`- ${name} at ${addressOf(name)}: code differs from the build`);
      const authority = CityAuthority__factory.connect(addressOf("CityAuthority"), site.chain.provider);
      expect(await authority.isSealed()).to.equal(false);
    } finally {
      await site.leave();
    }
  });

  it("says what a deployer without coins needs, and sends nothing", async function () {
    const site = await openSite(startHardhatNode, { isFunded: false });
    try {
      const { code, output } = await site.deploy();
      expect(code, output).to.equal(1);
      expect(output).to.match(
        new RegExp(
          `^deployer: ${deployer} holds nothing and the chain asks [\\d.]+ gwei for a unit of gas; `,
          "m",
        ),
      );
      expect(site.proxy.forwarded()).to.equal(0);
      const planned = await site.deploy("--plan");
      expect(planned.code, planned.output).to.equal(0);
      expect(planned.output).to.match(/^deployer: holds 0\.0, send it [\d.]+ more$/m);
    } finally {
      await site.leave();
    }
  });

  it("tells the council of a sealed city what is missing, with its calldata; sends nothing and fails", async function () {
    const site = await openSite(startHardhatNode);
    try {
      expect((await site.deploy()).code).to.equal(0);
      const blueprint = drawBlueprint(site.city, deployer);
      const { name } = blueprint.contracts.at(-1)!;
      await site.chain.provider.send("hardhat_setCode", [blueprint.addressOf(name), "0x"]);
      const [act] = await actsOfTheCouncil(deploymentSteps(blueprint, site.chain.provider));
      expect(act.what).to.equal(`deploy ${name}`);
      for (const more of [[], ["--plan"]]) {
        site.proxy.reset();
        const { code, output } = await site.deploy(...more);
        expect(code, output).to.equal(1);
        expect(output).to.include(
          "The city is sealed. Its council has to schedule and execute, in this order:",
        );
        expect(output).to.include(`- ${act.what}\n  to ${act.to}\n  data ${act.data}`);
        expect(site.proxy.forwarded()).to.equal(0);
      }
    } finally {
      await site.leave();
    }
  });
});

/** When a deployment is killed: before its n-th transaction reaches the chain, or after. */
interface Moment {
  readonly transaction: number;
  readonly isBefore: boolean;
}

/** Both sides of every transaction. */
const momentsOf = (transactions: number): Moment[] =>
  Array.from({ length: transactions }, (_, index) => index + 1).flatMap((transaction) => [
    { transaction, isBefore: true },
    { transaction, isBefore: false },
  ]);

/** Starts a deployment and kills it at the given moment, `delay` milliseconds late. */
async function deployAndKill({ start, proxy }: Site, moment: Moment, delay: number): Promise<void> {
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
