import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import {
  commitmentOf,
  consents,
  DAY,
  deadline,
  deedOf,
  doc,
  domainOf,
  encumber,
  encumbranceWord,
  FIRST_RANKS,
  FLAG,
  type Land,
  KIND,
  landWithTitle,
  lodge,
  mortgage,
  ref,
  registerPlot,
  right,
  SALT,
  title,
} from "../support/land.js";
import { deployDouble } from "../support/doubles.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const { time } = networkHelpers;

describe("TitleCore", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  /** A call of `encumber` with chosen parts. */
  async function encumberCall(
    terms = mortgage(city.bank),
    change: {
      version?: bigint;
      until?: bigint;
      intake?: bigint;
      salt?: string;
      signers?: (typeof city.owner)[];
    } = {},
  ) {
    const documentHash = doc("contract");
    const intake = change.intake ?? (await lodge(city, city.id, terms, documentHash));
    const until = change.until ?? (await deadline());
    const version = change.version ?? (await title(city, city.id)).version;
    const message = { id: city.id, version, ...terms, documentHash, deadline: until };
    const signed = await consents(city.registry, "Encumber", message, change.signers ?? [city.owner]);
    return as(city.registry, city.registrar).encumber(
      city.id,
      terms,
      documentHash,
      intake,
      change.salt ?? SALT,
      until,
      signed,
    );
  }

  describe("the face of ERC-721 and ERC-7943", function () {
    it("tells owner and number, and refuses what goes around a deed", async function () {
      const { registry, owner, other, id } = city;
      expect(await registry.ownerOf(id)).to.equal(owner.address);
      expect(await registry.balanceOf(owner)).to.equal(1n);
      expect(await registry.getApproved(id)).to.equal(ZeroAddress);
      expect(await registry.isApprovedForAll(owner, other)).to.equal(false);
      const mine = as(registry, owner);
      for (const attempt of [
        () => mine.approve(other, id),
        () => mine.setApprovalForAll(other, true),
        () => mine.transferFrom(owner, other, id),
        () => mine["safeTransferFrom(address,address,uint256)"](owner, other, id),
        () => mine["safeTransferFrom(address,address,uint256,bytes)"](owner, other, id, "0x"),
      ]) {
        await expect(attempt()).to.be.revertedWithCustomError(registry, "DealingsOnly");
      }
      await expect(registry.ownerOf(ref("NORD:2")))
        .to.be.revertedWithCustomError(registry, "TitleUnknown")
        .withArgs(ref("NORD:2"));
    });

    it("claims what works: ERC-165, ERC-5267 and ERC-7943, and not ERC-721", async function () {
      const { registry } = city;
      for (const id of ["0x01ffc9a7", "0x84b0196e", "0xbf1ef5fe"]) {
        expect(await registry.supportsInterface(id), id).to.equal(true);
      }
      for (const id of ["0x80ac58cd", "0xffffffff"]) {
        expect(await registry.supportsInterface(id), id).to.equal(false);
      }
      const { name, version } = await domainOf(registry);
      expect([name, version]).to.deep.equal(["Civitas LandRegistry", "1"]);
    });

    it("canTransfer answers as a deed would fare", async function () {
      const { registry, owner, other, bailiff, id, bank } = city;
      expect(await registry.canTransfer(owner, other, id)).to.equal(true);
      expect(await registry.canTransfer(other, owner, id), "not the owner").to.equal(false);
      expect(await registry.canTransfer(owner, registry, id), "the register").to.equal(false);
      expect(await registry.canReceive(ZeroAddress)).to.equal(false);
      expect(await registry.canReceive(registry)).to.equal(false);
      expect(await registry.canReceive(other)).to.equal(true);
      expect(await registry.canSend(owner)).to.equal(true);
      await as(registry, bailiff).setFrozenTokens(owner, id, true);
      expect(await registry.canTransfer(owner, other, id), "frozen").to.equal(false);
      await as(registry, bailiff).setFrozenTokens(owner, id, false);
      await encumber(city, id, mortgage(bank));
      expect(await registry.canTransfer(owner, other, id), "mortgaged").to.equal(false);
    });
  });

  describe("setFrozenTokens and freezeByOrder", function () {
    it("freeze and lift, with the order's hash", async function () {
      const { registry, owner, bailiff, id } = city;
      await expect(as(registry, bailiff).setFrozenTokens(owner, id, true))
        .to.emit(registry, "Frozen")
        .withArgs(owner.address, id, true);
      expect(await registry.getFrozenTokens(owner, id)).to.equal(true);
      expect(await registry.getFrozenTokens(city.other, id)).to.equal(false);
      const lift = as(registry, bailiff).freezeByOrder(id, false, doc("order"));
      await expect(lift).to.emit(registry, "OrderExecuted").withArgs(id, doc("order"));
      await expect(lift).to.emit(registry, "Frozen").withArgs(owner.address, id, false);
      expect(await registry.getFrozenTokens(owner, id)).to.equal(false);
    });

    it("refuse another owner, an unknown title, an order without hash, an order used before", async function () {
      const { registry, other, owner, bailiff, id } = city;
      const court = as(registry, bailiff);
      await expect(court.setFrozenTokens(other, id, true))
        .to.be.revertedWithCustomError(registry, "TitleOwnerDiffers")
        .withArgs(id, owner.address);
      for (const act of [
        () => court.setFrozenTokens(other, ref("NORD:2"), true),
        () => court.freezeByOrder(ref("NORD:2"), true, doc("order")),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(registry, "TitleUnknown").withArgs(ref("NORD:2"));
      }
      await expect(court.freezeByOrder(id, true, ZeroHash)).to.be.revertedWithCustomError(
        registry,
        "OrderMissing",
      );
      await court.freezeByOrder(id, true, doc("order"));
      await court.freezeByOrder(id, false, doc("another order"));
      await expect(court.freezeByOrder(id, true, doc("order")))
        .to.be.revertedWithCustomError(registry, "OrderUsed")
        .withArgs(doc("order"));
      expect(await registry.isOrderUsed(doc("order"))).to.equal(true);
      expect(await registry.isOrderUsed(doc("no order"))).to.equal(false);
    });
  });

  describe("forcedTransfer and transferByOrder", function () {
    it("move a frozen title: the freeze is lifted first, what lies on it stays", async function () {
      const { registry, owner, other, bailiff, judge, bank, id } = city;
      await encumber(city, id, mortgage(bank));
      await as(registry, bailiff).setFrozenTokens(owner, id, true);
      const move = await as(registry, judge).forcedTransfer(owner, other, id);
      const names = (await move.wait())?.logs.map((log) => registry.interface.parseLog(log)?.name);
      expect(names).to.deep.equal(["Frozen", "Transfer", "ForcedTransfer"]);
      await expect(move).to.emit(registry, "ForcedTransfer").withArgs(owner.address, other.address, id);
      await expect(move).to.emit(registry, "Transfer").withArgs(owner.address, other.address, id);
      const now = await title(city, id);
      expect(now).to.deep.include({ owner: other.address, version: 2n, blockers: 1n, flags: FLAG.proven });
      expect(await registry.balanceOf(owner)).to.equal(0n);
      expect(await registry.balanceOf(other)).to.equal(1n);
      await expect(as(registry, judge).transferByOrder(id, owner, doc("back")))
        .to.emit(registry, "OrderExecuted")
        .withArgs(id, doc("back"));
      expect(await registry.ownerOf(id)).to.equal(owner.address);
    });

    it("refuse nobody, the register, the wrong owner and an order used before", async function () {
      const { registry, owner, other, judge, id } = city;
      const court = as(registry, judge);
      for (const to of [ZeroAddress, await registry.getAddress()]) {
        await expect(court.transferByOrder(id, to, doc(to)))
          .to.be.revertedWithCustomError(registry, "ERC7943CannotReceive")
          .withArgs(to);
      }
      await expect(court.forcedTransfer(other, owner, id))
        .to.be.revertedWithCustomError(registry, "TitleOwnerDiffers")
        .withArgs(id, owner.address);
      await court.transferByOrder(id, other, doc("order"));
      await expect(court.transferByOrder(id, owner, doc("order")))
        .to.be.revertedWithCustomError(registry, "OrderUsed")
        .withArgs(doc("order"));
    });
  });

  describe("lodge", function () {
    it("numbers applications, above the ranks of the register before the chain", async function () {
      const { registry, desk, id } = city;
      expect(await registry.FIRST_RANKS()).to.equal(FIRST_RANKS);
      await expect(as(registry, desk).lodge(id, doc("a")))
        .to.emit(registry, "Lodged")
        .withArgs(FIRST_RANKS + 1n, id, desk.address, doc("a"));
      await as(registry, desk).lodge(id, doc("b"));
      expect(await registry.lastIntake()).to.equal(FIRST_RANKS + 2n);
    });

    it("is for desks", async function () {
      const { registry, registrar, desk, stranger, id } = city;
      await expect(as(registry, stranger).lodge(id, doc("a")))
        .to.be.revertedWithCustomError(registry, "DeskUnknown")
        .withArgs(stranger.address);
      await expect(as(registry, registrar).setDesk(desk, false))
        .to.emit(registry, "DeskSet")
        .withArgs(desk.address, false);
      expect(await registry.isDesk(desk)).to.equal(false);
      await expect(as(registry, desk).lodge(id, doc("a")))
        .to.be.revertedWithCustomError(registry, "DeskUnknown")
        .withArgs(desk.address);
    });

    it("ends with the last number", async function () {
      const { registry, desk, id } = city;
      const slot = 13n;
      await networkHelpers.setStorageAt(await registry.getAddress(), slot, 2n ** 32n - 1n);
      await expect(as(registry, desk).lodge(id, doc("a"))).to.be.revertedWithCustomError(
        registry,
        "IntakesExhausted",
      );
    });
  });

  describe("encumber", function () {
    it("enters a mortgage with the owner's signature; the version grows", async function () {
      const { registry, bank, id } = city;
      const intake = await lodge(city, id, mortgage(bank), doc("contract"));
      const word = encumbranceWord(mortgage(bank), intake);
      await expect(encumberCall(mortgage(bank), { intake }))
        .to.emit(registry, "Encumbered")
        .withArgs(id, 1n, bank.address, word, doc("contract"));
      expect(await registry.encumbranceOf(id, 1n)).to.equal(word);
      expect(await title(city, id)).to.deep.include({
        blockers: 1n,
        active: 1n,
        lastNumber: 1n,
        version: 1n,
      });
    });

    it("accepts the signature of an owner that is a wallet (ERC-1271)", async function () {
      const { registry, owner, other, bank } = city;
      const wallet = await deployDouble("KeyedWallet", city.deployer, [owner.address]);
      const [holder, id] = [await wallet.getAddress(), ref("NORD:2")];
      await registerPlot(city, id, { address: holder });
      const documentHash = doc("contract");
      const intake = await lodge(city, id, mortgage(bank), documentHash);
      const until = await deadline();
      const message = { id, version: 0n, ...mortgage(bank), documentHash, deadline: until };
      const signedBy = async (signer: typeof owner) => {
        const [{ signature }] = await consents(registry, "Encumber", message, [signer]);
        return as(registry, city.registrar).encumber(id, mortgage(bank), documentHash, intake, SALT, until, [
          { holder, signature },
        ]);
      };
      await expect(signedBy(other))
        .to.be.revertedWithCustomError(registry, "ConsentInvalid")
        .withArgs(holder);
      await signedBy(owner);
      expect((await title(city, id)).blockers).to.equal(1n);
    });

    it("blocks with mortgages and pre-emptions, and not with what runs with the land", async function () {
      const { id, other } = city;
      for (const [kind, blockers] of [
        [KIND.easement, 0n],
        [KIND.lease, 0n],
        [KIND.covenant, 0n],
        [KIND.preEmption, 1n],
      ]) {
        await encumber(city, id, right(kind, other));
        expect((await title(city, id)).blockers).to.equal(blockers);
      }
      expect((await title(city, id)).active).to.equal(4n);
    });

    it("refuses a signature of somebody else, of another version, and none", async function () {
      const { registry, owner, other, id } = city;
      await expect(encumberCall(mortgage(city.bank), { signers: [other] }))
        .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
        .withArgs(id, 0n, 1n);
      await expect(encumberCall(mortgage(city.bank), { version: 7n }))
        .to.be.revertedWithCustomError(registry, "ConsentInvalid")
        .withArgs(owner.address);
      await expect(encumberCall(mortgage(city.bank), { signers: [] }))
        .to.be.revertedWithCustomError(registry, "OwnersIncomplete")
        .withArgs(id, 0n, 1n);
    });

    it("refuses a deadline that has passed, or is more than ninety days away", async function () {
      const { registry } = city;
      for (const away of [-1n, 91n * DAY]) {
        const until = BigInt(await time.latest()) + away;
        await expect(encumberCall(mortgage(city.bank), { until }))
          .to.be.revertedWithCustomError(registry, "DeadlineUnfit")
          .withArgs(until);
      }
    });

    it("refuses kinds that need an order, and kinds that are none", async function () {
      const { registry, bank } = city;
      for (const kind of [KIND.caveat, KIND.judgmentLien, KIND.taxLien]) {
        await expect(encumberCall(right(kind, bank)))
          .to.be.revertedWithCustomError(registry, "EncumbranceKindUnfit")
          .withArgs(kind);
      }
      for (const kind of [0n, 9n, 255n]) {
        await expect(encumberCall(right(kind, bank)))
          .to.be.revertedWithCustomError(
            { interface: new ethers.Interface(["error EncumbranceKindUnknown(uint8)"]) },
            "EncumbranceKindUnknown",
          )
          .withArgs(kind);
      }
    });

    it("refuses nobody as holder, and a day that has passed", async function () {
      const { registry } = city;
      await expect(encumberCall({ ...mortgage(city.bank), holder: ZeroAddress }))
        .to.be.revertedWithCustomError(registry, "HolderUnfit")
        .withArgs(ZeroAddress);
      const yesterday = BigInt(await time.latest()) / DAY - 1n;
      await expect(encumberCall(right(KIND.lease, city.other, yesterday)))
        .to.be.revertedWithCustomError(registry, "ExpiryUnfit")
        .withArgs(yesterday);
      await encumberCall(right(KIND.lease, city.other, yesterday + 1n));
    });

    it("refuses another application, the same one twice, and one that has lapsed", async function () {
      const { registry, bank, id } = city;
      const intake = await lodge(city, id, mortgage(bank), doc("contract"));
      for (const change of [{ intake, salt: doc("another salt") }, { intake: intake + 1n }]) {
        await expect(encumberCall(mortgage(bank), change))
          .to.be.revertedWithCustomError(registry, "IntakeUnfit")
          .withArgs(change.intake);
      }
      await expect(encumberCall(mortgage(bank, 1n), { intake }))
        .to.be.revertedWithCustomError(registry, "IntakeUnfit")
        .withArgs(intake);
      await encumberCall(mortgage(bank), { intake });
      await expect(encumberCall(mortgage(bank), { intake }))
        .to.be.revertedWithCustomError(registry, "IntakeUnfit")
        .withArgs(intake);
      const late = await lodge(city, id, mortgage(bank), doc("contract"));
      const lodgedAt = BigInt(await time.latest());
      await time.setNextBlockTimestamp(lodgedAt + 30n * DAY + 1n);
      await expect(encumberCall(mortgage(bank), { intake: late, until: lodgedAt + 60n * DAY }))
        .to.be.revertedWithCustomError(registry, "IntakeUnfit")
        .withArgs(late);
    });
  });

  describe("release and lapse", function () {
    it("the holder releases; the title is free again, its version stays", async function () {
      const { registry, bank, id } = city;
      const number = await encumber(city, id, mortgage(bank));
      await expect(as(registry, bank).release(id, number, doc("release")))
        .to.emit(registry, "Released")
        .withArgs(id, number, doc("release"));
      expect(await title(city, id)).to.deep.include({
        blockers: 0n,
        active: 0n,
        lastNumber: 1n,
        version: 1n,
      });
      await expect(as(registry, bank).release(id, number, doc("release")))
        .to.be.revertedWithCustomError(registry, "EncumbranceUnknown")
        .withArgs(id, number);
    });

    it("nobody else releases", async function () {
      const { registry, owner, bank, id } = city;
      const number = await encumber(city, id, mortgage(bank));
      await expect(as(registry, owner).release(id, number, doc("release")))
        .to.be.revertedWithCustomError(registry, "EncumbranceHolderDiffers")
        .withArgs(id, number, bank.address);
    });

    it("anyone takes off what has expired, from the day after its last", async function () {
      const { registry, stranger, other, id } = city;
      const today = BigInt(await time.latest()) / DAY;
      const number = await encumber(city, id, right(KIND.preEmption, other, today + 3n));
      await time.setNextBlockTimestamp((today + 4n) * DAY - 1n);
      await expect(as(registry, stranger).lapse(id, number))
        .to.be.revertedWithCustomError(registry, "EncumbranceInForce")
        .withArgs(id, number, today + 3n);
      await time.setNextBlockTimestamp((today + 4n) * DAY);
      await expect(as(registry, stranger).lapse(id, number))
        .to.emit(registry, "Released")
        .withArgs(id, number, ZeroHash);
      expect((await title(city, id)).blockers).to.equal(0n);
    });

    it("what does not end never lapses", async function () {
      const { registry, bank, id } = city;
      const number = await encumber(city, id, mortgage(bank));
      await expect(registry.lapse(id, number))
        .to.be.revertedWithCustomError(registry, "EncumbranceInForce")
        .withArgs(id, number, 0n);
    });
  });

  describe("subordinate and assign", function () {
    it("LAND-5: a rank goes back by the act of the holder who loses, and only past the next one", async function () {
      const { registry, bank, lender, other, id } = city;
      const [first, second, third] = [
        await encumber(city, id, mortgage(bank)),
        await encumber(city, id, right(KIND.easement, other)),
        await encumber(city, id, mortgage(lender)),
      ];
      await expect(as(registry, lender).subordinate(id, first, third))
        .to.be.revertedWithCustomError(registry, "EncumbranceHolderDiffers")
        .withArgs(id, first, bank.address);
      await expect(as(registry, bank).subordinate(id, first, third))
        .to.be.revertedWithCustomError(registry, "RankBetween")
        .withArgs(id, second);
      await expect(as(registry, lender).subordinate(id, third, first))
        .to.be.revertedWithCustomError(registry, "RankNotAhead")
        .withArgs(id, third, first);
      await expect(as(registry, bank).subordinate(id, first, first))
        .to.be.revertedWithCustomError(registry, "RankNotAhead")
        .withArgs(id, first, first);
      await expect(as(registry, bank).subordinate(id, first, 9n))
        .to.be.revertedWithCustomError(registry, "EncumbranceUnknown")
        .withArgs(id, 9n);
      await expect(as(registry, bank).subordinate(id, first, second))
        .to.emit(registry, "Subordinated")
        .withArgs(id, first, second);
      const ranks = await Promise.all(
        [first, second, third].map(
          async (number) => ((await registry.encumbranceOf(id, number)) >> 200n) & 0xffffffffn,
        ),
      );
      expect(ranks).to.deep.equal([FIRST_RANKS + 2n, FIRST_RANKS + 1n, FIRST_RANKS + 3n]);
      await as(registry, bank).subordinate(id, first, third);
    });

    it("an encumbrance passes with its rank", async function () {
      const { registry, bank, lender, id } = city;
      const number = await encumber(city, id, mortgage(bank));
      await expect(as(registry, lender).assign(id, number, lender))
        .to.be.revertedWithCustomError(registry, "EncumbranceHolderDiffers")
        .withArgs(id, number, bank.address);
      await expect(as(registry, bank).assign(id, number, ZeroAddress))
        .to.be.revertedWithCustomError(registry, "HolderUnfit")
        .withArgs(ZeroAddress);
      await expect(as(registry, bank).assign(id, number, lender))
        .to.emit(registry, "EncumbranceAssigned")
        .withArgs(id, number, bank.address, lender.address);
      expect(await registry.encumbranceOf(id, number)).to.equal(
        encumbranceWord(mortgage(lender), FIRST_RANKS + 1n),
      );
    });
  });

  describe("withdraw", function () {
    it("makes everything void that was signed", async function () {
      const { registry, owner, other, agent, id } = city;
      const deed = await deedOf(city, id, [owner], other);
      await expect(as(registry, owner).withdraw(id)).to.emit(registry, "ConsentsWithdrawn").withArgs(id, 1n);
      await expect(as(registry, agent).convey(deed))
        .to.be.revertedWithCustomError(registry, "TitleVersionDiffers")
        .withArgs(id, 1n, 0n);
      await expect(as(registry, other).withdraw(id))
        .to.be.revertedWithCustomError(registry, "OwnerUnknown")
        .withArgs(id, other.address);
    });

    it("ends with the last version", async function () {
      const { registry, owner, id } = city;
      const slot = ethers.keccak256(
        ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [id, 2n]),
      );
      const word = await registry.titleOf(id);
      await networkHelpers.setStorageAt(await registry.getAddress(), slot, word | ((2n ** 24n - 1n) << 200n));
      await expect(as(registry, owner).withdraw(id))
        .to.be.revertedWithCustomError(
          { interface: new ethers.Interface(["error TitleVersionsExhausted(uint256)"]) },
          "TitleVersionsExhausted",
        )
        .withArgs(2n ** 24n - 1n);
    });
  });

  it("an application is hidden by its salt", async function () {
    const { bank, id } = city;
    expect(commitmentOf(id, mortgage(bank), doc("a"), doc("salt"))).to.not.equal(
      commitmentOf(id, mortgage(bank), doc("a")),
    );
  });
});
