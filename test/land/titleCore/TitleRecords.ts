import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  consents,
  DAY,
  deedOf,
  doc,
  divide,
  encumber,
  type Land,
  landWithTitle,
  lodge,
  mortgage,
  SALT,
  title,
} from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const { time } = networkHelpers;

const LONGEST_DEADLINE = 90n * DAY;

describe("TitleRecords", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  it("attack: no deed passes a title to nobody, or to the register, where it would look shared", async function () {
    const { registry, owner, agent, id } = city;
    for (const to of [ZeroAddress, await registry.getAddress()]) {
      await expect(as(registry, agent).convey(await deedOf(city, id, [owner], { address: to })))
        .to.be.revertedWithCustomError(registry, "ERC7943CannotReceive")
        .withArgs(to);
    }
  });

  it("attack: no deed passes a share to nobody, or to the register", async function () {
    const { registry, owner, other, agent, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 1n],
      ],
      2n,
    );
    for (const to of [ZeroAddress, await registry.getAddress()]) {
      await expect(as(registry, agent).conveyShare(id, 1n, owner, to, 1n, doc("deed")))
        .to.be.revertedWithCustomError(registry, "ERC7943CannotReceive")
        .withArgs(to);
    }
  });

  /** A mortgage that the owner has signed, to be entered in the block of a given second. */
  async function signedMortgage(until: bigint) {
    const { registry, registrar, owner, bank, id } = city;
    const terms = mortgage(bank);
    const intake = await lodge(city, id, terms, doc("contract"));
    const { version } = await title(city, id);
    const message = { id, version, ...terms, documentHash: doc("contract"), deadline: until };
    const signed = await consents(registry, "Encumber", message, [owner]);
    return async (second: bigint) => {
      await time.setNextBlockTimestamp(second);
      return as(registry, registrar).encumber(id, terms, doc("contract"), intake, SALT, until, signed);
    };
  }

  it("a consent holds in the last second of its deadline, and not after", async function () {
    const until = BigInt(await time.latest()) + DAY;
    const late = await signedMortgage(until);
    await expect(late(until + 1n))
      .to.be.revertedWithCustomError(city.registry, "DeadlineUnfit")
      .withArgs(until);
    const next = until + DAY;
    await expect((await signedMortgage(next))(next)).to.emit(city.registry, "Encumbered");
  });

  it("a consent holds for ninety days at most, to the second", async function () {
    const { registry } = city;
    const longest = BigInt(await time.latest()) + 200n * DAY;
    const enter = await signedMortgage(longest);
    await expect(enter(longest - LONGEST_DEADLINE - 1n))
      .to.be.revertedWithCustomError(registry, "DeadlineUnfit")
      .withArgs(longest);
    const next = await signedMortgage(longest + DAY);
    await expect(next(longest + DAY - LONGEST_DEADLINE)).to.emit(registry, "Encumbered");
  });

  it("a notice holds in its last second", async function () {
    const { registry, registrar, owner, other, id } = city;
    const expiresAt = BigInt(await time.latest()) + DAY;
    const deadline = expiresAt + DAY;
    const message = {
      id,
      version: 0n,
      beneficiary: other.address,
      expiresAt,
      documentHash: doc("contract"),
      deadline,
    };
    const signed = await consents(registry, "Reserve", message, [owner]);
    await as(registry, registrar).reserve(id, other, expiresAt, doc("contract"), deadline, signed);
    const enter = await signedMortgage(deadline);
    await expect(enter(expiresAt))
      .to.be.revertedWithCustomError(registry, "TitleReserved")
      .withArgs(id, other.address, expiresAt);
    await expect(enter(expiresAt + 1n)).to.emit(registry, "Encumbered");
  });

  it("attack: LAND-3: a co-owner who is named twice does not consent for the other", async function () {
    const { registry, owner, other, bank, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 1n],
      ],
      2n,
    );
    await expect(encumber(city, id, mortgage(bank), [owner, owner]))
      .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
      .withArgs(id, 1n, 2n);
  });
});
