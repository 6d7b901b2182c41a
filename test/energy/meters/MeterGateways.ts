import { expect } from "chai";

import { digestOf, INTERVALS_PER_DAY, readingTypedData, rotateKeyTypedData } from "../../../sdk/index.js";
import {
  BOND,
  type DeviceKey,
  deviceKey,
  draftOf,
  emptyStreet,
  metersDomain,
  settle,
  type Street,
  street,
  ZONE,
} from "../../support/energy/market.js";
import { expectOfficesAlone } from "../../support/energy/officesAlone.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const DAY = 86_400n;
const WATT_HOURS = [900n, 300n, -500n, -500n, -400n];

const nothing = () => emptyStreet();

/** A street whose first day is settled at once: five households, each with the same reading all day. */
async function daySettled(): Promise<Street> {
  const made = await street();
  await settle(made, dayOf(made));
  return made;
}

const dayOf = (made: Street) =>
  draftOf(
    made,
    WATT_HOURS.map((wattHours) => Array<bigint>(96).fill(wattHours)),
  );

/** Intervals without energy. */
const idle = (made: Street, firstInterval: bigint, intervals: number) =>
  draftOf(
    made,
    WATT_HOURS.map(() => Array<bigint>(intervals).fill(0n)),
    firstInterval,
  );

/** What the key of a device signs for a reading of the first day. */
async function readingSigned(
  made: Street,
  device: bigint,
  wattHours: bigint,
  key: DeviceKey,
): Promise<string> {
  const domain = await metersDomain(made);
  return key.sign(digestOf(readingTypedData(domain, { device, interval: made.firstInterval, wattHours })));
}

/** Reports that the third device has signed 490 Wh, where the list says 500. */
async function report(made: Street, reporter = made.stranger) {
  const { firstInterval } = made;
  return as(made.meters, reporter).reportContradiction(
    { zone: ZONE, firstInterval, intervals: 96n, places: 5n, gateway: 1n },
    dayOf(made).readings,
    3n,
    firstInterval,
    -490n,
    await readingSigned(made, 3n, -490n, deviceKey("meter 2")),
  );
}

async function rotate(made: Street, device: bigint, old: DeviceKey, fresh: DeviceKey) {
  const { activeFrom } = await made.meters.deviceOf(device);
  const deadline = BigInt(await networkHelpers.time.latest()) + 600n;
  const rotation = { device, keyHash: fresh.hash, isSecp256k1: false, activeFrom, deadline };
  const signature = old.sign(digestOf(rotateKeyTypedData(await metersDomain(made), rotation)));
  return as(made.meters, made.relayer).rotateKey(device, fresh.hash, false, deadline, signature);
}

const answer = async (made: Street) =>
  as(made.meters, made.hall).answerContradiction(
    1n,
    3n,
    made.firstInterval,
    -500n,
    await readingSigned(made, 3n, -500n, deviceKey("meter 2")),
  );

const caseOf = async (made: Street) => made.meters.caseOf(1n, 3n, made.firstInterval, -500n);

describe("MeterGateways", function () {
  it("takes gateways, their zones and their ends from the office of meters alone", async function () {
    const { meters, stranger } = await networkHelpers.loadFixture(nothing);
    await expectOfficesAlone(meters, stranger, {
      registerGateway: [stranger.address, 1n, false],
      assignGateway: [ZONE, 1n],
      stopGateway: [1n],
    });
  });

  describe("attacks", function () {
    it("settling on in single intervals does not bury the list of a day that the gateway invented", async function () {
      const made = await networkHelpers.loadFixture(daySettled);
      for (let day = 1n; day < 7n; day += 1n) {
        await settle(made, idle(made, made.firstInterval + day * INTERVALS_PER_DAY, 96));
      }
      await settle(made, idle(made, made.firstInterval + 7n * INTERVALS_PER_DAY, 1));
      await expect(report(made)).to.emit(made.meters, "ContradictionReported");
    });

    it("a household that rotates its key away does not keep an honest gateway from its answer", async function () {
      const made = await networkHelpers.loadFixture(daySettled);
      await report(made);
      const [old, second, third] = ["meter 2", "second", "third"].map((name) => deviceKey(name));
      await rotate(made, 3n, old, second);
      const tomorrow = (BigInt(await networkHelpers.time.latest()) / DAY + 1n) * DAY;
      await networkHelpers.time.increaseTo(tomorrow);
      await rotate(made, 3n, second, third);
      await expect(answer(made))
        .to.emit(made.meters, "ContradictionAnswered")
        .withArgs(1n, 3n, made.firstInterval);
      expect((await made.meters.deviceOf(3n)).isStopped).to.equal(true);
      expect((await made.meters.gatewayOf(1n)).bond).to.equal(BOND);
    });

    it("an answered case does not come again", async function () {
      const made = await networkHelpers.loadFixture(daySettled);
      await report(made);
      await answer(made);
      const caseId = await caseOf(made);
      expect(await made.meters.caseDueAt(caseId)).to.equal(0n);
      await expect(report(made))
        .to.be.revertedWithCustomError(made.meters, "CaseAlreadyOpen")
        .withArgs(caseId);
    });

    it("a bond is not taken twice for one case", async function () {
      const made = await networkHelpers.loadFixture(daySettled);
      await report(made);
      const caseId = await caseOf(made);
      await networkHelpers.time.increase(3n * DAY + 1n);
      await as(made.meters, made.relayer).slash(1n, 3n, made.firstInterval, -500n);
      await expect(report(made, made.heir))
        .to.be.revertedWithCustomError(made.meters, "CaseAlreadyOpen")
        .withArgs(caseId);
    });

    it("a gateway does not leave with its bond right after a list", async function () {
      const made = await networkHelpers.loadFixture(daySettled);
      const hall = as(made.meters, made.hall);
      const notice = BigInt(await networkHelpers.time.latest()) + 10n;
      await networkHelpers.time.setNextBlockTimestamp(notice);
      await hall.giveBondNotice(1n);
      const list = (position: bigint) => idle(made, made.firstInterval + INTERVALS_PER_DAY + position, 1);
      // A list is contradicted for eight days: of six days on, the notice of fourteen covers it, to the second.
      await networkHelpers.time.increaseTo(notice + 5n * DAY);
      await networkHelpers.time.setNextBlockTimestamp(notice + 6n * DAY);
      await expect(settle(made, list(0n))).to.not.emit(made.meters, "BondNoticeGiven");
      await networkHelpers.time.setNextBlockTimestamp(notice + 6n * DAY + 1n);
      const until = notice + 14n * DAY + 1n;
      await expect(settle(made, list(1n)))
        .to.emit(made.meters, "BondNoticeGiven")
        .withArgs(1n, until);
      await networkHelpers.time.setNextBlockTimestamp(until - 1n);
      await expect(hall.releaseBond(1n))
        .to.be.revertedWithCustomError(made.meters, "BondHeld")
        .withArgs(1n, until);
      await networkHelpers.time.setNextBlockTimestamp(until);
      await expect(hall.releaseBond(1n))
        .to.emit(made.meters, "BondReleased")
        .withArgs(1n, made.hall.address, BOND);
    });
  });
});
