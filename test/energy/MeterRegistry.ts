import { expect } from "chai";
import { id, ZeroAddress } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { digestOf, type Domain, INTERVALS_PER_DAY, readingTypedData, startOf } from "../../sdk/index.js";
import {
  IMeterDevices__factory,
  IMeterGateways__factory,
  ISignedActs__factory,
  ISuccession__factory,
} from "../../typechain-types/index.js";
import {
  addressKey,
  BOND,
  DEVICE_CLASS,
  type DeviceKey,
  deviceKey,
  deployMeters,
  draftOf,
  ownCopy,
  emptyStreet,
  fieldsOf,
  LAST_DAY,
  metersDomain,
  REASON,
  registration,
  settle,
  signReadings,
  type Street,
  street,
  ZONE,
} from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";

const DIGEST = id("something that a device signs");
const DAYS_14 = 14n * 86_400n;
const DAYS_3 = 3n * 86_400n;
const DAYS_90 = 90n * 86_400n;

describe("MeterRegistry", function () {
  let made: Street;
  let domain: Domain;
  const bare = async (): Promise<Street> => emptyStreet();
  const plain = async (): Promise<Street> => street();
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(bare));
    domain = await metersDomain(made);
  });

  const office = () => as(made.meters, made.meterOffice);
  const now = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest());
  const tomorrow = async (): Promise<bigint> => ((await now()) / 86_400n + 1n) * INTERVALS_PER_DAY;
  const meter = registration;

  it("publishes its token, its rights, its periods and its interfaces", async function () {
    const { meters, token, slashReceiver } = made;
    expect(await meters.token()).to.equal(await token.getAddress());
    expect(await meters.slashReceiver()).to.equal(slashReceiver.address);
    expect([await meters.LIST(), await meters.COMMIT(), await meters.RING()]).to.deep.equal([1n, 2n, 768n]);
    expect([await meters.BOND_NOTICE(), await meters.ANSWER_PERIOD()]).to.deep.equal([DAYS_14, DAYS_3]);
    expect(await meters.MINIMUM_BOND()).to.equal(BOND);
    expect(await meters.MAXIMUM_DEADLINE()).to.equal(DAYS_90);
    const whole = interfaceId([...IMeterDevices__factory.abi, ...IMeterGateways__factory.abi]);
    for (const known of [
      whole,
      interfaceId(ISuccession__factory.abi),
      interfaceId(ISignedActs__factory.abi),
      "0x01ffc9a7",
    ]) {
      expect(await meters.supportsInterface(known), known).to.equal(true);
    }
    expect(await meters.supportsInterface("0xffffffff")).to.equal(false);
  });

  describe("devices", function () {
    it("are registered in batches, each with its two words", async function () {
      const entries = [
        meter(made.citizen, DEVICE_CLASS.photovoltaic, "a roof"),
        {
          ...meter(made.heir, DEVICE_CLASS.battery, "a cellar"),
          keyHash: addressKey("a cellar").hash,
          isSecp256k1: true,
        },
      ];
      await expect(office().register(entries))
        .to.emit(made.meters, "DeviceRegistered")
        .withArgs(1n, ZONE, made.citizen.address, DEVICE_CLASS.photovoltaic, entries[0].keyHash)
        .and.to.emit(made.meters, "DeviceRegistered")
        .withArgs(2n, ZONE, made.heir.address, DEVICE_CLASS.battery, entries[1].keyHash);
      expect(await made.meters.deviceCount()).to.equal(2n);
      const device = await made.meters.deviceOf(2n);
      expect(fieldsOf(device)).to.deep.equal({
        keyHash: entries[1].keyHash,
        isSecp256k1: true,
        isStopped: false,
        zone: ZONE,
        class: DEVICE_CLASS.battery,
        gateway: 1n,
        activeFrom: (await now()) / 900n,
        stoppedFrom: 0n,
        owner: made.heir.address,
        calibratedUntil: LAST_DAY,
        place: 0n,
        listedFrom: 0n,
        listedUntil: 0n,
      });
      expect(await made.meters.ownerOf(1n)).to.equal(made.citizen.address);
      expect(await made.meters.ownerOf(3n)).to.equal(ZeroAddress);
      await expect(made.meters.deviceOf(3n))
        .to.be.revertedWithCustomError(made.meters, "DeviceUnknown")
        .withArgs(3n);
    });

    it("need a key, an owner and a zone", async function () {
      const whole = meter(made.citizen, 0n, "a meter");
      for (const wrong of [{ keyHash: 0n }, { owner: ZeroAddress }, { zone: 0n }]) {
        await expect(office().register([whole, { ...whole, ...wrong }]))
          .to.be.revertedWithCustomError(made.meters, "DeviceIncomplete")
          .withArgs(1n);
      }
    });

    it("sign with P-256 or secp256k1, and nothing else counts", async function () {
      const keys: DeviceKey[] = [deviceKey("a meter"), addressKey("a meter")];
      await office().register([
        meter(made.citizen, 0n, "a meter"),
        { ...meter(made.citizen, 0n, ""), keyHash: keys[1].hash, isSecp256k1: true },
      ]);
      for (const [position, key] of keys.entries()) {
        const signature = key.sign(DIGEST);
        expect(await made.meters.verify(BigInt(position + 1), DIGEST, signature)).to.equal(true);
        expect(await made.meters.verify(BigInt(position + 1), REASON, signature)).to.equal(false);
        expect(await made.meters.verify(BigInt(2 - position), DIGEST, signature)).to.equal(false);
        expect(await made.meters.verify(9n, DIGEST, signature)).to.equal(false);
        expect(await made.meters.verify(BigInt(position + 1), DIGEST, `${signature}00`)).to.equal(false);
      }
      const other = deviceKey("another meter").sign(DIGEST);
      expect(await made.meters.verify(1n, DIGEST, other)).to.equal(false);
    });

    it("are calibrated by the office", async function () {
      await office().register([meter(made.citizen, 0n, "a meter")]);
      await expect(office().setCalibration(1n, 50_000n, REASON))
        .to.emit(made.meters, "DeviceCalibrated")
        .withArgs(1n, 50_000n, REASON);
      expect((await made.meters.deviceOf(1n)).calibratedUntil).to.equal(50_000n);
      await expect(office().setCalibration(2n, 1n, REASON))
        .to.be.revertedWithCustomError(made.meters, "DeviceUnknown")
        .withArgs(2n);
    });

    it("are stopped at once, and go on with a new key from 00:00 UTC", async function () {
      await office().register([meter(made.citizen, 0n, "a meter")]);
      const stolen = deviceKey("a meter").sign(DIGEST);
      const fresh = deviceKey("a new meter");
      await expect(office().replaceKey(1n, fresh.hash, false))
        .to.be.revertedWithCustomError(made.meters, "DeviceNotStopped")
        .withArgs(1n);
      await expect(office().stop(1n, REASON))
        .to.emit(made.meters, "DeviceStopped")
        .withArgs(1n, (await now()) / 900n, REASON);
      expect(await made.meters.verify(1n, DIGEST, stolen)).to.equal(false);
      await expect(office().stop(1n, REASON))
        .to.be.revertedWithCustomError(made.meters, "DeviceIsStopped")
        .withArgs(1n);
      await expect(office().replaceKey(1n, 0n, false))
        .to.be.revertedWithCustomError(made.meters, "DeviceIncomplete")
        .withArgs(0n);
      const activeFrom = await tomorrow();
      await expect(office().replaceKey(1n, fresh.hash, false))
        .to.emit(made.meters, "DeviceKeyChanged")
        .withArgs(1n, fresh.hash, activeFrom);
      expect(await made.meters.verify(1n, DIGEST, fresh.sign(DIGEST))).to.equal(false);
      await networkHelpers.time.increaseTo(startOf(activeFrom));
      expect(await made.meters.verify(1n, DIGEST, fresh.sign(DIGEST))).to.equal(true);
      expect(await made.meters.verify(1n, DIGEST, stolen)).to.equal(false);
    });

    it("rotate their key with the old one, which counts until 00:00 UTC", async function () {
      await office().register([meter(made.citizen, 0n, "a meter")]);
      const [old, fresh] = [deviceKey("a meter"), addressKey("a new meter")];
      const { activeFrom } = await made.meters.deviceOf(1n);
      const deadline = (await now()) + 3_600n;
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
        message: { device: 1n, keyHash: fresh.hash, isSecp256k1: true, activeFrom, deadline },
      });
      const rotate = async (signature: string, hash = fresh.hash, until = deadline) =>
        as(made.meters, made.relayer).rotateKey(1n, hash, true, until, signature);
      await expect(rotate(fresh.sign(digest)))
        .to.be.revertedWithCustomError(made.meters, "DeviceSignatureInvalid")
        .withArgs(1n);
      await expect(rotate(old.sign(digest), 0n))
        .to.be.revertedWithCustomError(made.meters, "DeviceIncomplete")
        .withArgs(0n);
      const late = (await now()) + 1n;
      await networkHelpers.time.setNextBlockTimestamp(late);
      await expect(rotate(old.sign(digest), fresh.hash, late + DAYS_90 + 1n))
        .to.be.revertedWithCustomError(made.meters, "DeadlineWrong")
        .withArgs(late + DAYS_90 + 1n, late + DAYS_90);
      const begins = await tomorrow();
      await expect(rotate(old.sign(digest)))
        .to.emit(made.meters, "DeviceKeyChanged")
        .withArgs(1n, fresh.hash, begins);
      expect(await made.meters.verify(1n, DIGEST, old.sign(DIGEST))).to.equal(true);
      expect(await made.meters.verify(1n, DIGEST, fresh.sign(DIGEST))).to.equal(false);
      await expect(rotate(old.sign(digest)))
        .to.be.revertedWithCustomError(made.meters, "DeviceKeyWaits")
        .withArgs(1n, begins);
      await networkHelpers.time.increaseTo(startOf(begins));
      expect(await made.meters.verify(1n, DIGEST, old.sign(DIGEST))).to.equal(false);
      expect(await made.meters.verify(1n, DIGEST, fresh.sign(DIGEST))).to.equal(true);
      await office().stop(1n, REASON);
      await expect(rotate(old.sign(digest), fresh.hash, (await now()) + 10n))
        .to.be.revertedWithCustomError(made.meters, "DeviceIsStopped")
        .withArgs(1n);
    });

    it("go on with the household, by its owner's call or signature", async function () {
      await office().register([meter(made.citizen, 0n, "a meter")]);
      await expect(as(made.meters, made.stranger).transferDevice(1n, made.heir))
        .to.be.revertedWithCustomError(made.meters, "DeviceOwnerOnly")
        .withArgs(1n, made.stranger.address, made.citizen.address);
      await expect(as(made.meters, made.citizen).transferDevice(1n, ZeroAddress))
        .to.be.revertedWithCustomError(made.meters, "DeviceReceiverMissing")
        .withArgs(1n);
      await expect(as(made.meters, made.citizen).transferDevice(1n, made.heir))
        .to.emit(made.meters, "DeviceTransferred")
        .withArgs(1n, made.citizen.address, made.heir.address);
      const deadline = (await now()) + 3_600n;
      const types = {
        TransferDevice: [
          { name: "device", type: "uint32" },
          { name: "from", type: "address" },
          { name: "to", type: "address" },
          { name: "deadline", type: "uint40" },
        ],
      };
      const message = { device: 1n, from: made.heir.address, to: made.citizen.address, deadline };
      const signature = await made.heir.signTypedData(domain, types, message);
      const hand = async () =>
        as(made.meters, made.relayer).transferBySignature(1n, made.citizen, deadline, signature);
      await expect(hand())
        .to.emit(made.meters, "DeviceTransferred")
        .withArgs(1n, made.heir.address, made.citizen.address);
      await expect(hand())
        .to.be.revertedWithCustomError(made.meters, "SignatureInvalid")
        .withArgs(made.citizen.address);
    });

    it("get places from the market alone", async function () {
      const stranger = as(made.meters, made.stranger);
      for (const act of [
        async () => stranger.list(1n, 0n, 1n, 2n),
        async () => stranger.endListing(1n, 2n),
      ]) {
        await expect(act())
          .to.be.revertedWithCustomError(made.meters, "AgentUnauthorized")
          .withArgs(made.stranger.address, 1n);
      }
      await expect(stranger.commit(ZONE, 1n, 1n, 1n, REASON, "0x"))
        .to.be.revertedWithCustomError(made.meters, "AgentUnauthorized")
        .withArgs(made.stranger.address, 2n);
    });
  });

  describe("gateways", function () {
    it("are registered with an owner and a key", async function () {
      const key = deviceKey("another gateway");
      await expect(office().registerGateway(made.heir, key.hash, false))
        .to.emit(made.meters, "GatewayRegistered")
        .withArgs(2n, made.heir.address, key.hash);
      expect(fieldsOf(await made.meters.gatewayOf(2n))).to.deep.equal({
        keyHash: key.hash,
        isSecp256k1: false,
        isStopped: false,
        owner: made.heir.address,
        bond: 0n,
        releasedAt: 0n,
      });
      for (const [owner, hash] of [
        [ZeroAddress, key.hash],
        [made.heir.address, 0n],
      ] as const) {
        await expect(office().registerGateway(owner, hash, false)).to.be.revertedWithCustomError(
          made.meters,
          "GatewayIncomplete",
        );
      }
      expect(await made.meters.gatewayCount()).to.equal(2n);
    });

    it("stand for their word with a bond before they sign for a zone", async function () {
      await office().registerGateway(made.heir, deviceKey("another gateway").hash, false);
      await expect(office().assignGateway(ZONE, 2n))
        .to.be.revertedWithCustomError(made.meters, "BondTooSmall")
        .withArgs(2n, 0n, BOND);
      await expect(office().assignGateway(ZONE, 3n))
        .to.be.revertedWithCustomError(made.meters, "GatewayUnknown")
        .withArgs(3n);
      await as(made.token, made.hall).approve(made.meters, 2n * BOND);
      await expect(as(made.meters, made.hall).addBond(3n, 1n))
        .to.be.revertedWithCustomError(made.meters, "GatewayUnknown")
        .withArgs(3n);
      await expect(as(made.meters, made.hall).addBond(2n, BOND))
        .to.emit(made.meters, "BondAdded")
        .withArgs(2n, BOND);
      const day = (await now()) / 86_400n;
      await expect(office().assignGateway(ZONE, 2n))
        .to.emit(made.meters, "GatewayAssigned")
        .withArgs(ZONE, 2n, day + 1n);
      expect(await made.meters.gatewaysOf(ZONE)).to.deep.equal([1n, 2n, day + 1n]);
      expect(await made.meters.gatewayOn(ZONE, day)).to.equal(1n);
      expect(await made.meters.gatewayOn(ZONE, day + 1n)).to.equal(2n);
      await expect(office().assignGateway(ZONE, 1n))
        .to.be.revertedWithCustomError(made.meters, "AssignmentWaits")
        .withArgs(ZONE, day + 1n);
    });

    it("get their bond back after their notice, and sign nothing from then on", async function () {
      await expect(as(made.meters, made.stranger).giveBondNotice(1n))
        .to.be.revertedWithCustomError(made.meters, "GatewayOwnerOnly")
        .withArgs(1n, made.stranger.address);
      await expect(as(made.meters, made.hall).releaseBond(1n))
        .to.be.revertedWithCustomError(made.meters, "BondHeld")
        .withArgs(1n, 0n);
      const time = (await now()) + 10n;
      await networkHelpers.time.setNextBlockTimestamp(time);
      await expect(as(made.meters, made.hall).giveBondNotice(1n))
        .to.emit(made.meters, "BondNoticeGiven")
        .withArgs(1n, time + DAYS_14);
      await expect(office().assignGateway(9n, 1n))
        .to.be.revertedWithCustomError(made.meters, "BondTooSmall")
        .withArgs(1n, BOND, BOND);
      await networkHelpers.time.setNextBlockTimestamp(time + DAYS_14 - 1n);
      await expect(as(made.meters, made.hall).releaseBond(1n))
        .to.be.revertedWithCustomError(made.meters, "BondHeld")
        .withArgs(1n, time + DAYS_14);
      await expect(as(made.meters, made.stranger).releaseBond(1n))
        .to.be.revertedWithCustomError(made.meters, "GatewayOwnerOnly")
        .withArgs(1n, made.stranger.address);
      await networkHelpers.time.setNextBlockTimestamp(time + DAYS_14);
      await expect(as(made.meters, made.hall).releaseBond(1n))
        .to.emit(made.meters, "BondReleased")
        .withArgs(1n, made.hall.address, BOND)
        .and.to.emit(made.meters, "GatewayStopped")
        .withArgs(1n);
      expect(await made.token.balanceOf(made.meters)).to.equal(0n);
      await expect(office().assignGateway(ZONE, 1n))
        .to.be.revertedWithCustomError(made.meters, "GatewayIsStopped")
        .withArgs(1n);
    });

    it("are replaced at once where the one in force is stopped", async function () {
      made = ownCopy(await networkHelpers.loadFixture(plain));
      await as(made.meters, made.meterOffice).stopGateway(1n);
      const draft = draftOf(made, [[900n], [300n], [-500n], [-500n], [-400n]]);
      await expect(settle(made, draft))
        .to.be.revertedWithCustomError(made.meters, "GatewayIsStopped")
        .withArgs(1n);
      const fresh = deviceKey("another gateway");
      await as(made.meters, made.meterOffice).registerGateway(made.hall, fresh.hash, false);
      await as(made.token, made.hall).approve(made.meters, BOND);
      await as(made.meters, made.hall).addBond(2n, BOND);
      await as(made.meters, made.meterOffice).assignGateway(ZONE, 2n);
      await settle(made, draft, { signature: await signReadings(made, draft, fresh) });
      await expect(as(made.meters, made.meterOffice).stopGateway(3n))
        .to.be.revertedWithCustomError(made.meters, "GatewayUnknown")
        .withArgs(3n);
    });
  });

  describe("a list that contradicts a device", function () {
    const ROWS = [[900n], [300n], [-500n], [null], [-400n]];
    const TWO = "meter 2";
    const settled = async (): Promise<Street> => {
      const fresh = await street();
      await settle(fresh, draftOf(fresh, ROWS));
      return fresh;
    };
    beforeEach(async function () {
      made = ownCopy(await networkHelpers.loadFixture(settled));
      domain = await metersDomain(made);
    });
    const commitment = (changes: object = {}) => ({
      zone: ZONE,
      firstInterval: made.firstInterval,
      intervals: 1n,
      places: 5n,
      gateway: 1n,
      ...changes,
    });
    const sign = (device: bigint, wattHours: bigint, name: string, interval = made.firstInterval): string =>
      deviceKey(name).sign(digestOf(readingTypedData(domain, { device, interval, wattHours })));
    const report = async (
      device = 3n,
      wattHours = -490n,
      { name = TWO, interval = made.firstInterval, of = commitment() } = {},
    ) =>
      as(made.meters, made.stranger).reportContradiction(
        of,
        draftOf(made, ROWS).readings,
        device,
        interval,
        wattHours,
        sign(device, wattHours, name, interval),
      );
    const caseId = async () => made.meters.caseOf(1n, 3n, made.firstInterval, -500n);

    it("opens a case, and costs the gateway its bond where it has no answer", async function () {
      const time = (await now()) + 10n;
      await networkHelpers.time.setNextBlockTimestamp(time);
      await expect(report())
        .to.emit(made.meters, "ContradictionReported")
        .withArgs(1n, 3n, made.firstInterval, -500n, -490n, time + DAYS_3);
      expect(await made.meters.caseDueAt(await caseId())).to.equal(time + DAYS_3);
      await expect(report())
        .to.be.revertedWithCustomError(made.meters, "CaseAlreadyOpen")
        .withArgs(await caseId());
      const slash = async () => as(made.meters, made.relayer).slash(1n, 3n, made.firstInterval, -500n);
      await networkHelpers.time.setNextBlockTimestamp(time + DAYS_3);
      await expect(slash())
        .to.be.revertedWithCustomError(made.meters, "CaseNotDue")
        .withArgs(await caseId(), time + DAYS_3);
      await networkHelpers.time.setNextBlockTimestamp(time + DAYS_3 + 1n);
      await expect(slash())
        .to.emit(made.meters, "GatewaySlashed")
        .withArgs(1n, made.stranger.address, BOND)
        .and.to.emit(made.meters, "GatewayStopped")
        .withArgs(1n);
      expect(await made.token.balanceOf(made.stranger)).to.equal(BOND / 10n);
      expect(await made.token.balanceOf(made.slashReceiver)).to.equal(BOND - BOND / 10n);
      await expect(slash())
        .to.be.revertedWithCustomError(made.meters, "CaseUnknown")
        .withArgs(await caseId());
    });

    it("is answered with what the device had signed as well; then the device is stopped", async function () {
      await report();
      const answer = async (name: string) =>
        as(made.meters, made.hall).answerContradiction(
          1n,
          3n,
          made.firstInterval,
          -500n,
          sign(3n, -500n, name),
        );
      await expect(answer("meter 1"))
        .to.be.revertedWithCustomError(made.meters, "ReadingSignatureInvalid")
        .withArgs(3n, made.firstInterval);
      await expect(answer(TWO))
        .to.emit(made.meters, "ContradictionAnswered")
        .withArgs(1n, 3n, made.firstInterval)
        .and.to.emit(made.meters, "DeviceStopped")
        .withArgs(3n, (await now()) / 900n, await caseId());
      await expect(answer(TWO))
        .to.be.revertedWithCustomError(made.meters, "CaseUnknown")
        .withArgs(await caseId());
      expect((await made.meters.gatewayOf(1n)).bond).to.equal(BOND);
    });

    it("is none where the list says the same, or that the reading is missing", async function () {
      await expect(report(3n, -500n))
        .to.be.revertedWithCustomError(made.meters, "ReadingNotContradicted")
        .withArgs(3n, made.firstInterval, -500n);
      await expect(report(4n, -500n, { name: "meter 3" }))
        .to.be.revertedWithCustomError(made.meters, "ReadingNotContradicted")
        .withArgs(4n, made.firstInterval, -(2n ** 23n));
    });

    it("is none of another list, interval, device or key", async function () {
      for (const wrong of [{ gateway: 2n }, { places: 4n }, { intervals: 2n }, { zone: 8n }]) {
        const of = commitment(wrong);
        await expect(report(3n, -490n, { of }))
          .to.be.revertedWithCustomError(made.meters, "CommitmentUnknown")
          .withArgs(of.zone, made.firstInterval);
      }
      for (const interval of [made.firstInterval - 1n, made.firstInterval + 1n]) {
        await expect(report(3n, -490n, { interval }))
          .to.be.revertedWithCustomError(made.meters, "ReadingNotListed")
          .withArgs(3n, interval);
      }
      await expect(report(9n)).to.be.revertedWithCustomError(made.meters, "DeviceUnknown").withArgs(9n);
      await expect(report(3n, -490n, { name: "meter 1" }))
        .to.be.revertedWithCustomError(made.meters, "ReadingSignatureInvalid")
        .withArgs(3n, made.firstInterval);
      await as(made.meters, made.meterOffice).register([registration(made.citizen, 0n, "unlisted")]);
      await expect(report(6n, -490n, { name: "unlisted" }))
        .to.be.revertedWithCustomError(made.meters, "ReadingNotListed")
        .withArgs(6n, made.firstInterval);
    });

    it("keeps the bond until the case is over", async function () {
      await as(made.meters, made.hall).giveBondNotice(1n);
      const { releasedAt } = await made.meters.gatewayOf(1n);
      await networkHelpers.time.setNextBlockTimestamp(releasedAt - 10n);
      await report();
      const later = (await made.meters.gatewayOf(1n)).releasedAt;
      expect(later).to.equal(releasedAt - 10n + DAYS_3 + 1n);
      await expect(as(made.meters, made.hall).releaseBond(1n))
        .to.be.revertedWithCustomError(made.meters, "BondHeld")
        .withArgs(1n, later);
    });

    it("is nothing that a stolen key can feign once the device was stopped", async function () {
      await as(made.meters, made.meterOffice).stop(3n, REASON);
      const next = (await now()) / 900n;
      expect(await made.meters.verify(3n, DIGEST, deviceKey(TWO).sign(DIGEST))).to.equal(false);
      const rows = ROWS.map(([reading], place) => [place === 2 ? null : reading]);
      await settle(made, draftOf(made, rows, made.firstInterval + 1n));
      const of = commitment({ firstInterval: made.firstInterval + 1n });
      await expect(
        as(made.meters, made.stranger).reportContradiction(
          of,
          draftOf(made, rows, made.firstInterval + 1n).readings,
          3n,
          made.firstInterval + 1n,
          -1n,
          sign(3n, -1n, TWO, made.firstInterval + 1n),
        ),
      ).to.be.revertedWithCustomError(made.meters, "ReadingNotContradicted");
      expect(next).to.be.greaterThan(made.firstInterval);
    });
  });

  describe("succession", function () {
    it("takes devices over, each once, without a place", async function () {
      await office().register([meter(made.citizen, DEVICE_CLASS.wind, "a meter")]);
      const heir = await deployMeters(
        made.deployer,
        made.officers,
        made.token,
        made.slashReceiver,
        made.meters,
      );
      await as(made.meters, made.council).retire(heir);
      await expect(office().register([])).to.be.revertedWithCustomError(made.meters, "ContractRetired");
      await expect(office().registerGateway(made.heir, 1n, false)).to.be.revertedWithCustomError(
        made.meters,
        "ContractRetired",
      );
      await expect(heir.takeOver(1n)).to.emit(heir, "DeviceTakenOver").withArgs(1n, 1n);
      expect(await heir.ownerOf(1n)).to.equal(made.citizen.address);
      expect(await heir.verify(1n, DIGEST, deviceKey("a meter").sign(DIGEST))).to.equal(true);
      await expect(heir.takeOver(1n)).to.be.revertedWithCustomError(made.meters, "RecordAlreadyMoved");
      await expect(made.meters.deviceOf(1n)).to.be.revertedWithCustomError(made.meters, "RecordAlreadyMoved");
      await expect(heir.takeOver(2n))
        .to.be.revertedWithCustomError(made.meters, "DeviceUnknown")
        .withArgs(2n);
      expect(tokens(1)).to.equal(1_000_000n);
    });
  });
});
