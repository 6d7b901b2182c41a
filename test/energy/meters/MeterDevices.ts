import { expect } from "chai";
import { ZeroHash } from "ethers";

import {
  digestOf,
  INTERVALS_PER_DAY,
  rotateKeyTypedData,
  transferDeviceTypedData,
} from "../../../sdk/index.js";
import {
  deployMeters,
  deviceKey,
  emptyStreet,
  fieldsOf,
  metersDomain,
  REASON,
  street,
} from "../../support/energy/market.js";
import { expectOfficesAlone } from "../../support/energy/officesAlone.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const DAYS_90 = 90n * 86_400n;

const nothing = () => emptyStreet();
const listed = () => street();

describe("MeterDevices", function () {
  it("takes registrations, calibrations, stops and new keys from the office of meters alone", async function () {
    const { meters, stranger } = await networkHelpers.loadFixture(nothing);
    await expectOfficesAlone(meters, stranger, {
      register: [[]],
      setCalibration: [1n, 1n, ZeroHash],
      stop: [1n, REASON],
      replaceKey: [1n, 1n, false],
    });
  });

  it("lets a rotation be signed for 90 days, to the second", async function () {
    const made = await networkHelpers.loadFixture(listed);
    const fresh = deviceKey("fresh").hash;
    const { activeFrom } = await made.meters.deviceOf(1n);
    const block = BigInt(await networkHelpers.time.latest()) + 1n;
    const deadline = block + DAYS_90;
    const rotation = { device: 1n, keyHash: fresh, isSecp256k1: false, activeFrom, deadline };
    const signature = deviceKey("meter 0").sign(
      digestOf(rotateKeyTypedData(await metersDomain(made), rotation)),
    );
    await networkHelpers.time.setNextBlockTimestamp(block);
    const tomorrow = (block / 86_400n + 1n) * INTERVALS_PER_DAY;
    await expect(as(made.meters, made.relayer).rotateKey(1n, fresh, false, deadline, signature))
      .to.emit(made.meters, "DeviceKeyChanged")
      .withArgs(1n, fresh, tomorrow);
  });

  it("changes hands by what the SDK lets an owner sign", async function () {
    const made = await networkHelpers.loadFixture(listed);
    const [from, to] = [made.owners[0], made.owners[1].address];
    const deadline = BigInt(await networkHelpers.time.latest()) + 60n;
    const { domain, types, message } = transferDeviceTypedData(await metersDomain(made), {
      device: 1n,
      from: from.address,
      to,
      deadline,
    });
    const signature = await from.signTypedData(domain, { ...types }, message);
    await expect(as(made.meters, made.relayer).transferBySignature(1n, to, deadline, signature))
      .to.emit(made.meters, "DeviceTransferred")
      .withArgs(1n, from.address, to);
  });

  it("leaves the place of a device behind when it moves to a successor", async function () {
    const made = await networkHelpers.loadFixture(listed);
    const { deployer, officers, token, slashReceiver, meters, council } = made;
    const before = fieldsOf(await meters.deviceOf(2n));
    expect(before.place).to.equal(1n);
    expect(before.listedUntil).to.be.greaterThan(0n);
    const heir = await deployMeters(deployer, officers, token, slashReceiver, meters);
    await as(meters, council).retire(heir);
    await heir.takeOver(2n);
    expect(fieldsOf(await heir.deviceOf(1n))).to.deep.equal({
      ...before,
      place: 0n,
      listedFrom: 0n,
      listedUntil: 0n,
    });
  });
});
