import hre from "hardhat";

import { applySteps } from "../../scripts/city/apply.js";
import { drawBlueprint, type Blueprint } from "../../scripts/city/blueprint.js";
import type { CityFile } from "../../scripts/city/cityFile.js";
import type { Domain } from "../../scripts/city/domain.js";
import { domainsOf, rolesOf, services } from "../../scripts/city/domains/index.js";
import { inspectCity, type InspectionInputs } from "../../scripts/city/inspect.js";
import { deploymentSteps } from "../../scripts/city/steps.js";
import { artifactReader } from "../../scripts/lib/connection.js";
import { actAs, deploySafes, type Safe } from "../../scripts/lib/safe.js";
import { CityAuthority__factory, CityDirectory__factory } from "../../typechain-types/index.js";

/** Seconds that the council's acts wait. */
export const COUNCIL_DELAY = 48 * 3600;

/** Opens a new embedded chain. */
export const openEmbeddedChain = (
  hardfork: "osaka" | "prague" | "shanghai" = "osaka",
  blockGasLimit?: bigint,
) => hre.network.create({ network: "default", chainType: "l1", override: { hardfork, blockGasLimit } });

/** Every service there is. */
export const allDomains = domainsOf(services);

/**
 * A city on an embedded chain of its own, with a wallet (2 of 3) for each office; nothing is deployed yet besides.
 * @param domains tables of its services
 * @param connection the chain
 */
export async function foundCity(domains: readonly Domain[] = allDomains, connection?: EmbeddedChain) {
  const chain = connection ?? (await openEmbeddedChain());
  const { ethers, networkHelpers } = chain;
  const { provider } = ethers;
  const [clerk, citizen, deployer, ...people] = await ethers.getSigners();
  const roles = rolesOf(domains);
  const teams = roles.map((_, index) => [0, 1, 2].map((seat) => people[(index + seat) % people.length]));
  const safes = await deploySafes(clerk, teams, 2);
  const offices = Object.fromEntries(roles.map(({ name }, index): [string, Safe] => [name, safes[index]]));
  const city: CityFile = {
    name: "Test City",
    chainId: (await provider.getNetwork()).chainId,
    services: domains.map(({ name }) => name).filter((name) => name !== "governance"),
    token: { name: "Test Token", symbol: "TEST" },
    readers: "restricted",
    legacyIdentity: false,
    offices: Object.fromEntries(roles.map(({ name }) => [name, [offices[name].address]])),
    delays: Object.fromEntries(roles.map(({ name, minimumDelay }) => [name, minimumDelay])),
  };
  const blueprint = drawBlueprint(city, deployer.address, domains);
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), clerk);
  const directory = CityDirectory__factory.connect(blueprint.addressOf("CityDirectory"), clerk);
  const act = async (office: string, to: string, data: string) => {
    await (await actAs(offices[office], clerk, to, data)).wait();
  };

  return {
    chain,
    provider,
    networkHelpers,
    clerk,
    citizen,
    deployer,
    offices,
    city,
    blueprint,
    authority,
    directory,
    steps: () => deploymentSteps(blueprint, provider),
    deploy: () => applySteps(deploymentSteps(blueprint, provider), deployer, provider),
    /** Deploys everything and stops before the handover. */
    deployUnsealed: () => applySteps(deploymentSteps(blueprint, provider).slice(0, -1), deployer, provider),
    /** Differences between the chain and the city file. */
    inspect: (changes: Partial<InspectionInputs> = {}) =>
      inspectCity({ blueprint, provider, artifactOf: artifactReader(hre), isSealed: true, ...changes }),
    /** An office acts at once. */
    act,
    /** An office schedules an act, and nothing more. */
    schedule: (office: string, to: string, data: string) =>
      act(office, authorityOf(blueprint), authority.interface.encodeFunctionData("schedule", [to, data, 0])),
    /** An office schedules an act, waits for its time and executes it. */
    actInTime: async (office: string, to: string, data: string) => {
      await act(
        office,
        authorityOf(blueprint),
        authority.interface.encodeFunctionData("schedule", [to, data, 0]),
      );
      await networkHelpers.time.increase(city.delays[office]);
      await act(
        office,
        authorityOf(blueprint),
        authority.interface.encodeFunctionData("execute", [to, data]),
      );
    },
  };
}

/** A city as {@link foundCity} makes it. */
export type EmbeddedCity = Awaited<ReturnType<typeof foundCity>>;

type EmbeddedChain = Awaited<ReturnType<typeof openEmbeddedChain>>;

const authorityOf = ({ addressOf }: Blueprint): string => addressOf("CityAuthority");
