import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { id, ZeroAddress, ZeroHash } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { dayOf, startOf } from "../../sdk/index.js";
import {
  EnergyCertificates__factory,
  IEnergyCertificates__factory,
  ISuccession__factory,
} from "../../typechain-types/index.js";
import { accountAt, draftOf, ownCopy, settle, type Street, street, ZONE } from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const PURPOSE = id("heat of winter 2026, with its salt");
const PHOTOVOLTAIC = 1n;

describe("EnergyCertificates", function () {
  let made: Street;
  let day: bigint;
  const fed = async (): Promise<Street> => {
    const fresh = await street();
    await settle(fresh, draftOf(fresh, [[900n], [300n], [-500n], [-500n], [-400n]]));
    return fresh;
  };
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(fed));
    day = dayOf(made.firstInterval);
  });

  const monthOf = (number: bigint): bigint => {
    const date = new Date(Number(number) * 86_400_000);
    return BigInt(date.getUTCFullYear() * 12 + date.getUTCMonth());
  };
  const idOf = (kind: bigint, technology: bigint, period: bigint): bigint =>
    (kind << 56n) | (ZONE << 40n) | (technology << 32n) | period;
  const draw = async (place: number, amount: bigint, actor = made.owners[place]) =>
    as(made.certificates, actor).draw(accountAt(place), amount);

  it("publishes its market and its interfaces", async function () {
    const { certificates, market } = made;
    expect(await certificates.market()).to.equal(await market.getAddress());
    expect(await certificates.supportsInterface(interfaceId(IEnergyCertificates__factory.abi))).to.equal(
      true,
    );
    expect(await certificates.supportsInterface(interfaceId(ISuccession__factory.abi))).to.equal(true);
    for (const known of ["0x01ffc9a7", "0xd9b67a26"]) {
      expect(await certificates.supportsInterface(known)).to.equal(true);
    }
    expect(await certificates.supportsInterface("0xffffffff")).to.equal(false);
  });

  it("are drawn by the account's owner for what was fed in, each Wh once", async function () {
    const certificate = idOf(0n, PHOTOVOLTAIC, monthOf(day));
    await expect(draw(0, 600n))
      .to.emit(made.certificates, "CertificatesIssued")
      .withArgs(accountAt(0), made.owners[0].address, certificate, 600n)
      .and.to.emit(made.market, "CertificatesDrawn")
      .withArgs(accountAt(0), 600n);
    expect(await made.certificates.balanceOf(made.owners[0], certificate)).to.equal(600n);
    await expect(draw(0, 301n))
      .to.be.revertedWithCustomError(made.market, "SurplusTooSmall")
      .withArgs(accountAt(0), 301n, 300n);
    await draw(0, 300n);
    await expect(draw(0, 0n), "ENERGY-4")
      .to.be.revertedWithCustomError(made.market, "SurplusTooSmall")
      .withArgs(accountAt(0), 0n, 0n);
  });

  it("are nobody else's, and drawn through this contract alone", async function () {
    await expect(draw(0, 1n, made.owners[1]))
      .to.be.revertedWithCustomError(made.certificates, "CertificateOwnerOnly")
      .withArgs(accountAt(0), made.owners[1].address);
    await expect(as(made.market, made.owners[0]).drawCertificates(accountAt(0), 1n))
      .to.be.revertedWithCustomError(made.market, "AgentUnauthorized")
      .withArgs(made.owners[0].address, 1n);
  });

  it("are retired for somebody and something, and then no longer there", async function () {
    const certificate = idOf(0n, PHOTOVOLTAIC, monthOf(day));
    await draw(0, 600n);
    const retire = async (amount: bigint) =>
      as(made.certificates, made.owners[0]).retireCertificates(certificate, amount, made.merchant, PURPOSE);
    await expect(retire(0n))
      .to.be.revertedWithCustomError(made.certificates, "CertificatesMissing")
      .withArgs(certificate);
    await expect(retire(601n)).to.be.revertedWithCustomError(made.certificates, "ERC1155InsufficientBalance");
    await expect(retire(400n))
      .to.emit(made.certificates, "CertificatesRetired")
      .withArgs(made.owners[0].address, certificate, 400n, made.merchant.address, PURPOSE);
    expect(await made.certificates.retiredOf(certificate)).to.equal(400n);
    expect(await made.certificates.balanceOf(made.owners[0], certificate)).to.equal(200n);
  });

  describe("by the hour", function () {
    type Leaf = [index: bigint, account: bigint, hour: bigint, wattHours: bigint];
    const leaves: Leaf[] = [
      [0n, accountAt(0), 0n, 500n],
      [1n, accountAt(1), 0n, 300n],
      [2n, accountAt(0), 24n, 1n],
      [3n, accountAt(0, 8n), 1n, 1n],
      [4n, accountAt(0), 1n, 500n],
    ];
    const tree = StandardMerkleTree.of(leaves, ["uint32", "uint32", "uint8", "uint64"]);
    const publish = async (root = tree.root) =>
      as(made.certificates, made.meterOffice).publishHours(ZONE, day, root);
    const drawHour = async (position: number, actor = made.owners[0]) => {
      const [index, account, hour, wattHours] = leaves[position];
      return as(made.certificates, actor).drawHour(
        ZONE,
        day,
        { index, account, hour, wattHours },
        tree.getProof(position),
      );
    };
    const finishDay = async (): Promise<void> => {
      const rows = made.orders.map(() => Array<bigint>(95).fill(0n));
      await settle(made, draftOf(made, rows, made.firstInterval + 1n));
    };

    it("are published once, when the day is settled", async function () {
      await expect(publish())
        .to.be.revertedWithCustomError(made.certificates, "DayUnsettled")
        .withArgs(ZONE, day);
      await finishDay();
      await expect(publish()).to.emit(made.certificates, "HoursPublished").withArgs(ZONE, day, tree.root);
      expect(await made.certificates.hoursOf(ZONE, day)).to.equal(tree.root);
      await expect(publish(id("another tree")))
        .to.be.revertedWithCustomError(made.certificates, "HoursAlreadyPublished")
        .withArgs(ZONE, day);
      await expect(as(made.certificates, made.stranger).publishHours(ZONE, day + 1n, tree.root))
        .to.be.revertedWithCustomError(made.certificates, "AccessManagedUnauthorized")
        .withArgs(made.stranger.address);
    });

    it("are drawn with a proof, once a leaf, and from the same counter", async function () {
      await expect(drawHour(0))
        .to.be.revertedWithCustomError(made.certificates, "HourNotProven")
        .withArgs(ZONE, day, 0n);
      await finishDay();
      await publish();
      const certificate = idOf(1n, PHOTOVOLTAIC, day * 24n);
      await expect(drawHour(0))
        .to.emit(made.certificates, "CertificatesIssued")
        .withArgs(accountAt(0), made.owners[0].address, certificate, 500n);
      expect(await made.certificates.isHourDrawn(ZONE, day, 0n)).to.equal(true);
      await expect(drawHour(0))
        .to.be.revertedWithCustomError(made.certificates, "HourAlreadyDrawn")
        .withArgs(ZONE, day, 0n);
      await expect(drawHour(4), "the register says an hour too much, the market no Wh")
        .to.be.revertedWithCustomError(made.market, "SurplusTooSmall")
        .withArgs(accountAt(0), 500n, 400n);
      await expect(drawHour(1))
        .to.be.revertedWithCustomError(made.certificates, "CertificateOwnerOnly")
        .withArgs(accountAt(1), made.owners[0].address);
    });

    it("are refused of no hour, of another zone, and with another's proof", async function () {
      await finishDay();
      await publish();
      for (const position of [2, 3]) {
        await expect(drawHour(position))
          .to.be.revertedWithCustomError(made.certificates, "HourNotProven")
          .withArgs(ZONE, day, BigInt(position));
      }
      const forged = { index: 0n, account: accountAt(0), hour: 0n, wattHours: 501n };
      await expect(as(made.certificates, made.owners[0]).drawHour(ZONE, day, forged, tree.getProof(0)))
        .to.be.revertedWithCustomError(made.certificates, "HourNotProven")
        .withArgs(ZONE, day, 0n);
      expect(ZeroHash).to.not.equal(tree.root);
    });
  });

  it("carry no technology where the buyers hold the attribute", async function () {
    made = await street({ attribution: "buyer" });
    await settle(made, draftOf(made, [[900n], [300n], [-500n], [-500n], [-200n]]));
    const certificate = idOf(0n, 0n, monthOf(dayOf(made.firstInterval)));
    await as(made.certificates, made.owners[2]).draw(accountAt(2), 500n);
    expect(await made.certificates.balanceOf(made.owners[2], certificate)).to.equal(500n);
  });

  it("are swapped one to one from a retired predecessor by their holder", async function () {
    const certificate = idOf(0n, PHOTOVOLTAIC, monthOf(day));
    await draw(0, 600n);
    const heir = await new EnergyCertificates__factory(made.deployer).deploy(
      made.officers,
      made.market,
      made.certificates,
    );
    await as(made.certificates, made.council).retire(heir);
    await expect(draw(0, 1n)).to.be.revertedWithCustomError(made.certificates, "ContractRetired");
    await expect(as(heir, made.owners[0]).swap(certificate))
      .to.emit(heir, "CertificatesSwapped")
      .withArgs(made.owners[0].address, certificate, 600n);
    expect(await heir.balanceOf(made.owners[0], certificate)).to.equal(600n);
    expect(await made.certificates.balanceOf(made.owners[0], certificate)).to.equal(0n);
    await expect(as(heir, made.owners[0]).swap(certificate))
      .to.be.revertedWithCustomError(made.certificates, "CertificatesMissing")
      .withArgs(certificate);
    await expect(as(made.certificates, made.owners[0]).swap(certificate)).to.be.revertedWithCustomError(
      made.certificates,
      "PredecessorMissing",
    );
    await expect(as(heir, made.owners[0]).swap(1n << 64n)).to.be.revertedWithCustomError(
      heir,
      "SafeCastOverflowedUintDowncast",
    );
    expect(await heir.predecessor()).to.not.equal(ZeroAddress);
    expect(startOf(made.firstInterval)).to.be.greaterThan(0n);
  });
});
