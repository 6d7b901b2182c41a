import { ContractFactory, encodeBytes32String, id } from "ethers";
import hre from "hardhat";

import type { Domain } from "../../scripts/city/domain.js";

/** How far the lighthouse shines: the parameter of this made-up service. */
export const RANGE_METRES = 30_000n;

/** What the lighthouse asks the pilot station. */
export const IS_TIDE_HIGH = encodeBytes32String("is the tide high?");

/** A made-up city service with everything that a service can have, for tests of the deployment. */
export const harbour: Domain = {
  name: "harbour",
  roles: [
    {
      name: "HARBOUR_MASTER",
      id: 1000n,
      admin: "COUNCIL",
      guardian: "OMBUDSMAN",
      minimumDelay: 24 * 3600,
      exclusionGroup: 0,
      heldByContract: false,
      may: "light the lighthouse",
      mayNever: "put it out",
    },
  ],
  contracts: [
    {
      name: "Lighthouse",
      version: 1,
      interfaceId: "0x00000000",
      initCode: ({ addressOf }) => initCodeOf("Lighthouse", addressOf("CityAuthority"), RANGE_METRES),
      expectations: ({ addressOf }) => [
        {
          what: "Lighthouse.rangeMetres",
          expected: String(RANGE_METRES),
          read: async (provider) =>
            String(
              BigInt(
                await provider.call({ to: addressOf("Lighthouse"), data: id("rangeMetres()").slice(0, 10) }),
              ),
            ),
        },
      ],
    },
    {
      name: "PilotStation",
      version: 1,
      interfaceId: "0x00000000",
      initCode: ({ addressOf }) => initCodeOf("PilotStation", addressOf("CityAuthority")),
      expectations: () => [],
    },
  ],
  functions: [
    { contract: "Lighthouse", signature: "kindle()", role: "HARBOUR_MASTER" },
    { contract: "Lighthouse", signature: "announceAgent(address,uint96)", role: "COUNCIL" },
    { contract: "Lighthouse", signature: "announceChecker(bytes32,address)", role: "COUNCIL" },
  ],
  openFunctions: [],
  agents: [{ holder: "Lighthouse", agent: "PilotStation", rights: 1n }],
  checkers: [{ holder: "Lighthouse", question: IS_TIDE_HIGH, checker: "PilotStation" }],
};

async function initCodeOf(contract: string, ...args: unknown[]): Promise<string> {
  const { abi, bytecode } = await hre.artifacts.readArtifact(contract);
  return (await new ContractFactory(abi, bytecode).getDeployTransaction(...args)).data;
}
