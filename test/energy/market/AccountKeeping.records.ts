import { expect } from "chai";
import type { AddressLike } from "ethers";

import { dayOf, INTERVALS_PER_DAY, startOf } from "../../../sdk/index.js";
import {
  accountAt,
  ATTRIBUTION,
  deployMarket,
  deployMeters,
  draftOf,
  ownCopy,
  POLICY,
  settle,
  type Street,
  street,
  TARIFF,
  ZONE,
} from "../../support/energy/market.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as, tokens } from "../../support/payments.js";

const DAY = 86_400n;
const RETAIL = 300n;

const ofSellers = () => street();
const ofBuyers = () => street({ attribution: "buyer" });

/** What the market answers the certificates when they draw one Wh of the first household's. */
async function drawn({ market, certificates }: Street) {
  const call = market.connect(ethers.provider).drawCertificates;
  const [owner, technology, day] = await call.staticCall(accountAt(0), 1n, {
    from: await certificates.getAddress(),
  });
  return { owner, technology, day };
}

/**
 * The fourth household owes so much and has closed; its days can no longer be corrected, and the market has a successor,
 * with the registers of both.
 */
async function movedOn(wattHours: bigint) {
  const made = await street();
  const { deployer, officers, token, slashReceiver, council, market } = made;
  await settle(made, draftOf(made, [[0n], [0n], [0n], [-wattHours], [0n]]));
  await as(market, made.owners[3]).close(accountAt(3));
  const meters = await deployMeters(deployer, officers, token, slashReceiver, made.meters);
  const heir = await deployMarket(deployer, officers, token, meters, market);
  await as(meters, council).announceAgent(heir, 3n);
  const rest = made.owners.map(() => Array<bigint>(95).fill(0n));
  await settle(made, draftOf(made, rest, made.firstInterval + 1n));
  await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 8n * DAY + 1n);
  const setup = {
    policy: POLICY.mid,
    attribution: ATTRIBUTION.seller,
    hasPriority: false,
    utility: made.utility,
    utilityReserve: tokens(10),
    payees: [made.feeder, made.substation, made.hall] as [AddressLike, AddressLike, AddressLike],
  };
  const fromDay = BigInt(await networkHelpers.time.latest()) / DAY + 1n;
  await as(heir, made.head).openZone(ZONE, setup, { ...TARIFF, fromDay });
  await as(made.meters, council).retire(meters);
  await meters.takeOver(4n);
  await as(market, council).retire(heir);
  await as(token, made.agent).mint(made.owners[3], 10_000n);
  await as(token, made.owners[3]).approve(heir, 10_000n);
  const older = await market.accountOf(accountAt(3));
  return { made, heir, older, household: as(heir, made.owners[3]) };
}

const indebted = () => movedOn((tokens(50) + 2_000n) / RETAIL);
const solvent = () => movedOn(1n);

describe("AccountKeeping: records", function () {
  describe("what certificates draw", function () {
    it("is of the meter's class, and of the last settled day", async function () {
      const made = ownCopy(await networkHelpers.loadFixture(ofSellers));
      const rows = made.owners.map((_, place) => Array<bigint>(96).fill(place === 0 ? 900n : 0n));
      await settle(made, draftOf(made, rows));
      expect(await drawn(made)).to.deep.equal({
        owner: made.owners[0].address,
        technology: 1n,
        day: dayOf(made.firstInterval),
      });
      // The next interval of the day after is the last settled one's day, too.
      await settle(
        made,
        draftOf(made, [[900n], [0n], [0n], [0n], [0n]], made.firstInterval + INTERVALS_PER_DAY),
      );
      expect((await drawn(made)).day).to.equal(dayOf(made.firstInterval) + 1n);
    });

    it("is of no class where the attribute goes to the buyer", async function () {
      const made = ownCopy(await networkHelpers.loadFixture(ofBuyers));
      await settle(made, draftOf(made, [[900n], [0n], [0n], [0n], [0n]]));
      expect((await drawn(made)).technology).to.equal(0n);
    });

    it("is refused to whoever is no agent", async function () {
      const { market, stranger } = await networkHelpers.loadFixture(ofSellers);
      await expect(as(market, stranger).drawCertificates(accountAt(0), 1n))
        .to.be.revertedWithCustomError(market, "AgentUnauthorized")
        .withArgs(stranger.address, 1n);
    });
  });

  it("tell nothing of an account that is none", async function () {
    const { market } = await networkHelpers.loadFixture(ofSellers);
    await expect(market.fundsOf(accountAt(9)))
      .to.be.revertedWithCustomError(market, "AccountUnknown")
      .withArgs(accountAt(9));
  });

  describe("in a successor", function () {
    it("a debt comes along, and is repaid first", async function () {
      const { heir, older, household } = await networkHelpers.loadFixture(indebted);
      expect(older.owed).to.be.greaterThan(0n);
      await household.takeOver(accountAt(3), 1n);
      expect((await heir.accountOf(accountAt(0))).owed).to.equal(older.owed);
      await expect(household.deposit(accountAt(0), older.owed + 7n))
        .to.emit(heir, "DebtRepaid")
        .withArgs(accountAt(0), older.owed, 0n);
      expect((await heir.accountOf(accountAt(0))).balance).to.equal(7n);
    });

    it("who owed nothing owes nothing", async function () {
      const { heir, older, household } = await networkHelpers.loadFixture(solvent);
      await household.takeOver(accountAt(3), 1n);
      await expect(household.deposit(accountAt(0), 7n)).to.not.emit(heir, "DebtRepaid");
      expect((await heir.accountOf(accountAt(0))).balance).to.equal(older.balance + 7n);
    });

    it("that has retired itself nothing arrives", async function () {
      const { made, heir, household } = await networkHelpers.loadFixture(solvent);
      const { deployer, officers, token, council } = made;
      const next = await deployMarket(deployer, officers, token, await heir.meters(), heir);
      await as(heir, council).retire(next);
      await expect(household.takeOver(accountAt(3), 1n)).to.be.revertedWithCustomError(
        heir,
        "ContractRetired",
      );
    });
  });
});
