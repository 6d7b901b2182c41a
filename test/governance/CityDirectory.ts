import { expect } from "chai";
import { type AddressLike, encodeBytes32String, keccak256, ZeroAddress, ZeroHash } from "ethers";

import { ICityDirectory__factory, type ICityDirectory } from "../../typechain-types/index.js";
import { deployDouble } from "../support/doubles.js";
import {
  as,
  announceAndWait,
  type City,
  decide,
  governedCity,
  nextTime,
  NOTICE_PERIOD,
  perform,
  unsealedCity,
} from "../support/fixtures.js";
import { delegate } from "../support/delegation.js";
import { ethers, networkHelpers } from "../support/network.js";

const { time } = networkHelpers;

const LAND = encodeBytes32String("LandRegistry");
const BALLOT = encodeBytes32String("RollCallBallot");
const NO_INTERFACE = "0x00000000";
const ERC165 = "0x01ffc9a7";

describe("CityDirectory", function () {
  let city: City;
  let heirs: string[];

  async function prepare(fixture: () => Promise<City>) {
    city = await networkHelpers.loadFixture(fixture);
    heirs = [];
    for (let i = 0; i < 3; ++i) {
      const heir = await deployDouble("Heir__Double", city.deployer, [ZeroAddress]);
      heirs.push(await heir.getAddress());
    }
  }
  const givenUnsealed = () => prepare(unsealedCity);
  const givenSealed = () => prepare(governedCity);

  const entry = (service: string, account: AddressLike, interfaceId = NO_INTERFACE) => ({
    service,
    account,
    interfaceId,
  });
  const hashOf = async (account: AddressLike) => keccak256(await ethers.provider.getCode(account));

  /** Registers as the council does: scheduled, waited for, done. Answers when it was done. */
  async function registerAsCouncil(...registrations: ICityDirectory.RegistrationStruct[]): Promise<bigint> {
    const act = await city.directory.register.populateTransaction(registrations);
    await announceAndWait(city.authority, city.council, act);
    const at = await nextTime();
    await perform(city.council, act);
    return at;
  }

  describe("register", function () {
    beforeEach(givenUnsealed);

    it("GOV-9: registers contracts as the first versions of their services, serving at once", async function () {
      const { directory, authority } = city;
      const [land, ballot] = [heirs[0], await authority.getAddress()];
      const at = await nextTime();
      await expect(directory.register([entry(LAND, land), entry(BALLOT, ballot, ERC165)]))
        .to.emit(directory, "ServiceRegistered")
        .withArgs(LAND, 1n, land, at, NO_INTERFACE, await hashOf(land))
        .and.to.emit(directory, "ServiceRegistered")
        .withArgs(BALLOT, 1n, ballot, at, ERC165, await hashOf(ballot));
      expect(await directory.services()).to.deep.equal([LAND, BALLOT]);
      expect(await directory.current(LAND)).to.deep.equal([land, 1n, at, NO_INTERFACE, await hashOf(land)]);
      expect(await directory.current(BALLOT)).to.deep.equal([ballot, 1n, at, ERC165, await hashOf(ballot)]);
      expect(await directory.serviceOf(land)).to.equal(LAND);
      expect(await directory.versionCount(LAND)).to.equal(1n);
    });

    it("given an unsealed city, a next version serves at once", async function () {
      const { directory } = city;
      await directory.register([entry(LAND, heirs[0])]);
      const at = await nextTime();
      await directory.register([entry(LAND, heirs[1])]);
      expect(await directory.current(LAND)).to.deep.equal([
        heirs[1],
        2n,
        at,
        NO_INTERFACE,
        await hashOf(heirs[1]),
      ]);
      expect(await directory.services()).to.deep.equal([LAND]);
    });

    it("reverts for a service without a name", async function () {
      await expect(city.directory.register([entry(ZeroHash, heirs[0])])).to.be.revertedWithCustomError(
        city.directory,
        "ServiceUnnamed",
      );
    });

    it("reverts for an account without code, all or none", async function () {
      const { directory, citizen } = city;
      await expect(directory.register([entry(BALLOT, heirs[0]), entry(LAND, citizen)]))
        .to.be.revertedWithCustomError(directory, "ServiceWithoutCode")
        .withArgs(LAND, citizen);
      expect(await directory.services()).to.deep.equal([]);
    });

    it("attack: an account with delegated code is a key, not a service", async function () {
      const { directory, stranger } = city;
      const key = await delegate(stranger, heirs[0]);
      await expect(directory.register([entry(LAND, key)]))
        .to.be.revertedWithCustomError(directory, "ServiceWithoutCode")
        .withArgs(LAND, key);
    });

    it("attack: reverts for an interface claim that lies", async function () {
      const { directory, deployer, register } = city;
      const boaster = await deployDouble("Boaster__Double", deployer);
      for (const account of [boaster, register, heirs[0]]) {
        await expect(directory.register([entry(LAND, account, "0x12345678")]))
          .to.be.revertedWithCustomError(directory, "ServiceInterfaceMissing")
          .withArgs(LAND, account, "0x12345678");
      }
    });

    it("GOV-9: attack: reverts for an account that is registered, here or as another service", async function () {
      const { directory } = city;
      await directory.register([entry(LAND, heirs[0])]);
      for (const service of [LAND, BALLOT]) {
        await expect(directory.register([entry(service, heirs[0])]))
          .to.be.revertedWithCustomError(directory, "AccountAlreadyRegistered")
          .withArgs(heirs[0], LAND);
      }
      await expect(directory.register([entry(BALLOT, heirs[1]), entry(LAND, heirs[1])]))
        .to.be.revertedWithCustomError(directory, "AccountAlreadyRegistered")
        .withArgs(heirs[1], BALLOT);
    });

    it("registers 120 first versions under 15 million gas", async function () {
      const { directory, deployer } = city;
      const registrations: ICityDirectory.RegistrationStruct[] = [];
      for (let i = 0; i < 120; ++i) {
        const heir = await deployDouble("Heir__Double", deployer, [ZeroAddress]);
        registrations.push(entry(encodeBytes32String(`Service${i}`), heir));
      }
      const receipt = await (await directory.register(registrations)).wait();
      expect(receipt?.gasUsed).to.be.lessThan(15_000_000n);
    });
  });

  describe("register, given a sealed city", function () {
    beforeEach(givenSealed);

    it("is the council's act", async function () {
      const { authority, directory, council, deployer, stranger } = city;
      const act = await directory.register.populateTransaction([entry(LAND, heirs[0])]);
      for (const actor of [deployer, stranger]) {
        await expect(perform(actor, act))
          .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
          .withArgs(actor);
      }
      await expect(perform(council, act)).to.be.revertedWithCustomError(
        authority,
        "AccessManagerNotScheduled",
      );
      await expect(decide(authority, council, act)).to.emit(directory, "ServiceRegistered");
    });

    it("GOV-9: a next version serves after the notice, the one before it until then", async function () {
      const { directory } = city;
      const since = await registerAsCouncil(entry(LAND, heirs[0]));
      const at = await registerAsCouncil(entry(LAND, heirs[1]));
      const first = [heirs[0], 1n, since, NO_INTERFACE, await hashOf(heirs[0])];
      const second = [heirs[1], 2n, at + NOTICE_PERIOD, NO_INTERFACE, await hashOf(heirs[1])];

      expect(await directory.current(LAND)).to.deep.equal(first);
      expect(await directory.entryOf(LAND, 1n)).to.deep.equal([first, heirs[1], at + NOTICE_PERIOD]);
      expect(await directory.entryOf(LAND, 2n)).to.deep.equal([second, ZeroAddress, 0n]);
      await time.increaseTo(at + NOTICE_PERIOD - 1n);
      expect(await directory.current(LAND)).to.deep.equal(first);
      await time.increaseTo(at + NOTICE_PERIOD);
      expect(await directory.current(LAND)).to.deep.equal(second);
      expect(await directory.versionCount(LAND)).to.equal(2n);
    });

    it("reverts while a version waits, and takes the next one once it serves", async function () {
      const { authority, directory, council } = city;
      await registerAsCouncil(entry(LAND, heirs[0]));
      const at = await registerAsCouncil(entry(LAND, heirs[1]));
      const act = await directory.register.populateTransaction([entry(LAND, heirs[2])]);
      await announceAndWait(authority, council, act);
      await expect(perform(council, act))
        .to.be.revertedWithCustomError(directory, "ServiceChangePending")
        .withArgs(LAND, at + NOTICE_PERIOD);
      await time.increaseTo(at + NOTICE_PERIOD);
      await registerAsCouncil(entry(LAND, heirs[2]));
      expect(await directory.versionCount(LAND)).to.equal(3n);
    });

    it("a batch may name a service twice only as its first and its next version", async function () {
      const { authority, directory, council } = city;
      const batch = heirs.map((heir) => entry(LAND, heir));
      const at = await registerAsCouncil(...batch.slice(0, 2));
      expect((await directory.current(LAND)).account).to.equal(heirs[0]);
      const act = await directory.register.populateTransaction(batch.map((b) => ({ ...b, service: BALLOT })));
      await expect(decide(authority, council, act))
        .to.be.revertedWithCustomError(directory, "AccountAlreadyRegistered")
        .withArgs(heirs[0], LAND);
      expect((await directory.entryOf(LAND, 2n)).entry.since).to.equal(at + NOTICE_PERIOD);
    });

    it("attack: an authority that denies the sealing does not shorten the notice", async function () {
      const { authority, directory, council, stranger } = city;
      const since = await registerAsCouncil(entry(LAND, heirs[0]));
      const anarchy = await deployDouble("Anarchy__Double", stranger, [true]);
      await decide(
        authority,
        council,
        await authority.updateAuthority.populateTransaction(directory, anarchy),
      );
      const at = await nextTime();
      await as(directory, stranger).register([entry(LAND, heirs[1])]);
      expect((await directory.entryOf(LAND, 2n)).entry.since).to.equal(at + NOTICE_PERIOD);
      expect((await directory.current(LAND)).since).to.equal(since);
    });
  });

  describe("views", function () {
    beforeEach(givenUnsealed);

    it("revert for a service or a version that is not registered", async function () {
      const { directory } = city;
      await directory.register([entry(LAND, heirs[0])]);
      await expect(directory.current(BALLOT))
        .to.be.revertedWithCustomError(directory, "ServiceUnknown")
        .withArgs(BALLOT, 0n);
      for (const [service, version] of [
        [BALLOT, 1n],
        [LAND, 0n],
        [LAND, 2n],
      ] as const) {
        await expect(directory.entryOf(service, version))
          .to.be.revertedWithCustomError(directory, "ServiceUnknown")
          .withArgs(service, version);
      }
    });

    it("answer nothing for what is unknown", async function () {
      const { directory, citizen } = city;
      expect(await directory.services()).to.deep.equal([]);
      expect(await directory.versionCount(LAND)).to.equal(0n);
      expect(await directory.serviceOf(citizen)).to.equal(ZeroHash);
    });

    it("supports the interfaces that it claims and no other", async function () {
      const { directory } = city;
      const functions = ICityDirectory__factory.createInterface().fragments.filter(
        (f) => f.type === "function",
      );
      const id = functions.reduce((xor, f) => xor ^ BigInt(ethers.id(f.format("sighash")).slice(0, 10)), 0n);
      expect(await directory.supportsInterface(ethers.toBeHex(id, 4))).to.equal(true);
      expect(await directory.supportsInterface(ERC165)).to.equal(true);
      expect(await directory.supportsInterface("0xffffffff")).to.equal(false);
    });
  });
});
