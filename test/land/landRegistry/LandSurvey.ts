import { expect } from "chai";
import { keccak256 } from "ethers";

import { encodeRing } from "../../../sdk/index.js";
import {
  consents,
  DAY,
  doc,
  encumber,
  KIND,
  type Land,
  landWithTitle,
  PLOT,
  rectangle,
  ref,
  replot,
  right,
} from "../../support/land.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const { time } = networkHelpers;

describe("LandSurvey", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  const halves = [
    { id: ref("NORD:2"), ring: rectangle(0, 0, 15, 25) },
    { id: ref("NORD:3"), ring: rectangle(15, 0, 25, 25) },
  ];

  const errors = { interface: new ethers.Interface(["error RingLengthUnfit(uint256,uint256)"]) };
  const broken = "0x123456";

  it("attack: a parcel that is kept for its buyer is not divided", async function () {
    const { registry, registrar, owner, other, id } = city;
    const expiresAt = BigInt(await time.latest()) + 30n * DAY;
    const message = {
      id,
      version: 0n,
      beneficiary: other.address,
      expiresAt,
      documentHash: doc("contract"),
      deadline: expiresAt,
    };
    const signed = await consents(registry, "Reserve", message, [owner]);
    await as(registry, registrar).reserve(id, other, expiresAt, doc("contract"), expiresAt, signed);
    await expect(replot(city, [{ id, ring: PLOT, owners: [owner] }], halves))
      .to.be.revertedWithCustomError(registry, "TitleReserved")
      .withArgs(id, other.address, expiresAt);
  });

  it("attack: a key that is held for stolen narrows no easement", async function () {
    const { registry, identities, owner, heir, id } = city;
    const number = await encumber(city, id, right(KIND.easement, heir));
    await identities.setFrozenUntil(heir.address, BigInt(await time.latest()) + 30n * DAY);
    await registry.suspend(heir);
    const carries = [{ number, heirs: 1n, signer: heir }];
    await expect(replot(city, [{ id, ring: PLOT, owners: [owner], carries }], halves))
      .to.be.revertedWithCustomError(registry, "ERC7943CannotSend")
      .withArgs(heir.address);
  });

  it("tells which of two boundaries is no ring", async function () {
    const { registry, registrar, other, id } = city;
    await as(registry, registrar).register(
      { id: ref("NORD:9"), owner: other, ringHash: keccak256(broken), size: 1n },
      doc("old deed"),
    );
    const place = { x: 100n, y: 100n, denominator: 1n };
    await expect(registry.proveOverlap(id, encodeRing(PLOT), ref("NORD:9"), broken, place))
      .to.be.revertedWithCustomError(errors, "RingLengthUnfit")
      .withArgs(1n, 3n);
    await expect(registry.proveOverlap(ref("NORD:9"), broken, id, encodeRing(PLOT), place))
      .to.be.revertedWithCustomError(errors, "RingLengthUnfit")
      .withArgs(0n, 3n);
  });

  it("registers and rectifies nothing that is no ring", async function () {
    const { registry, registrar, judge, other, id } = city;
    for (const act of [
      async () =>
        as(registry, registrar).registerProven(
          { id: ref("NORD:9"), owner: other },
          broken,
          "0x",
          "0x",
          doc("plan"),
        ),
      async () => as(registry, judge).rectifyBoundary(id, broken, "0x", "0x", doc("judgment")),
    ]) {
      await expect(act()).to.be.revertedWithCustomError(errors, "RingLengthUnfit").withArgs(0n, 3n);
    }
  });
});
