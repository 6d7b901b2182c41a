import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { applySteps } from "./city/apply.js";
import { drawBlueprint, type Blueprint } from "./city/blueprint.js";
import { parseCityFile } from "./city/cityFile.js";
import { domainsOf, rolesOf, services } from "./city/domains/index.js";
import { inspectCity } from "./city/inspect.js";
import { preflight } from "./city/preflight.js";
import { deploymentSteps, placesOf } from "./city/steps.js";
import { ballotsChapter } from "./demo/ballots.js";
import { billingChapter } from "./demo/billing.js";
import { energyChapter } from "./demo/energy.js";
import { governanceChapter } from "./demo/governance.js";
import { identityChapter } from "./demo/identity.js";
import { landChapter } from "./demo/land.js";
import { paymentsChapter } from "./demo/payments.js";
import { sealedChapter } from "./demo/sealed.js";
import { chapterHeading, type Act, type Chapter, type Stage } from "./demo/stage.js";
import { faint, good, heading, runCommand } from "./lib/cli.js";
import { artifactReader, buildQuietly } from "./lib/connection.js";
import { deploySafes, type Safe } from "./lib/safe.js";
import { table, thousands } from "./lib/table.js";

/** Chapters of the demo, one a service. */
const chapters: readonly Chapter[] = [
  governanceChapter,
  paymentsChapter,
  billingChapter,
  energyChapter,
  identityChapter,
  ballotsChapter,
  sealedChapter,
  landChapter,
];

/** `hardhat city demo`: deploys a city on the embedded chain and lives in it, every act with its gas. */
export default async function demo(_: object, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const startedAt = Date.now();
    await buildQuietly(hre);
    const chain = await openChain(hre);
    const { ethers, networkHelpers } = chain;
    try {
      // The deployer's key is fresh: addresses follow from its first transaction.
      const [clerk, citizen, deployer, ...people] = await ethers.getSigners();
      const roles = rolesOf(domainsOf(services));
      console.log(heading("A city on the embedded chain"));
      console.log(`its offices: ${roles.length} wallets, each needs two of three signatures`);
      const teams = roles.map((_role, index) =>
        [0, 1, 2].map((seat) => people[(index + seat) % people.length]),
      );
      const safes = await deploySafes(clerk, teams, 2);
      const offices = Object.fromEntries(
        roles.map(({ name }, index): [string, Safe] => [name, safes[index]]),
      );

      const city = parseCityFile({
        name: "Demo City",
        chainId: Number((await ethers.provider.getNetwork()).chainId),
        services,
        token: { name: "Demo Token", symbol: "DEMO" },
        readers: "restricted",
        offices: Object.fromEntries(roles.map(({ name }, index) => [name, [safes[index].address]])),
      });
      const blueprint = drawBlueprint(city, deployer.address);
      await preflight(blueprint, ethers.provider);
      await applySteps(deploymentSteps(blueprint, ethers.provider), deployer, ethers.provider, {
        onSent: ({ what }, position, count, { gasUsed }) =>
          console.log(`[${position}/${count}] ${what} ${faint(`${thousands(gasUsed)} gas`)}`),
      });
      const artifactOf = artifactReader(hre);
      const differences = await inspectCity({
        blueprint,
        provider: ethers.provider,
        artifactOf,
        isSealed: true,
      });
      if (differences.length > 0)
        throw new Error(`the city is not as its file says:\n${differences.join("\n")}`);
      console.log(
        good(
          "verified: code, roles, functions, directory and the history of rights are as the city file says",
        ),
      );
      printCity(blueprint);

      const acts: Act[] = [];
      const wait = async (seconds: number): Promise<void> => {
        await networkHelpers.time.increase(seconds);
      };
      const stage: Stage = { blueprint, provider: ethers.provider, clerk, citizen, offices, wait, acts };
      for (const [index, chapter] of chapters.entries()) {
        console.log(chapterHeading(index + 1, chapter.title));
        await chapter.play(stage);
      }
      printActs(acts);
      console.log(faint(`\n${((Date.now() - startedAt) / 1000).toFixed(1)} s`));
      return true;
    } finally {
      await chain.close();
    }
  });
}

const openChain = (hre: HardhatRuntimeEnvironment) =>
  hre.network.create({ network: "default", chainType: "l1" });

function printCity({ city, roles, ...blueprint }: Blueprint): void {
  const places = placesOf({ city, roles, ...blueprint });
  console.log(
    `\n${table(
      ["contract", "address"],
      places.map(({ name, address }) => [name, address]),
    )}`,
  );
  const holders = roles.map(({ name, admin, may }) => [
    name,
    city.offices[name].join(" "),
    `${city.delays[name] / 3600} h`,
    admin,
    may,
  ]);
  console.log(`\n${table(["role", "held by", "delay", "appointed by", "may"], holders)}`);
}

function printActs(acts: readonly Act[]): void {
  console.log(heading("\nWhat it cost"));
  console.log(
    table(
      ["chapter", "act", "gas"],
      acts.map(({ chapter, what, gas }) => [chapter, what, thousands(gas)]),
    ),
  );
}
