import type { Provider, Signer } from "ethers";
import hre from "hardhat";

import { applySteps } from "../../scripts/city/apply.js";
import { drawBlueprint, type Blueprint } from "../../scripts/city/blueprint.js";
import { parseCityFile } from "../../scripts/city/cityFile.js";
import { domains, rolesOf, services } from "../../scripts/city/domains/index.js";
import { deploymentSteps } from "../../scripts/city/steps.js";
import { deploySafes, type Safe } from "../../scripts/lib/safe.js";

/** A city with every service, deployed on an embedded chain of its own as the real deployment does, and sealed. */
export interface TestCity {
  readonly blueprint: Blueprint;
  readonly provider: Provider;
  /** Wallets of the offices by role name, two of three signatures each. */
  readonly offices: Readonly<Record<string, Safe>>;
  /** Pays for what the offices' wallets send. */
  readonly clerk: Signer;
  /** Address of somebody without any role. */
  readonly citizen: string;
  /** Sets the chain's clock forward, seconds. */
  readonly wait: (seconds: number) => Promise<void>;
}

/** Deploys a city with every service. */
export async function wholeCity(): Promise<TestCity> {
  const { ethers, networkHelpers } = await hre.network.create({ network: "default", chainType: "l1" });
  const [clerk, citizen, deployer, ...people] = await ethers.getSigners();
  const roles = rolesOf(domains);
  const teams = roles.map((_role, index) => [0, 1, 2].map((seat) => people[(index + seat) % people.length]));
  const safes = await deploySafes(clerk, teams, 2);
  const city = parseCityFile({
    name: "Test City",
    chainId: Number((await ethers.provider.getNetwork()).chainId),
    services,
    token: { name: "Test Token", symbol: "TEST" },
    readers: "restricted",
    offices: Object.fromEntries(roles.map(({ name }, index) => [name, [safes[index].address]])),
  });
  const blueprint = drawBlueprint(city, deployer.address);
  await applySteps(deploymentSteps(blueprint, ethers.provider), deployer, ethers.provider);
  return {
    blueprint,
    provider: ethers.provider,
    offices: Object.fromEntries(roles.map(({ name }, index): [string, Safe] => [name, safes[index]])),
    clerk,
    citizen: citizen.address,
    wait: async (seconds) => {
      await networkHelpers.time.increase(seconds);
    },
  };
}
