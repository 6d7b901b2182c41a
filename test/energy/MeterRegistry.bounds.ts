import { expect } from "chai";
import { id, keccak256 } from "ethers";

import {
  digestOf,
  type Domain,
  encodeReadings,
  INTERVALS_PER_DAY,
  readingsTypedData,
  readingTypedData,
  startOf,
} from "../../sdk/index.js";
import {
  accountAt,
  BOND,
  type DeviceKey,
  deviceKey,
  draftOf,
  metersDomain,
  ownCopy,
  REASON,
  registration,
  settle,
  signReadings,
  type Street,
  street,
  ZONE,
} from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const DIGEST = id("something that a device signs");
const DAY = 86_400n;
const ROWS: readonly (readonly bigint[])[] = [[900n], [300n], [-500n], [-500n], [-400n]];

/** Each condition at the last value that it takes, and at the first that it does not. */
describe("MeterRegistry: bounds", function () {
  let made: Street;
  let domain: Domain;
  const plain = async (): Promise<Street> => street();
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(plain));
    domain = await metersDomain(made);
  });

  const office = () => as(made.meters, made.meterOffice);
  const now = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest());
  const rotate = async (device: bigint, old: DeviceKey, fresh: DeviceKey, deadline?: bigint) => {
    const { activeFrom } = await made.meters.deviceOf(device);
    const until = deadline ?? (await now()) + 3_600n;
    const message = { device, keyHash: fresh.hash, isSecp256k1: false, activeFrom, deadline: until };
    const digest = digestOf({
      domain,
      types: {
        RotateKey: [
          { name: "device", type: "uint32" },
          { name: "keyHash", type: "uint160" },
          { name: "isSecp256k1", type: "bool" },
          { name: "activeFrom", type: "uint32" },
          { name: "deadline", type: "uint40" },
        ],
      },
      primaryType: "RotateKey",
      message,
    });
    return as(made.meters, made.relayer).rotateKey(device, fresh.hash, false, until, old.sign(digest));
  };
  const commitment = (changes: object = {}) => ({
    zone: ZONE,
    firstInterval: made.firstInterval,
    intervals: 1n,
    places: 5n,
    gateway: 1n,
    ...changes,
  });
  const report = async (
    device: bigint,
    wattHours: bigint,
    key: DeviceKey,
    { interval = made.firstInterval, of = commitment(), readings = draftOf(made, ROWS).readings } = {},
  ) =>
    as(made.meters, made.stranger).reportContradiction(
      of,
      readings,
      device,
      interval,
      wattHours,
      key.sign(digestOf(readingTypedData(domain, { device, interval, wattHours }))),
    );

  describe("keys", function () {
    it("are rotated up to the deadline's second, and no later", async function () {
      const [old, fresh] = [deviceKey("meter 0"), deviceKey("fresh")];
      const deadline = (await now()) + 100n;
      await networkHelpers.time.setNextBlockTimestamp(deadline + 1n);
      await expect(rotate(1n, old, fresh, deadline))
        .to.be.revertedWithCustomError(made.meters, "DeadlineWrong")
        .withArgs(deadline, deadline + 1n + 90n * DAY);
      const last = (await now()) + 100n;
      await networkHelpers.time.setNextBlockTimestamp(last);
      await rotate(1n, old, fresh, last);
    });

    it("of before the one that was stopped are not believed again", async function () {
      const [first, second] = [deviceKey("meter 0"), deviceKey("second")];
      await rotate(1n, first, second);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      expect(await made.meters.verify(1n, DIGEST, second.sign(DIGEST))).to.equal(true);
      await office().stop(1n, REASON);
      await office().replaceKey(1n, deviceKey("third").hash, false);
      for (const key of [first, second]) {
        expect(await made.meters.verify(1n, DIGEST, key.sign(DIGEST))).to.equal(false);
      }
    });

    it("sign for their own days: none for one before its first", async function () {
      const [first, second, third] = [deviceKey("meter 2"), deviceKey("second"), deviceKey("third")];
      await settle(made, draftOf(made, ROWS));
      await rotate(3n, first, second);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + INTERVALS_PER_DAY) + 5n);
      await rotate(3n, second, third);
      await expect(report(3n, -490n, second))
        .to.be.revertedWithCustomError(made.meters, "ReadingSignatureInvalid")
        .withArgs(3n, made.firstInterval);
    });

    it("that were stopped have signed before", async function () {
      await settle(made, draftOf(made, ROWS));
      await office().stop(3n, REASON);
      await expect(report(3n, -490n, deviceKey("meter 2"))).to.emit(made.meters, "ContradictionReported");
    });
  });

  describe("places", function () {
    beforeEach(async function () {
      await as(made.meters, made.council).announceAgent(made.desk, 3n);
    });

    it("are given to known devices alone, and end once", async function () {
      const agent = as(made.meters, made.agent);
      await expect(agent.list(9n, 0n, 1n, 2n))
        .to.be.revertedWithCustomError(made.meters, "DeviceUnknown")
        .withArgs(9n);
      await office().register([registration(made.heir, 0n, "late")]);
      await agent.list(6n, 9n, 30_000n, 30_010n);
      await expect(agent.list(6n, 9n, 30_009n, 30_020n))
        .to.be.revertedWithCustomError(made.meters, "DeviceAlreadyListed")
        .withArgs(6n, 30_010n);
      await expect(agent.endListing(6n, 30_010n))
        .to.be.revertedWithCustomError(made.meters, "DeviceNotListed")
        .withArgs(6n);
      await expect(agent.endListing(6n, 30_009n))
        .to.emit(made.meters, "DeviceListed")
        .withArgs(6n, 9n, 30_000n, 30_009n);
      await agent.list(6n, 10n, 30_009n, 30_020n);
    });

    it("a list without a device's place, or of another zone, contradicts nothing of it", async function () {
      const readings = encodeReadings([[1n]]);
      const commit = async (zone: bigint) => {
        const statement = { zone, firstInterval: made.firstInterval, intervals: 1n, places: 1n, readings };
        const signature = made.gateway.sign(digestOf(readingsTypedData(domain, statement)));
        const hash = keccak256(readings);
        await as(made.meters, made.agent).commit(zone, made.firstInterval, 1n, 1n, hash, signature);
      };
      await office().assignGateway(9n, 1n);
      await commit(ZONE);
      await commit(9n);
      await expect(report(2n, 5n, deviceKey("meter 1"), { of: commitment({ places: 1n }), readings }))
        .to.be.revertedWithCustomError(made.meters, "ReadingNotListed")
        .withArgs(2n, made.firstInterval);
      await expect(
        report(1n, 5n, deviceKey("meter 0"), { of: commitment({ zone: 9n, places: 1n }), readings }),
      )
        .to.be.revertedWithCustomError(made.meters, "ReadingNotListed")
        .withArgs(1n, made.firstInterval);
      await report(1n, 5n, deviceKey("meter 0"), { of: commitment({ places: 1n }), readings });
    });

    it("estimated marks make room where days are settled and places have ended", async function () {
      const stopsOn = async (interval: bigint) => {
        const readings = encodeReadings([[1n]]);
        const statement = { zone: ZONE, firstInterval: interval, intervals: 1n, places: 1n, readings };
        const signature = made.gateway.sign(digestOf(readingsTypedData(domain, statement)));
        const agent = as(made.meters, made.agent);
        const stops = await agent.commit.staticCall(ZONE, interval, 1n, 1n, keccak256(readings), signature);
        await agent.commit(ZONE, interval, 1n, 1n, keccak256(readings), signature);
        return stops.map(({ place, firstInterval }) => [place, firstInterval]);
      };
      const begin = made.firstInterval;
      await networkHelpers.time.increaseTo(startOf(begin) + 5n);
      for (const device of [1n, 2n]) await office().stop(device, REASON);
      expect(await stopsOn(begin)).to.deep.equal([
        [0n, begin],
        [1n, begin],
      ]);
      // Of an interval before, none; of two marks the one that has ended makes room.
      expect(await stopsOn(begin - 1n)).to.deep.equal([]);
      await as(made.market, made.owners[0]).close(accountAt(0));
      const tomorrow = begin + INTERVALS_PER_DAY;
      await networkHelpers.time.increaseTo(startOf(tomorrow) + 5n);
      expect(await stopsOn(tomorrow)).to.deep.equal([[1n, begin]]);
      await office().stop(3n, REASON);
      expect(await stopsOn(tomorrow + 1n)).to.deep.equal([
        [2n, tomorrow],
        [1n, begin],
      ]);
      await office().replaceKey(2n, deviceKey("fresh").hash, false);
      expect(await stopsOn(tomorrow + INTERVALS_PER_DAY)).to.deep.equal([[2n, tomorrow]]);
      // A device without a place leaves no mark, also not in a place that it had.
      await office().register([registration(made.heir, 0n, "unlisted")]);
      await office().stop(6n, REASON);
      expect(await stopsOn(tomorrow + INTERVALS_PER_DAY + 1n)).to.deep.equal([[2n, tomorrow]]);
    });
  });

  describe("gateways", function () {
    const second = deviceKey("another gateway");
    const bonded = async (): Promise<void> => {
      await office().registerGateway(made.hall, second.hash, false);
      await as(made.token, made.hall).approve(made.meters, 2n * BOND);
      await as(made.meters, made.hall).addBond(2n, BOND);
    };

    it("need the whole bond, and change once the day before is settled", async function () {
      await office().registerGateway(made.hall, second.hash, false);
      await as(made.token, made.hall).approve(made.meters, 2n * BOND);
      await as(made.meters, made.hall).addBond(2n, BOND - 1n);
      await expect(office().assignGateway(ZONE, 2n))
        .to.be.revertedWithCustomError(made.meters, "BondTooSmall")
        .withArgs(2n, BOND - 1n, BOND);
      await as(made.meters, made.hall).addBond(2n, 1n);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      await office().assignGateway(ZONE, 2n);
      const day = made.firstInterval / INTERVALS_PER_DAY;
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + INTERVALS_PER_DAY) + 5n);
      await expect(office().assignGateway(ZONE, 1n))
        .to.be.revertedWithCustomError(made.meters, "AssignmentWaits")
        .withArgs(ZONE, day + 1n);
      const idle = ROWS.map(() => Array<bigint>(96).fill(0n));
      const draft = draftOf(made, idle);
      const wrong = await signReadings(made, draft, second);
      await expect(settle(made, draft, { signature: wrong }))
        .to.be.revertedWithCustomError(made.meters, "GatewaySignatureInvalid")
        .withArgs(ZONE, 1n);
      await settle(made, draft);
      await expect(office().assignGateway(ZONE, 1n))
        .to.emit(made.meters, "GatewayAssigned")
        .withArgs(ZONE, 1n, day + 2n);
    });

    it("that are stopped are replaced on each of their days alone", async function () {
      await bonded();
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      await office().assignGateway(ZONE, 2n);
      const day = made.firstInterval / INTERVALS_PER_DAY;
      await office().stopGateway(1n);
      const third = deviceKey("a third gateway");
      await office().registerGateway(made.utility, third.hash, false);
      await as(made.token, made.utility).approve(made.meters, BOND);
      await as(made.meters, made.utility).addBond(3n, BOND);
      await expect(office().assignGateway(ZONE, 3n))
        .to.emit(made.meters, "GatewayAssigned")
        .withArgs(ZONE, 3n, day);
      expect(await made.meters.gatewaysOf(ZONE)).to.deep.equal([3n, 2n, day + 1n]);
    });

    it("keep a release that comes after the case, and get none by a case", async function () {
      await settle(made, draftOf(made, ROWS));
      await report(3n, -490n, deviceKey("meter 2"));
      expect((await made.meters.gatewayOf(1n)).releasedAt).to.equal(0n);
      await as(made.meters, made.hall).giveBondNotice(1n);
      const { releasedAt } = await made.meters.gatewayOf(1n);
      await report(5n, -390n, deviceKey("meter 4"));
      expect((await made.meters.gatewayOf(1n)).releasedAt).to.equal(releasedAt);
      // A case that is due in the very second of the release moves it.
      await networkHelpers.time.setNextBlockTimestamp(releasedAt - 3n * DAY);
      await report(4n, -390n, deviceKey("meter 3"));
      expect((await made.meters.gatewayOf(1n)).releasedAt).to.equal(releasedAt + 1n);
      const slash = async (device: bigint, committed: bigint) =>
        as(made.meters, made.relayer).slash(1n, device, made.firstInterval, committed);
      await slash(3n, -500n);
      expect((await made.meters.gatewayOf(1n)).bond).to.equal(0n);
      // The second case finds nothing left, and stops nothing.
      await expect(slash(5n, -400n))
        .to.emit(made.meters, "GatewaySlashed")
        .withArgs(1n, made.stranger.address, 0n);
    });

    it("answer for a device that is stopped already", async function () {
      await settle(made, draftOf(made, ROWS));
      await report(3n, -490n, deviceKey("meter 2"));
      await office().stop(3n, REASON);
      const reading = { device: 3n, interval: made.firstInterval, wattHours: -500n };
      const signature = deviceKey("meter 2").sign(digestOf(readingTypedData(domain, reading)));
      await expect(
        as(made.meters, made.hall).answerContradiction(1n, 3n, made.firstInterval, -500n, signature),
      )
        .to.emit(made.meters, "ContradictionAnswered")
        .withArgs(1n, 3n, made.firstInterval)
        .and.not.to.emit(made.meters, "DeviceStopped");
    });
  });
});
