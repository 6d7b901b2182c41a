import { expect } from "chai";
import {
  AbiCoder,
  concat,
  encodeBytes32String,
  getCreate2Address,
  getCreateAddress,
  Interface,
  keccak256,
  ZeroAddress,
} from "ethers";

import { CityFactory__factory } from "../../typechain-types/index.js";
import { deployDouble, doubleInitCode } from "../support/doubles.js";
import {
  announce,
  announceAndWait,
  as,
  type City,
  COUNCIL_DELAY,
  decide,
  governedCity,
  perform,
  SERVICE,
  unsealedCity,
} from "../support/fixtures.js";
import { ethers, networkHelpers } from "../support/network.js";

/** Code that CREATE3 puts between a factory and its contract; its hash enters the address. */
const PROXY_INIT_CODE = "0x73365f5f37365f34f06012573d5f5f3e3d5ffd5b005f526014600cf3";
const NAME = encodeBytes32String("Heir");

describe("CityFactory", function () {
  let city: City;
  let heirCode: string;

  const givenUnsealed = async () => {
    city = await networkHelpers.loadFixture(unsealedCity);
    heirCode = await doubleInitCode("Heir__Double", [ZeroAddress]);
  };
  const givenSealed = async () => {
    city = await networkHelpers.loadFixture(governedCity);
    heirCode = await doubleInitCode("Heir__Double", [ZeroAddress]);
  };

  /** CREATE3, computed by hand: the proxy by CREATE2, the contract by the proxy's first CREATE. */
  async function expectedAddress(service: string, version: bigint): Promise<string> {
    const { chainId } = await ethers.provider.getNetwork();
    const salt = keccak256(
      AbiCoder.defaultAbiCoder().encode(["uint256", "bytes32", "uint32"], [chainId, service, version]),
    );
    const from = getCreate2Address(await city.factory.getAddress(), salt, keccak256(PROXY_INIT_CODE));
    return getCreateAddress({ from, nonce: 1 });
  }

  describe("constructor", function () {
    beforeEach(givenUnsealed);

    it("stands before the authority that it obeys", async function () {
      const { deployer } = city;
      const factory = await new CityFactory__factory(deployer).deploy();
      expect(await factory.deployer()).to.equal(deployer.address);
      expect(await factory.authority()).to.equal(await factory.addressOf(SERVICE.authority, 1n));
      expect(await ethers.provider.getCode(await factory.authority())).to.equal("0x");
    });

    it("obeys the authority that it has deployed", async function () {
      expect(await city.factory.authority()).to.equal(await city.authority.getAddress());
    });
  });

  describe("addressOf", function () {
    beforeEach(givenUnsealed);

    it("GOV-10: follows from factory, chain, service and version alone", async function () {
      const { factory } = city;
      for (const [service, version] of [
        [SERVICE.authority, 1n],
        [NAME, 1n],
        [NAME, 2n],
      ] as const) {
        expect(await factory.addressOf(service, version)).to.equal(await expectedAddress(service, version));
      }
    });
  });

  describe("deploy", function () {
    beforeEach(givenUnsealed);

    it("GOV-10: deploys at the address that was foretold", async function () {
      const { factory } = city;
      const account = await expectedAddress(NAME, 3n);
      expect(await factory.deploy.staticCall(NAME, 3n, heirCode)).to.equal(account);
      const transaction = await factory.deploy(NAME, 3n, heirCode);
      const code = await ethers.provider.getCode(account);
      await expect(transaction)
        .to.emit(factory, "ContractDeployed")
        .withArgs(NAME, 3n, account, keccak256(code));
      expect(code).not.to.equal("0x");
    });

    it("GOV-10: reverts where the version of the service is deployed", async function () {
      const { factory } = city;
      await factory.deploy(NAME, 1n, heirCode);
      await expect(factory.deploy(NAME, 1n, heirCode))
        .to.be.revertedWithCustomError(factory, "ContractAlreadyDeployed")
        .withArgs(NAME, 1n, await factory.addressOf(NAME, 1n));
      await expect(factory.deploy(NAME, 2n, heirCode)).to.emit(factory, "ContractDeployed");
    });

    it("passes on what the constructor reverts with, and keeps the name free", async function () {
      const { factory } = city;
      const refusal = new Interface(["error Refused(uint256 reason)"]);
      await expect(factory.deploy(NAME, 1n, await doubleInitCode("Refusal__Double", [7n])))
        .to.be.revertedWithCustomError({ interface: refusal }, "Refused")
        .withArgs(7n);
      await expect(factory.deploy(NAME, 1n, heirCode)).to.emit(factory, "ContractDeployed");
    });

    it("reverts for creation code that leaves no code, and keeps the name free", async function () {
      const { factory } = city;
      await expect(factory.deploy(NAME, 1n, await doubleInitCode("Hollow__Double")))
        .to.be.revertedWithCustomError(factory, "ContractWithoutCode")
        .withArgs(NAME, 1n);
      await expect(factory.deploy(NAME, 1n, heirCode)).to.emit(factory, "ContractDeployed");
    });

    it("reverts for empty creation code", async function () {
      const create3 = new Interface(["error Create3EmptyBytecode()"]);
      await expect(city.factory.deploy(NAME, 1n, "0x")).to.be.revertedWithCustomError(
        { interface: create3 },
        "Create3EmptyBytecode",
      );
    });

    it("reverts for a stranger, before the authority exists and after", async function () {
      const { factory, deployer, stranger } = city;
      const young = await new CityFactory__factory(deployer).deploy();
      for (const any of [young, factory]) {
        await expect(as(any, stranger).deploy(NAME, 1n, heirCode))
          .to.be.revertedWithCustomError(any, "AccessManagedUnauthorized")
          .withArgs(stranger);
      }
    });

    it("attack: a constructor that deploys through the factory is a stranger", async function () {
      const { factory } = city;
      const inner = await doubleInitCode("Reentry__Double", [await factory.getAddress(), NAME, 1n, heirCode]);
      await expect(factory.deploy(NAME, 1n, inner))
        .to.be.revertedWithCustomError(factory, "AccessManagedUnauthorized")
        .withArgs(await factory.addressOf(NAME, 1n));
    });

    it("given an unsealed city, a council member deploys after its delay", async function () {
      const { authority, factory, council } = city;
      await expect(
        decide(authority, council, await factory.deploy.populateTransaction(NAME, 1n, heirCode)),
      ).to.emit(factory, "ContractDeployed");
    });
  });

  describe("deploy, given a sealed city", function () {
    beforeEach(givenSealed);

    it("GOV-2: reverts for the deployer", async function () {
      const { factory, deployer } = city;
      await expect(factory.deploy(NAME, 1n, heirCode))
        .to.be.revertedWithCustomError(factory, "AccessManagedUnauthorized")
        .withArgs(deployer);
    });

    it("obeys the council, after its delay", async function () {
      const { authority, factory, council } = city;
      const act = await factory.deploy.populateTransaction(NAME, 1n, heirCode);
      await expect(perform(council, act)).to.be.revertedWithCustomError(
        authority,
        "AccessManagerNotScheduled",
      );
      await expect(decide(authority, council, act)).to.emit(factory, "ContractDeployed");
    });

    it("the ombudsman may veto a deployment", async function () {
      const { authority, factory, council, ombudsman } = city;
      const act = await factory.deploy.populateTransaction(NAME, 1n, heirCode);
      await announceAndWait(authority, council, act);
      await as(authority, ombudsman).cancel(council, act.to, act.data);
      await expect(perform(council, act)).to.be.revertedWithCustomError(
        authority,
        "AccessManagerNotScheduled",
      );
    });

    it("the guardian may close the factory", async function () {
      const { authority, factory, council, guardian } = city;
      const act = await factory.deploy.populateTransaction(NAME, 1n, heirCode);
      await announceAndWait(authority, council, act);
      await as(authority, guardian).emergencyClose(factory);
      await expect(perform(council, act))
        .to.be.revertedWithCustomError(factory, "AccessManagedUnauthorized")
        .withArgs(council);
    });

    it("GOV-2: attack: an authority that denies the sealing does not give the deployer its right back", async function () {
      const { authority, factory, council, deployer, stranger } = city;
      const other = await deployDouble("Anarchy__Double", stranger, [false]);
      await decide(authority, council, await authority.updateAuthority.populateTransaction(factory, other));
      expect(await factory.authority()).to.equal(await other.getAddress());
      await expect(factory.deploy(NAME, 1n, heirCode))
        .to.be.revertedWithCustomError(factory, "AccessManagedUnauthorized")
        .withArgs(deployer);
    });

    it("attack: trailing bytes make it another act", async function () {
      const { authority, factory, council } = city;
      const act = await factory.deploy.populateTransaction(NAME, 1n, heirCode);
      await announce(authority, council, act);
      await networkHelpers.time.increase(COUNCIL_DELAY);
      await expect(
        perform(council, { to: act.to, data: concat([act.data, "0x00"]) }),
      ).to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled");
    });
  });
});
