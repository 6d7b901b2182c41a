import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  consents,
  DAY,
  deadline,
  deedOf,
  divide,
  doc,
  encumber,
  encumberByOrder,
  encumbranceWord,
  FIRST_RANKS,
  FLAG,
  type Land,
  KIND,
  landWithTitle,
  mortgage,
  right,
  STATUS,
  title,
} from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const { time } = networkHelpers;

describe("TitleCore: owners and settlement", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  describe("co-ownership", function () {
    it("LAND-3: shares are exact and make one whole; the register stands for the owners", async function () {
      const { registry, owner, other, heir, id } = city;
      const act = divide(
        city,
        id,
        [
          [owner, 1n],
          [other, 1n],
          [heir, 1n],
        ],
        3n,
      );
      await expect(act).to.emit(registry, "OwnershipDivided").withArgs(id, 3n, doc("division"));
      await expect(act).to.emit(registry, "ShareSet").withArgs(id, heir.address, 1n);
      expect(await registry.ownerOf(id)).to.equal(await registry.getAddress());
      expect(await registry.shareOf(id, heir)).to.deep.equal([1n, 3n]);
      expect((await title(city, id)).flags & FLAG.shared).to.equal(FLAG.shared);
    });

    it("LAND-3: refuses shares that do not make one whole", async function () {
      const { registry, owner, other, heir, id } = city;
      await expect(
        divide(
          city,
          id,
          [
            [owner, 3n],
            [other, 3n],
          ],
          4n,
        ),
      )
        .to.be.revertedWithCustomError(registry, "SharesUnfit")
        .withArgs(6n, 4n);
      await expect(
        divide(
          city,
          id,
          [
            [owner, 1n],
            [other, 2n],
          ],
          4n,
        ),
      )
        .to.be.revertedWithCustomError(registry, "SharesUnfit")
        .withArgs(3n, 4n);
      await expect(divide(city, id, [[owner, 4n]], 4n))
        .to.be.revertedWithCustomError(registry, "SharesUnfit")
        .withArgs(4n, 4n);
      await expect(
        divide(
          city,
          id,
          [
            [heir, 2n],
            [heir, 2n],
          ],
          4n,
        ),
      )
        .to.be.revertedWithCustomError(registry, "SharesUnfit")
        .withArgs(2n, 4n);
      for (const holder of [ZeroAddress, await registry.getAddress()]) {
        await expect(
          divide(
            city,
            id,
            [
              [owner, 1n],
              [{ address: holder }, 1n],
            ],
            2n,
          ),
        )
          .to.be.revertedWithCustomError(registry, "HolderUnfit")
          .withArgs(holder);
      }
    });

    it("refuses to divide what is mortgaged", async function () {
      const { registry, owner, other, bank, id } = city;
      await encumber(city, id, mortgage(bank));
      await expect(
        divide(
          city,
          id,
          [
            [owner, 1n],
            [other, 1n],
          ],
          2n,
        ),
      )
        .to.be.revertedWithCustomError(registry, "TitleBlocked")
        .withArgs(id, 1n);
    });

    it("all sign for the whole: one missing, doubled, or out of order is refused", async function () {
      const { registry, owner, other, heir, agent, id } = city;
      await divide(
        city,
        id,
        [
          [owner, 1n],
          [other, 2n],
        ],
        3n,
      );
      const settle = as(registry, agent);
      const deed = await deedOf(city, id, [owner, other], heir);
      const shareOfOwner = 1n;
      await expect(settle.convey({ ...deed, owners: [owner.address] }))
        .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
        .withArgs(id, shareOfOwner, 3n);
      const [last] = deed.owners.toReversed();
      await expect(settle.convey({ ...deed, owners: deed.owners.toReversed() }))
        .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
        .withArgs(id, last === owner.address ? 1n : 2n, 3n);
      await expect(settle.convey({ ...deed, owners: [other.address, other.address] }))
        .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
        .withArgs(id, 2n, 3n);
      await settle.convey(deed);
      expect(await registry.ownerOf(id)).to.equal(heir.address);
      expect(await registry.shareOf(id, owner)).to.deep.equal([0n, 0n]);
      await expect(
        divide(
          city,
          id,
          [
            [owner, 1n],
            [heir, 1n],
          ],
          2n,
          [heir],
        ),
      ).to.emit(registry, "OwnershipDivided");
      expect(await registry.shareOf(id, other), "shares of an earlier round").to.deep.equal([0n, 2n]);
    });

    it("each may convey a share; who holds all becomes the owner", async function () {
      const { registry, owner, other, heir, agent, id } = city;
      await divide(
        city,
        id,
        [
          [owner, 1n],
          [other, 2n],
        ],
        3n,
      );
      const settle = as(registry, agent);
      const act = settle.conveyShare(id, 1n, other, heir, 1n, doc("deed"));
      await expect(act).to.emit(registry, "ShareSet").withArgs(id, other.address, 1n);
      await expect(act).to.emit(registry, "ShareSet").withArgs(id, heir.address, 1n);
      await expect(act).to.emit(registry, "Conveyed").withArgs(id, 2n, doc("deed"));
      await expect(settle.conveyShare(id, 2n, other, heir, 2n, doc("deed")))
        .to.be.revertedWithCustomError(registry, "ShareTooSmall")
        .withArgs(id, other.address, 1n, 2n);
      await expect(settle.conveyShare(id, 2n, other, heir, 0n, doc("deed")))
        .to.be.revertedWithCustomError(registry, "ShareTooSmall")
        .withArgs(id, other.address, 1n, 0n);
      await settle.conveyShare(id, 2n, other, heir, 1n, doc("deed"));
      await expect(registry.unite(id, heir))
        .to.be.revertedWithCustomError(registry, "ShareTooSmall")
        .withArgs(id, heir.address, 2n, 3n);
      await settle.conveyShare(id, 3n, owner, heir, 1n, doc("deed"));
      await as(registry, city.bailiff).freezeByOrder(id, true, doc("freeze"));
      await expect(registry.unite(id, heir))
        .to.be.revertedWithCustomError(registry, "TitleFrozen")
        .withArgs(id);
      await as(registry, city.bailiff).freezeByOrder(id, false, doc("lift"));
      await expect(registry.unite(id, heir)).to.emit(registry, "OwnershipUnited").withArgs(id);
      expect(await registry.ownerOf(id)).to.equal(heir.address);
      for (const refused of [
        () => registry.unite(id, heir),
        () => settle.conveyShare(id, 5n, heir, owner, 1n, doc("deed")),
      ]) {
        await expect(refused()).to.be.revertedWithCustomError(registry, "TitleNotShared").withArgs(id);
      }
    });
  });

  describe("convey", function () {
    it("passes the title free of what its holders discharge", async function () {
      const { registry, owner, other, bank, agent, id } = city;
      const number = await encumber(city, id, mortgage(bank));
      const easement = await encumber(city, id, right(KIND.easement, city.heir));
      const deed = await deedOf(city, id, [owner], other, [{ number, holder: bank.address }]);
      const act = as(registry, agent).convey(deed);
      await expect(act).to.emit(registry, "Released").withArgs(id, number, doc("deed"));
      await expect(act).to.emit(registry, "Transfer").withArgs(owner.address, other.address, id);
      await expect(act).to.emit(registry, "Conveyed").withArgs(id, 3n, doc("deed"));
      expect(await title(city, id)).to.deep.include({ owner: other.address, active: 1n, blockers: 0n });
      expect(await registry.encumbranceOf(id, easement), "an easement runs with the land").to.not.equal(0n);
    });

    it("LAND-4: refuses where a blocking encumbrance is left, or its holder differs", async function () {
      const { registry, owner, other, bank, lender, agent, id } = city;
      const number = await encumber(city, id, mortgage(bank));
      await encumber(city, id, mortgage(lender));
      const deed = await deedOf(city, id, [owner], other);
      await expect(as(registry, agent).convey({ ...deed, discharges: [{ number, holder: bank.address }] }))
        .to.be.revertedWithCustomError(registry, "TitleBlocked")
        .withArgs(id, 1n);
      await expect(as(registry, agent).convey({ ...deed, discharges: [{ number, holder: lender.address }] }))
        .to.be.revertedWithCustomError(registry, "EncumbranceHolderDiffers")
        .withArgs(id, number, bank.address);
    });

    it("is for agents; a stranger is refused, as the registrar is", async function () {
      const { registry, owner, other, stranger, registrar, id } = city;
      const deed = await deedOf(city, id, [owner], other);
      for (const caller of [stranger, registrar]) {
        const mine = as(registry, caller);
        for (const act of [
          () => mine.convey(deed),
          () => mine.conveyShare(id, 0n, owner, other, 1n, doc("deed")),
          () => mine.charge(id, 0n, mortgage(other), doc("contract")),
        ]) {
          await expect(act())
            .to.be.revertedWithCustomError(registry, "AgentUnauthorized")
            .withArgs(caller.address, 1n);
        }
        await expect(mine.foreclose(id, other, [], doc("sale")))
          .to.be.revertedWithCustomError(registry, "AgentUnauthorized")
          .withArgs(caller.address, 2n);
      }
    });

    it("LAND-6: a frozen title does not pass, by any voluntary way", async function () {
      const { registry, owner, other, bank, bailiff, agent, id } = city;
      await as(registry, bailiff).setFrozenTokens(owner, id, true);
      await expect(as(registry, agent).convey(await deedOf(city, id, [owner], other)))
        .to.be.revertedWithCustomError(registry, "ERC7943InsufficientUnfrozenBalance")
        .withArgs(owner.address, id);
      for (const act of [
        () => encumber(city, id, mortgage(bank)),
        () =>
          divide(
            city,
            id,
            [
              [owner, 1n],
              [other, 1n],
            ],
            2n,
          ),
        () => as(registry, agent).charge(id, 0n, mortgage(bank), doc("contract")),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(registry, "TitleFrozen").withArgs(id);
      }
    });
  });

  describe("charge", function () {
    it("enters the buyer's mortgage at the next rank", async function () {
      const { registry, agent, bank, desk, id } = city;
      await as(registry, desk).lodge(id, doc("somebody before"));
      const word = encumbranceWord(mortgage(bank), FIRST_RANKS + 2n);
      await expect(as(registry, agent).charge(id, 0n, mortgage(bank), doc("contract")))
        .to.emit(registry, "Encumbered")
        .withArgs(id, 1n, bank.address, word, doc("contract"));
      expect((await title(city, id)).version).to.equal(1n);
      await expect(as(registry, agent).charge(id, 0n, mortgage(bank), doc("contract")))
        .to.be.revertedWithCustomError(registry, "TitleVersionDiffers")
        .withArgs(id, 1n, 0n);
      await expect(as(registry, agent).charge(id, 1n, right(KIND.taxLien, bank), doc("contract")))
        .to.be.revertedWithCustomError(registry, "EncumbranceKindUnfit")
        .withArgs(KIND.taxLien);
    });
  });

  describe("foreclose", function () {
    it("passes a title that a court has ordered to be sold, by rank and complete; easements stay", async function () {
      const { registry, owner, other, bank, lender, heir, agent, judge, id } = city;
      const first = await encumber(city, id, mortgage(bank, 700n));
      const easement = await encumber(city, id, right(KIND.easement, heir));
      const second = await encumberByOrder(
        city,
        id,
        { ...mortgage(lender, 300n), kind: KIND.judgmentLien },
        "debt",
      );
      const sale = as(registry, agent);
      await expect(sale.foreclose(id, other, [first, second], doc("sale")))
        .to.be.revertedWithCustomError(registry, "TitleNotInForeclosure")
        .withArgs(id);
      await expect(as(registry, judge).orderSale(id, true, doc("sale ordered")))
        .to.emit(registry, "SaleOrdered")
        .withArgs(id, true);
      await expect(sale.foreclose(id, other, [first], doc("sale")))
        .to.be.revertedWithCustomError(registry, "EncumbrancesIncomplete")
        .withArgs(id, 1n, 2n);
      await expect(sale.foreclose(id, other, [second, first], doc("sale")))
        .to.be.revertedWithCustomError(registry, "RankOrderUnfit")
        .withArgs(id, first);
      await expect(sale.foreclose(id, other, [first, easement], doc("sale")))
        .to.be.revertedWithCustomError(registry, "RankOrderUnfit")
        .withArgs(id, easement);
      await expect(sale.foreclose(id, other, [first, first], doc("sale")))
        .to.be.revertedWithCustomError(registry, "EncumbranceUnknown")
        .withArgs(id, first);
      const answer = await sale.foreclose.staticCall(id, other, [first, second], doc("sale"));
      expect(answer).to.deep.equal([
        [bank.address, lender.address],
        [700n, 300n],
      ]);
      const act = sale.foreclose(id, other, [first, second], doc("sale"));
      await expect(act).to.emit(registry, "ForcedTransfer").withArgs(owner.address, other.address, id);
      await expect(act).to.emit(registry, "Released").withArgs(id, second, doc("sale"));
      await expect(act).to.emit(registry, "SaleOrdered").withArgs(id, false);
      expect(await title(city, id)).to.deep.include({
        owner: other.address,
        active: 1n,
        blockers: 0n,
        flags: FLAG.proven,
      });
    });

    it("until then nothing voluntary happens; the court can take the order back", async function () {
      const { registry, owner, other, agent, judge, bailiff, id } = city;
      await as(registry, judge).orderSale(id, true, doc("sale ordered"));
      await expect(as(registry, agent).convey(await deedOf(city, id, [owner], other)))
        .to.be.revertedWithCustomError(registry, "TitleInForeclosure")
        .withArgs(id);
      await as(registry, bailiff).setFrozenTokens(owner, id, true);
      await expect(as(registry, agent).foreclose(id, other, [], doc("sale")))
        .to.be.revertedWithCustomError(registry, "TitleFrozen")
        .withArgs(id);
      await as(registry, bailiff).setFrozenTokens(owner, id, false);
      await as(registry, judge).orderSale(id, false, doc("sale off"));
      await as(registry, agent).convey(await deedOf(city, id, [owner], other));
      expect((await title(city, id)).status).to.equal(STATUS.provisional);
    });
  });

  describe("reserve", function () {
    async function reserve(beneficiary: { readonly address: string }, days = 42n) {
      const { registry, registrar, owner, id } = city;
      const { version } = await title(city, id);
      const until = await deadline();
      const expiresAt = BigInt(await time.latest()) + days * DAY;
      const message = {
        id,
        version,
        beneficiary: beneficiary.address,
        expiresAt,
        documentHash: doc("contract"),
        deadline: until,
      };
      const signed = await consents(registry, "Reserve", message, [owner]);
      const act = as(registry, registrar).reserve(
        id,
        beneficiary.address,
        expiresAt,
        doc("contract"),
        until,
        signed,
      );
      return { act, expiresAt };
    }

    it("keeps the title for its buyer: no second sale, no voluntary encumbrance; involuntary ones come", async function () {
      const { registry, owner, other, heir, bank, agent, id } = city;
      const { act, expiresAt } = await reserve(other);
      await expect(act)
        .to.emit(registry, "NoticeEntered")
        .withArgs(id, other.address, expiresAt, doc("contract"));
      expect(await registry.noticeOf(id)).to.deep.equal([other.address, expiresAt]);
      expect(await registry.canTransfer(owner, heir, id)).to.equal(false);
      expect(await registry.canTransfer(owner, other, id)).to.equal(true);
      const settle = as(registry, agent);
      for (const refused of [
        async () => settle.convey(await deedOf(city, id, [owner], heir)),
        () => settle.charge(id, 1n, mortgage(bank), doc("contract")),
        () => encumber(city, id, mortgage(bank)),
        () =>
          divide(
            city,
            id,
            [
              [owner, 1n],
              [heir, 1n],
            ],
            2n,
          ),
      ]) {
        await expect(refused())
          .to.be.revertedWithCustomError(registry, "TitleReserved")
          .withArgs(id, other.address, expiresAt);
      }
      const lien = await encumberByOrder(city, id, right(KIND.taxLien, bank), "tax");
      const deed = await deedOf(city, id, [owner], other, [{ number: lien, holder: bank.address }]);
      await settle.convey(deed);
      expect(await registry.noticeOf(id)).to.deep.equal([ZeroAddress, 0n]);
    });

    it("ends with its deadline, or where it is waived by whom it serves", async function () {
      const { registry, owner, other, heir, agent, id } = city;
      const { act, expiresAt } = await reserve(other);
      await act;
      await expect(as(registry, owner).waiveNotice(id))
        .to.be.revertedWithCustomError(registry, "NoticeMissing")
        .withArgs(id, owner.address);
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(as(registry, other).waiveNotice(id)).to.emit(registry, "NoticeWaived").withArgs(id);
      await as(registry, agent).convey(await deedOf(city, id, [owner], heir));
      await snapshot.restore();
      await time.increaseTo(expiresAt);
      expect(await registry.noticeOf(id)).to.deep.equal([other.address, expiresAt]);
      await time.increaseTo(expiresAt + 1n);
      expect(await registry.noticeOf(id)).to.deep.equal([ZeroAddress, 0n]);
      await as(registry, agent).convey(await deedOf(city, id, [owner], heir));
    });

    it("lasts at most ninety days", async function () {
      const { act, expiresAt } = await reserve(city.other, 91n);
      await expect(act).to.be.revertedWithCustomError(city.registry, "DeadlineUnfit").withArgs(expiresAt);
    });
  });
});
