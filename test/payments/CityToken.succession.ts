import { expect } from "chai";
import { ZeroAddress, zeroPadValue } from "ethers";

import {
  type CityToken,
  CityToken__factory,
  type MintDesk,
  MintDesk__factory,
} from "../../typechain-types/index.js";
import { networkHelpers } from "../support/network.js";
import {
  appoint,
  as,
  BURN,
  CAP,
  DAILY_LIMIT,
  DAY,
  FORTUNE,
  LARGEST_BALANCE,
  MINT,
  nextTime,
  nextTimeAt,
  NOTICE_PERIOD,
  ORDER,
  type Payments,
  payments,
  PAYOUT,
  RECEIPT,
  REFILL,
  REPORT,
  tokens,
} from "../support/payments.js";

const { time } = networkHelpers;

interface Succession extends Payments {
  next: CityToken;
  nextDesk: MintDesk;
  retiresAt: bigint;
}

/** A second token whose predecessor is the first, in a sealed city; the retirement of the first is announced. */
async function announcedSuccession(): Promise<Succession> {
  const city = await payments();
  const { officers, token, council, bailiff, policy, minter, deployer } = city;
  const next = await new CityToken__factory(deployer).deploy("City Token 2", "CITY2", officers, token);
  const nextDesk = await new MintDesk__factory(deployer).deploy(officers, next);
  await appoint(officers, next, council, ["announceAgent", "announceChecker", "retire"]);
  await appoint(officers, next, bailiff, ["setFrozenTokens", "freezeByOrder", "cancelRecovery"]);
  await as(next, council).announceAgent(nextDesk, MINT | BURN);
  await as(nextDesk, policy).setDailyLimit(DAILY_LIMIT);
  await as(nextDesk, policy).setMinter(minter, CAP, REFILL);
  await officers.seal();
  const at = await nextTime();
  await as(token, council).retire(next);
  return { ...city, next, nextDesk, retiresAt: at + NOTICE_PERIOD };
}

/** The same after the notice. */
async function retired(): Promise<Succession> {
  const city = await announcedSuccession();
  await time.increaseTo(city.retiresAt);
  return city;
}

const recordOf = ({ address }: { address: string }): string => zeroPadValue(address, 32);

describe("CityToken: succession", function () {
  let city: Succession;

  describe("given a token whose retirement is announced", function () {
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(announcedSuccession);
    });

    it("nobody swaps before the notice ends, to the second", async function () {
      const { token, next, citizen, retiresAt } = city;
      expect(await token.successor()).to.deep.equal([await next.getAddress(), retiresAt]);
      await nextTimeAt(retiresAt - 1n);
      await expect(as(next, citizen).swap())
        .to.be.revertedWithCustomError(token, "SuccessorOnly")
        .withArgs(await next.getAddress());
      await nextTimeAt(retiresAt);
      await as(next, citizen).swap();
    });

    it("it mints until the notice ends, to the second", async function () {
      const { token, agent, next, citizen, retiresAt } = city;
      await nextTimeAt(retiresAt - 1n);
      await as(token, agent).mint(citizen, 1n);
      await nextTimeAt(retiresAt);
      await expect(as(token, agent).mint(citizen, 1n))
        .to.be.revertedWithCustomError(token, "ContractRetired")
        .withArgs(await next.getAddress(), retiresAt);
    });
  });

  describe("given a retired token and its successor", function () {
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(retired);
    });

    it("TOKEN-8: a holder swaps one to one, and both supplies together stay the same", async function () {
      const { token, next, citizen } = city;
      expect(await as(next, citizen).swap.staticCall()).to.equal(FORTUNE);
      const sent = as(next, citizen).swap();
      await expect(sent).to.emit(token, "Transfer").withArgs(citizen.address, ZeroAddress, FORTUNE);
      await expect(sent)
        .to.emit(token, "RecordMoved")
        .withArgs(recordOf(citizen), await next.getAddress());
      await expect(sent).to.emit(next, "Transfer").withArgs(ZeroAddress, citizen.address, FORTUNE);
      expect(await token.balanceOf(citizen)).to.equal(0n);
      expect(await next.balanceOf(citizen)).to.equal(FORTUNE);
      expect(await token.totalSupply()).to.equal(0n);
      expect(await next.totalSupply()).to.equal(FORTUNE);
      await expect(sent).not.to.emit(next, "Frozen");
    });

    it("TOKEN-8: what is frozen stays frozen on the other side, beside what is frozen there", async function () {
      const { token, next, bailiff, citizen, merchant } = city;
      await as(token, bailiff).freezeByOrder(citizen, 50n, ORDER);
      await as(next, bailiff).freezeByOrder(citizen, 10n, ORDER);
      const sent = as(next, citizen).swap();
      await expect(sent).to.emit(token, "Frozen").withArgs(citizen.address, 0n);
      await expect(sent).to.emit(next, "Frozen").withArgs(citizen.address, 60n);
      expect(await token.getFrozenTokens(citizen)).to.equal(0n);
      await as(next, citizen).transfer(merchant, FORTUNE - 60n);
      await expect(as(next, citizen).transfer(merchant, 1n))
        .to.be.revertedWithCustomError(next, "ERC7943InsufficientUnfrozenBalance")
        .withArgs(citizen.address, 1n, 0n);
    });

    it("a freeze of everything stays one, and nothing overflows", async function () {
      const { token, next, bailiff, citizen } = city;
      await as(token, bailiff).freezeByOrder(citizen, LARGEST_BALANCE, ORDER);
      await as(next, bailiff).freezeByOrder(citizen, LARGEST_BALANCE, ORDER);
      await as(next, citizen).swap();
      expect(await next.getFrozenTokens(citizen)).to.equal(LARGEST_BALANCE);
    });

    it("a suspended account does not swap; its heir does after the recovery", async function () {
      const { token, next, registry, citizen, heir } = city;
      await registry.setSuccessor(citizen.address, heir.address);
      await token.announceRecovery(citizen);
      await expect(as(next, citizen).swap())
        .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
        .withArgs(citizen.address);
      await time.increase(7n * DAY);
      await token.recover(citizen);
      await as(next, heir).swap();
      expect(await next.balanceOf(heir)).to.equal(FORTUNE);
    });

    it("transfers in the retired one go on, and what arrives later is swapped too", async function () {
      const { token, next, citizen, merchant } = city;
      await as(next, merchant).swap();
      expect(await next.balanceOf(merchant)).to.equal(0n);
      await as(token, citizen).transfer(merchant, 7n);
      await as(next, merchant).swap();
      await as(token, citizen).transfer(merchant, 3n);
      await as(next, merchant).swap();
      await as(next, merchant).swap();
      expect(await next.balanceOf(merchant)).to.equal(10n);
      expect((await token.totalSupply()) + (await next.totalSupply())).to.equal(FORTUNE);
    });

    it("the retired one mints nothing, and redeems as before", async function () {
      const { token, desk, agent, next, citizen, retiresAt } = city;
      await expect(as(token, agent).mint(citizen, 1n))
        .to.be.revertedWithCustomError(token, "ContractRetired")
        .withArgs(await next.getAddress(), retiresAt);
      await as(token, citizen).approve(desk, 5n);
      await as(desk, citizen).redeem(5n, PAYOUT);
      expect(await token.balanceOf(citizen)).to.equal(FORTUNE - 5n);
    });

    it("only the successor takes records over", async function () {
      const { token, agent, council, stranger, citizen } = city;
      for (const caller of [stranger, citizen, council, agent]) {
        await expect(as(token, caller).handOver(recordOf(citizen)))
          .to.be.revertedWithCustomError(token, "SuccessorOnly")
          .withArgs(caller.address);
      }
    });

    it("the first of the line has nothing to swap", async function () {
      const { token, citizen } = city;
      await expect(as(token, citizen).swap()).to.be.revertedWithCustomError(token, "PredecessorMissing");
    });

    it("TOKEN-6: the reserve backs what is not swapped yet too", async function () {
      const { next, nextDesk, treasurer, minter, merchant, citizen } = city;
      const until = BigInt(await time.latest()) + 90n * DAY;
      await as(nextDesk, treasurer).attestReserve(FORTUNE + tokens(5), until, REPORT);
      const mint = async (amount: bigint) =>
        as(nextDesk, minter).mint([{ to: merchant, amount, receiptHash: RECEIPT }], 0n);
      await expect(mint(tokens(5) + 1n))
        .to.be.revertedWithCustomError(nextDesk, "ReserveExceeded")
        .withArgs(FORTUNE + tokens(5) + 1n, FORTUNE + tokens(5));
      await mint(tokens(5));
      await as(next, citizen).swap();
      expect(await next.totalSupply()).to.equal(FORTUNE + tokens(5));
    });
  });
});
