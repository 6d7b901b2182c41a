import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  consents,
  DAY,
  divide,
  doc,
  encumber,
  type Land,
  landWithTitle,
  mortgage,
  title,
  wire,
} from "../../support/land.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const { time } = networkHelpers;

describe("TitleDealings", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  it("attack: a mortgage that moved to the successor is not assigned in the old register", async function () {
    const { registry, council, deployer, officers, bank, lender, id } = city;
    const number = await encumber(city, id, mortgage(bank));
    const successor = await deployLandRegistry(deployer, officers, registry);
    await wire(city, successor);
    await as(registry, council).retire(successor);
    await successor.importTitle(id, []);
    await expect(as(registry, bank).assign(id, number, lender))
      .to.be.revertedWithCustomError(registry, "TitleUnknown")
      .withArgs(id);
    await expect(as(successor, bank).assign(id, number, lender)).to.emit(successor, "EncumbranceAssigned");
  });

  it("attack: no foreclosure while an objection is open", async function () {
    const { registry, judge, desk, agent, other, id } = city;
    await as(registry, judge).orderSale(id, true, doc("order of sale"));
    await as(registry, desk).lodgeObjection(id, doc("objection"));
    await expect(as(registry, agent).foreclose(id, other, [], doc("sale")))
      .to.be.revertedWithCustomError(registry, "TitleInDispute")
      .withArgs(id);
    await as(registry, judge).settleDispute(id, doc("judgment"));
    await expect(as(registry, agent).foreclose(id, other, [], doc("sale"))).to.emit(
      registry,
      "ForcedTransfer",
    );
  });

  const soon = async (days: bigint) => BigInt(await time.latest()) + days * DAY;

  /** Keeps the title for somebody, with the owner's signature; what is given otherwise was never agreed on. */
  async function reserve({
    beneficiary = city.other.address,
    deadline,
    signers = [city.owner],
  }: {
    beneficiary?: string;
    deadline?: bigint;
    signers?: readonly (typeof city.owner)[];
  } = {}) {
    const { registry, registrar, id } = city;
    const until = deadline ?? (await soon(1n));
    const expiresAt = await soon(30n);
    const { version } = await title(city, id);
    const message = { id, version, beneficiary, expiresAt, documentHash: doc("contract"), deadline: until };
    const signed = await consents(registry, "Reserve", message, signers);
    return as(registry, registrar).reserve(id, beneficiary, expiresAt, doc("contract"), until, signed);
  }

  /** Reports a key as stolen, here too. */
  async function suspend({ address }: { readonly address: string }): Promise<void> {
    await city.identities.setFrozenUntil(address, await soon(60n));
    await city.registry.suspend(address);
  }

  describe("reserve", function () {
    it("attack: keeps no title without the owners' signatures", async function () {
      await expect(reserve({ signers: [] }))
        .to.be.revertedWithCustomError(city.registry, "OwnersIncomplete")
        .withArgs(city.id, 0n, 1n);
    });

    it("attack: a second buyer does not take the place of the first", async function () {
      const { registry, other, heir, id } = city;
      await reserve();
      const { expiresAt } = await registry.noticeOf(id);
      await expect(reserve({ beneficiary: heir.address }))
        .to.be.revertedWithCustomError(registry, "TitleReserved")
        .withArgs(id, other.address, expiresAt);
    });

    it("a title that is kept for the account at address 1 is kept, too", async function () {
      const one = ethers.zeroPadValue("0x01", 20);
      await reserve({ beneficiary: one });
      await expect(reserve())
        .to.be.revertedWithCustomError(city.registry, "TitleReserved")
        .withArgs(city.id, one, (await city.registry.noticeOf(city.id)).expiresAt);
    });

    it("refuses nobody and the register as beneficiary", async function () {
      for (const beneficiary of [ZeroAddress, await city.registry.getAddress()]) {
        await expect(reserve({ beneficiary }))
          .to.be.revertedWithCustomError(city.registry, "HolderUnfit")
          .withArgs(beneficiary);
      }
    });

    it("refuses consents that are late, or that would hold for years", async function () {
      for (const deadline of [(await soon(0n)) - 1n, await soon(400n)]) {
        await expect(reserve({ deadline }))
          .to.be.revertedWithCustomError(city.registry, "DeadlineUnfit")
          .withArgs(deadline);
      }
    });

    it("attack: a stolen key does not waive its owner's notice", async function () {
      const { registry, other, id } = city;
      await reserve();
      await suspend(other);
      await expect(as(registry, other).waiveNotice(id))
        .to.be.revertedWithCustomError(registry, "ERC7943CannotSend")
        .withArgs(other.address);
    });
  });

  describe("divide", function () {
    const halves = () => [city.owner, city.other].map((holder) => [holder, 1n] as const);

    it("attack: divides no title without the owners' signatures", async function () {
      await expect(divide(city, city.id, halves(), 2n, []))
        .to.be.revertedWithCustomError(city.registry, "OwnersIncomplete")
        .withArgs(city.id, 0n, 1n);
    });

    it("refuses consents that are late, or that would hold for years", async function () {
      const { registry, registrar, id } = city;
      for (const deadline of [(await soon(0n)) - 1n, await soon(400n)]) {
        await expect(as(registry, registrar).divide(id, [], 2n, doc("division"), deadline, []))
          .to.be.revertedWithCustomError(registry, "DeadlineUnfit")
          .withArgs(deadline);
      }
    });

    it("attack: a stolen key passes no share on", async function () {
      const { registry, agent, owner, heir, id } = city;
      await divide(city, id, halves(), 2n);
      await suspend(owner);
      await expect(as(registry, agent).conveyShare(id, 1n, owner, heir, 1n, doc("deed")))
        .to.be.revertedWithCustomError(registry, "ERC7943CannotSend")
        .withArgs(owner.address);
    });
  });

  it("attack: no foreclosure passes a title to nobody, or to the register", async function () {
    const { registry, judge, agent, id } = city;
    await as(registry, judge).orderSale(id, true, doc("order of sale"));
    for (const to of [ZeroAddress, await registry.getAddress()]) {
      await expect(as(registry, agent).foreclose(id, to, [], doc("sale")))
        .to.be.revertedWithCustomError(registry, "ERC7943CannotReceive")
        .withArgs(to);
    }
  });
});
