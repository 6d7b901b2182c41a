import { expect } from "chai";
import { type FunctionFragment, type ParamType, ZeroAddress } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import {
  IERC7943NonFungible__factory,
  ILandRegistry__factory,
  ITitleCore__factory,
  ITitleOrders__factory,
} from "../../typechain-types/index.js";
import { type Land, land } from "../support/land.js";
import { deployLandRegistry } from "../support/landRegister.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

/** Acts that an office or a court has to be asked for. */
const RESTRICTED = {
  registrar: [
    "setDesk",
    "encumber",
    "reserve",
    "divide",
    "register",
    "registerMany",
    "registerProven",
    "registerSection",
    "replot",
  ],
  corrections: ["openNamespace"],
  bailiff: [
    "setFrozenTokens",
    "freezeByOrder",
    "encumberByOrder",
    "contestRecoveryByOrder",
    "materialiseFrozen",
  ],
  judge: [
    "forcedTransfer",
    "transferByOrder",
    "divideByOrder",
    "releaseByOrder",
    "orderSale",
    "settleDispute",
    "decideRecovery",
    "rectifyBoundary",
  ],
} as const;

/** Acts that a retired register does not begin, and who may call them. */
const BEGINNINGS = {
  registrar: [
    "encumber",
    "reserve",
    "divide",
    "register",
    "registerMany",
    "registerProven",
    "registerSection",
    "replot",
  ],
  corrections: ["openNamespace"],
  bailiff: ["materialiseFrozen"],
  desk: ["lodge"],
  agent: ["charge"],
  stranger: ["materialise", "importTitle"],
} as const;

const ERC165 = ["function supportsInterface(bytes4) view returns (bool)"];

/** Nothing, as an argument. */
function nothing(parameter: ParamType): unknown {
  if (parameter.isArray()) return [];
  if (parameter.isTuple()) return parameter.components.map(nothing);
  if (parameter.type === "bool") return false;
  if (parameter.type === "address") return ZeroAddress;
  if (parameter.type === "bytes") return "0x";
  return parameter.type.startsWith("bytes") ? `0x${"00".repeat(Number(parameter.type.slice(5)))}` : 0n;
}

describe("LandRegistry: who may begin what, and when", function () {
  let city: Land;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(land);
  });

  const fragmentOf = (name: string): FunctionFragment => city.registry.interface.getFunction(name as "lodge");
  /** Calls a function with nothing in its arguments: what it asks first is what refuses. */
  const call = async (caller: Parameters<typeof as>[1], name: string): Promise<unknown> =>
    as(city.registry, caller).getFunction(name)(...fragmentOf(name).inputs.map(nothing));

  for (const [office, acts] of Object.entries(RESTRICTED)) {
    it(`acts of ${office} are nobody else's`, async function () {
      const { registry, stranger } = city;
      for (const act of acts) {
        await expect(call(stranger, act), act)
          .to.be.revertedWithCustomError(registry, "AccessManagedUnauthorized")
          .withArgs(stranger.address);
      }
    });
  }

  it("attack: a retired register enters nothing, whoever calls", async function () {
    const { registry, council, deployer, officers } = city;
    const successor = await deployLandRegistry(deployer, officers, registry);
    await as(registry, council).retire(successor);
    for (const [caller, acts] of Object.entries(BEGINNINGS)) {
      for (const act of acts) {
        await expect(call(city[caller as keyof typeof BEGINNINGS], act), act).to.be.revertedWithCustomError(
          registry,
          "ContractRetired",
        );
      }
    }
  });

  it("claims each of its interfaces", async function () {
    for (const id of [
      interfaceId(ILandRegistry__factory.abi),
      interfaceId(ITitleCore__factory.abi),
      interfaceId(ITitleOrders__factory.abi),
      interfaceId(IERC7943NonFungible__factory.abi, ERC165),
    ]) {
      expect(await city.registry.supportsInterface(id), id).to.equal(true);
    }
  });
});
