import {
  CityAuthority__factory,
  CityDirectory__factory,
  IAccessManager__factory,
  ICityAuthority__factory,
  ICityDirectory__factory,
} from "../../../typechain-types/index.js";
import type { Domain } from "../domain.js";
import { interfaceId } from "../interfaceId.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The powers of the city, each in other hands: nobody holds two of them. */
const SEPARATED_POWERS = 1;

/** Governance: the part of a city that is always there. */
export const governance: Domain = {
  name: "governance",
  roles: [
    {
      name: "COUNCIL",
      id: 0n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 48 * HOUR,
      exclusionGroup: SEPARATED_POWERS,
      heldByContract: true,
      may: "configure the city: roles, functions, directory, deployments, closings and openings",
      mayNever: "act at once, undo what the court has scheduled, or appoint the ombudsman",
    },
    {
      name: "GUARDIAN",
      id: 1n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 0,
      exclusionGroup: SEPARATED_POWERS,
      heldByContract: true,
      may: "close a contract for officers and operators at once, for seven days",
      mayNever: "open, appoint or configure anything, or renew a closing that the council let lapse",
    },
    {
      name: "COURT_ORDERS",
      id: 3n,
      admin: "COURT_ORDERS",
      guardian: "COURT_ORDERS",
      minimumDelay: 7 * DAY,
      exclusionGroup: SEPARATED_POWERS,
      heldByContract: true,
      may: "appoint the ombudsman, and order what a judgment says",
      mayNever: "act at once, or configure the city",
    },
    {
      name: "OMBUDSMAN",
      id: 2n,
      admin: "COURT_ORDERS",
      guardian: "COURT_ORDERS",
      minimumDelay: 0,
      exclusionGroup: SEPARATED_POWERS,
      heldByContract: true,
      may: "cancel the council's pending acts",
      mayNever: "start an act, or cancel anybody else's",
    },
  ],
  contracts: [
    {
      name: "CityAuthority",
      version: 1,
      interfaceId: interfaceId(ICityAuthority__factory.abi, IAccessManager__factory.abi),
      initCode: async ({ deployer, roleSetups }) =>
        (await new CityAuthority__factory().getDeployTransaction(deployer, [...roleSetups])).data,
      expectations: ({ deployer, addressOf }) => [
        {
          what: "CityAuthority.deployer",
          expected: deployer,
          read: (provider) => CityAuthority__factory.connect(addressOf("CityAuthority"), provider).deployer(),
        },
      ],
    },
    {
      name: "CityDirectory",
      version: 1,
      interfaceId: interfaceId(ICityDirectory__factory.abi),
      initCode: async ({ addressOf }) =>
        (await new CityDirectory__factory().getDeployTransaction(addressOf("CityAuthority"))).data,
      expectations: () => [],
    },
  ],
  functions: [
    { contract: "CityAuthority", signature: "emergencyClose(address)", role: "GUARDIAN", isFixed: true },
    ...[
      "registerRole((uint64,string,uint64,uint64,uint32,uint8,(address,uint32)[]))",
      "raiseMinimumDelay(uint64,uint32)",
      "labelRole(uint64,string)",
      "setRoleAdmin(uint64,uint64)",
      "setRoleGuardian(uint64,uint64)",
      "setGrantDelay(uint64,uint32)",
      "setTargetAdminDelay(address,uint32)",
      "setTargetClosed(address,bool)",
      "setTargetFunctionRole(address,bytes4[],uint64)",
      "updateAuthority(address,address)",
    ].map((signature) => ({ contract: "CityAuthority", signature, role: "COUNCIL", isFixed: true })),
    { contract: "CityFactory", signature: "deploy(bytes32,uint32,bytes)", role: "COUNCIL" },
    { contract: "CityDirectory", signature: "register((bytes32,address,bytes4)[])", role: "COUNCIL" },
  ],
  openFunctions: [
    ...[
      ["grantRole(uint64,address,uint32)", "the admin role of the role concerned"],
      ["revokeRole(uint64,address)", "the admin role of the role concerned"],
      ["renounceRole(uint64,address)", "the member itself"],
      ["seal()", "the deployer, once"],
      ["prune(bytes32[])", "anyone; takes nothing away that can still be executed"],
      ["schedule(address,bytes,uint48)", "whoever may call the function with a delay"],
      ["execute(address,bytes)", "whoever may call the function, after its delay"],
      [
        "cancel(address,address,bytes)",
        "the caller, the guardian of the role, for the council's acts the ombudsman",
      ],
      ["consumeScheduledOp(address,bytes)", "a target, for its own functions"],
      ["multicall(bytes[])", "as each call inside"],
    ].map(([signature, guard]) => ({ contract: "CityAuthority", signature, guard })),
    ...["CityFactory", "CityDirectory"].map((contract) => ({
      contract,
      signature: "setAuthority(address)",
      guard: "the authority itself",
    })),
  ],
  agents: [],
  checkers: [],
};
