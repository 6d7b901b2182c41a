import { expect } from "chai";
import { id, MaxUint256, ZeroAddress, ZeroHash } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { type IMintDesk, IMintDesk__factory } from "../../typechain-types/index.js";
import { networkHelpers } from "../support/network.js";
import {
  as,
  BURN,
  CAP,
  DAILY_LIMIT,
  DAY,
  eventNames,
  FORTUNE,
  HOUR,
  MAXIMUM_ATTESTATION,
  nextTime,
  nextTimeAt,
  ORDER,
  type Payments,
  payments,
  PAYOUT,
  RECEIPT,
  receiptOf,
  REFILL,
  REPORT,
  RESERVE,
  tokens,
} from "../support/payments.js";
import { domainOf, signWithEthers } from "../support/typedData.js";

const { time } = networkHelpers;

const BLOCK_GAS_OF_A_BATCH = 15_000_000n;
const LARGEST_BATCH = 200;

describe("MintDesk", function () {
  let city: Payments;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(payments);
  });

  const one = (amount: bigint, to: string = city.merchant.address): IMintDesk.MintStruct[] => [
    { to, amount, receiptHash: RECEIPT },
  ];
  const nextOrdinal = async (minter = city.minter): Promise<bigint> =>
    (await city.desk.minterInfo(minter)).nextOrdinal;
  /** Mints as the minter, with the ordinal that is due. */
  const mint = async (amount: bigint) => as(city.desk, city.minter).mint(one(amount), await nextOrdinal());
  const available = async (): Promise<bigint> => (await city.desk.minterInfo(city.minter)).available;

  it("publishes its token, its authority and the longest attestation", async function () {
    const { desk, token, officers } = city;
    expect(await desk.token()).to.equal(await token.getAddress());
    expect(await desk.authority()).to.equal(await officers.getAddress());
    expect(await desk.MAXIMUM_ATTESTATION()).to.equal(MAXIMUM_ATTESTATION);
  });

  it("claims its own interface, ERC-1363's receiver and ERC-165, and no other", async function () {
    const { desk } = city;
    for (const claimed of [interfaceId(IMintDesk__factory.abi), "0x88a7ca5c", "0x01ffc9a7"]) {
      expect(await desk.supportsInterface(claimed), claimed).to.equal(true);
    }
    for (const foreign of ["0xffffffff", "0x3edbb4c4"]) {
      expect(await desk.supportsInterface(foreign), foreign).to.equal(false);
    }
  });

  describe("setMinter", function () {
    it("sets cap and refill, with the whole cap available to a new minter", async function () {
      const { desk, policy, stranger } = city;
      await expect(as(desk, policy).setMinter(stranger, tokens(10), tokens(1)))
        .to.emit(desk, "MinterSet")
        .withArgs(stranger.address, tokens(10), tokens(1));
      expect(await desk.minterInfo(stranger)).to.deep.equal([tokens(10), tokens(1), tokens(10), 0n]);
    });

    it("what a minter has used stays used, at any new cap", async function () {
      const { desk, policy, minter } = city;
      await mint(CAP);
      await as(desk, policy).setMinter(minter, CAP * 2n, REFILL);
      expect(await available()).to.be.closeTo(CAP, tokens(1));
      await as(desk, policy).setMinter(minter, tokens(1), tokens(1));
      expect(await available()).to.equal(0n);
    });

    it("a new refill counts from now, not from the last mint", async function () {
      const { desk, policy, minter } = city;
      await mint(CAP);
      await time.increase(DAY);
      await as(desk, policy).setMinter(minter, CAP, CAP * 24n);
      expect(await available()).to.be.closeTo(REFILL, tokens(1));
      await time.increase(HOUR);
      expect(await available()).to.equal(CAP);
    });

    it("a cap of nothing ends a minter's right", async function () {
      const { desk, policy, minter } = city;
      await as(desk, policy).setMinter(minter, 0n, 0n);
      expect(await desk.minterInfo(minter)).to.deep.equal([0n, 0n, 0n, 0n]);
      await expect(mint(1n))
        .to.be.revertedWithCustomError(desk, "MintAllowanceExceeded")
        .withArgs(minter.address, 1n, 0n);
      await as(desk, policy).setMinter(minter, 0n, 5n);
      expect(await available()).to.equal(0n);
    });

    it("a refill of the whole cap within 366 days is the slowest", async function () {
      const { desk, policy, minter } = city;
      await as(desk, policy).setMinter(minter, 366n * 7n, 7n);
      for (const [cap, refill] of [
        [366n * 7n + 1n, 7n],
        [1n, 0n],
      ]) {
        await expect(as(desk, policy).setMinter(minter, cap, refill))
          .to.be.revertedWithCustomError(desk, "RefillTooSlow")
          .withArgs(cap, refill);
      }
      const most = 2n ** 128n - 1n;
      await as(desk, policy).setMinter(minter, most, most);
      await as(desk, policy).setMinter(minter, 1n, most);
    });

    it("is MINT_POLICY's alone", async function () {
      const { desk, minter, treasurer, stranger } = city;
      for (const caller of [minter, treasurer, stranger]) {
        await expect(as(desk, caller).setMinter(caller, 1n, 1n))
          .to.be.revertedWithCustomError(desk, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
    });
  });

  describe("setDailyLimit", function () {
    it("sets the limit of all minters together; what they have used stays used", async function () {
      const { desk, policy } = city;
      expect(await desk.dailyLimit()).to.deep.equal([DAILY_LIMIT, DAILY_LIMIT]);
      await mint(tokens(100));
      await expect(as(desk, policy).setDailyLimit(tokens(150)))
        .to.emit(desk, "DailyLimitSet")
        .withArgs(tokens(150));
      expect(await desk.dailyLimit()).to.deep.equal([tokens(150), tokens(50)]);
      await as(desk, policy).setDailyLimit(tokens(50));
      expect(await desk.dailyLimit()).to.deep.equal([tokens(50), 0n]);
    });

    it("is MINT_POLICY's alone", async function () {
      const { desk, minter, treasurer, stranger } = city;
      for (const caller of [minter, treasurer, stranger]) {
        await expect(as(desk, caller).setDailyLimit(1n))
          .to.be.revertedWithCustomError(desk, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
    });
  });

  describe("attestReserve", function () {
    it("replaces the attestation before", async function () {
      const { desk, treasurer } = city;
      const until = BigInt(await time.latest()) + 10n * DAY;
      await expect(as(desk, treasurer).attestReserve(tokens(7), until, ORDER))
        .to.emit(desk, "ReserveAttested")
        .withArgs(tokens(7), until, ORDER);
      expect(await desk.reserve()).to.deep.equal([tokens(7), until, ORDER]);
    });

    it("is valid from now to a hundred days from now", async function () {
      const { desk, treasurer } = city;
      for (const [offset, isValid] of [
        [-1n, false],
        [0n, true],
        [MAXIMUM_ATTESTATION, true],
        [MAXIMUM_ATTESTATION + 1n, false],
      ] as const) {
        const now = await nextTime();
        const attest = as(desk, treasurer).attestReserve(RESERVE, now + offset, REPORT);
        if (isValid) await attest;
        else {
          await expect(attest)
            .to.be.revertedWithCustomError(desk, "AttestationPeriodWrong")
            .withArgs(now + offset, now + MAXIMUM_ATTESTATION);
        }
      }
    });

    it("is TREASURER's alone", async function () {
      const { desk, minter, policy, stranger } = city;
      for (const caller of [minter, policy, stranger]) {
        await expect(as(desk, caller).attestReserve(1n, 1n, REPORT))
          .to.be.revertedWithCustomError(desk, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
    });
  });

  describe("mint", function () {
    it("creates each of a batch, with its receipt and its number", async function () {
      const { desk, token, minter, merchant, citizen } = city;
      const mints = [
        { to: merchant.address, amount: 5n, receiptHash: RECEIPT },
        { to: citizen.address, amount: 7n, receiptHash: ORDER },
        { to: merchant.address, amount: 0n, receiptHash: ZeroHash },
      ];
      const sent = as(desk, minter).mint(mints, 0n);
      for (const [index, { to, amount, receiptHash }] of mints.entries()) {
        await expect(sent)
          .to.emit(desk, "Minted")
          .withArgs(minter.address, to, amount, receiptHash, BigInt(index));
        await expect(sent).to.emit(token, "Transfer").withArgs(ZeroAddress, to, amount);
      }
      expect(await token.balanceOf(merchant)).to.equal(5n);
      expect(await token.balanceOf(citizen)).to.equal(FORTUNE + 7n);
      expect(await nextOrdinal()).to.equal(3n);
      expect(await available()).to.equal(CAP - 12n);
      expect(await desk.dailyLimit()).to.deep.equal([DAILY_LIMIT, DAILY_LIMIT - 12n]);
    });

    it("of nothing does nothing", async function () {
      const { desk, token, minter } = city;
      await as(desk, minter).mint([], 0n);
      expect(await nextOrdinal()).to.equal(0n);
      expect(await token.totalSupply()).to.equal(FORTUNE);
    });

    it("a batch that is sent twice, or comes too early, does nothing", async function () {
      const { desk, minter } = city;
      const expectRefused = async (given: bigint, expected: bigint) =>
        expect(as(desk, minter).mint(one(1n), given))
          .to.be.revertedWithCustomError(desk, "MintOrdinalWrong")
          .withArgs(minter.address, given, expected);
      await expectRefused(1n, 0n);
      await as(desk, minter).mint(one(1n), 0n);
      await expectRefused(0n, 1n);
      await expectRefused(2n, 1n);
      await as(desk, minter).mint(one(1n), 1n);
    });

    it("each minter counts its own mints", async function () {
      const { desk, policy, minter, stranger, officers } = city;
      await as(desk, minter).mint(one(1n), 0n);
      await as(desk, policy).setMinter(stranger, CAP, REFILL);
      await officers.appoint(stranger.address, [desk.interface.getFunction("mint").selector]);
      await as(desk, stranger).mint(one(1n), 0n);
      expect(await nextOrdinal(stranger)).to.equal(1n);
    });

    it("the role alone is not enough, nor the allowance alone", async function () {
      const { desk, policy, officers, minter, stranger } = city;
      await as(desk, policy).setMinter(stranger, CAP, REFILL);
      await expect(as(desk, stranger).mint(one(1n), 0n))
        .to.be.revertedWithCustomError(desk, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      await as(desk, policy).setMinter(stranger, 0n, 0n);
      await officers.appoint(stranger.address, [desk.interface.getFunction("mint").selector]);
      await expect(as(desk, stranger).mint(one(1n), 0n))
        .to.be.revertedWithCustomError(desk, "MintAllowanceExceeded")
        .withArgs(stranger.address, 1n, 0n);
      await expect(as(desk, minter).mint(one(1n), 0n)).to.be.revertedWithCustomError(
        desk,
        "AccessManagedUnauthorized",
      );
    });

    it("TOKEN-2: a minter mints its cap, then what comes back evenly, to the unit", async function () {
      const { desk, minter } = city;
      await expect(mint(CAP + 1n))
        .to.be.revertedWithCustomError(desk, "MintAllowanceExceeded")
        .withArgs(minter.address, CAP + 1n, CAP);
      const at = await nextTime();
      await mint(CAP);
      // 480 tokens a day are 20 an hour.
      await nextTimeAt(at + HOUR);
      await expect(mint(tokens(20) + 1n))
        .to.be.revertedWithCustomError(desk, "MintAllowanceExceeded")
        .withArgs(minter.address, tokens(20) + 1n, tokens(20));
      await nextTimeAt(at + HOUR + 1n);
      await mint(tokens(20));
      await nextTimeAt(at + DAY + HOUR);
      await expect(mint(REFILL + 1n)).to.be.revertedWithCustomError(desk, "MintAllowanceExceeded");
      await time.increaseTo(at + 100n * DAY);
      expect(await available()).to.equal(CAP);
    });

    it("TOKEN-2: all minters together stay within the limit of any 24 hours, to the second", async function () {
      const { desk, policy, minter } = city;
      await as(desk, policy).setMinter(minter, DAILY_LIMIT * 10n, DAILY_LIMIT * 10n);
      await expect(mint(DAILY_LIMIT + 1n))
        .to.be.revertedWithCustomError(desk, "DailyLimitExceeded")
        .withArgs(DAILY_LIMIT + 1n, DAILY_LIMIT);
      const at = await nextTime();
      await mint(tokens(1_000));
      await nextTimeAt(at + HOUR);
      await mint(DAILY_LIMIT - tokens(1_000));
      await nextTimeAt(at + DAY - 1n);
      await expect(mint(1n)).to.be.revertedWithCustomError(desk, "DailyLimitExceeded").withArgs(1n, 0n);
      await nextTimeAt(at + DAY);
      await mint(tokens(1_000));
      await nextTimeAt(at + DAY + HOUR - 1n);
      await expect(mint(1n)).to.be.revertedWithCustomError(desk, "DailyLimitExceeded");
      await nextTimeAt(at + DAY + HOUR);
      await mint(DAILY_LIMIT - tokens(1_000));
    });

    it("TOKEN-6: the supply never passes the attested reserve", async function () {
      const { desk, treasurer } = city;
      const until = BigInt(await time.latest()) + 10n * DAY;
      await as(desk, treasurer).attestReserve(FORTUNE + 5n, until, REPORT);
      await expect(mint(6n))
        .to.be.revertedWithCustomError(desk, "ReserveExceeded")
        .withArgs(FORTUNE + 6n, FORTUNE + 5n);
      await mint(5n);
      await as(desk, treasurer).attestReserve(1n, until, REPORT);
      await expect(mint(1n))
        .to.be.revertedWithCustomError(desk, "ReserveExceeded")
        .withArgs(FORTUNE + 6n, 1n);
    });

    it("TOKEN-6: an attestation backs mints up to its last second", async function () {
      const { desk, treasurer } = city;
      const until = BigInt(await time.latest()) + DAY;
      await as(desk, treasurer).attestReserve(RESERVE, until, REPORT);
      await nextTimeAt(until);
      await mint(1n);
      await nextTimeAt(until + 1n);
      await expect(mint(1n)).to.be.revertedWithCustomError(desk, "ReserveExpired").withArgs(until);
    });

    it("all or none: a bad receiver undoes the batch, ordinal and limits too", async function () {
      const { desk, token, minter, merchant } = city;
      for (const [to, error, argument] of [
        [await token.getAddress(), "ERC7943CannotReceive", await token.getAddress()],
        [ZeroAddress, "ERC20InvalidReceiver", ZeroAddress],
      ]) {
        await expect(as(desk, minter).mint([...one(1n), { to, amount: 1n, receiptHash: RECEIPT }], 0n))
          .to.be.revertedWithCustomError(token, error)
          .withArgs(argument);
      }
      expect(await token.balanceOf(merchant)).to.equal(0n);
      expect(await nextOrdinal()).to.equal(0n);
      expect(await available()).to.equal(CAP);
    });

    it("amounts that overflow together are refused", async function () {
      const { desk, minter } = city;
      await expect(as(desk, minter).mint([...one(MaxUint256), ...one(1n)], 0n)).to.be.revertedWithPanic(0x11);
    });

    it(`a batch of ${LARGEST_BATCH} new holders stays under 15 million gas`, async function () {
      const { desk, minter } = city;
      const mints = Array.from({ length: LARGEST_BATCH }, (_, index) => ({
        to: `0x${(index + 1).toString(16).padStart(40, "f")}`,
        amount: 1n,
        receiptHash: id(`receipt ${index}`),
      }));
      const { gasUsed } = await receiptOf(as(desk, minter).mint(mints, 0n));
      expect(gasUsed).to.be.lessThan(BLOCK_GAS_OF_A_BATCH);
    });
  });

  describe("redemption", function () {
    const expectRedeemed = async (sent: Promise<unknown>, amount: bigint) => {
      const { desk, token, citizen } = city;
      await expect(sent).to.emit(desk, "Redeemed").withArgs(citizen.address, amount, PAYOUT);
      await expect(sent)
        .to.emit(token, "Transfer")
        .withArgs(await desk.getAddress(), ZeroAddress, amount);
      expect(await token.balanceOf(citizen)).to.equal(FORTUNE - amount);
      expect(await token.balanceOf(desk)).to.equal(0n);
      expect(await token.totalSupply()).to.equal(FORTUNE - amount);
    };

    describe("redeem", function () {
      it("TOKEN-7: destroys what the holder has approved", async function () {
        const { desk, token, citizen } = city;
        await as(token, citizen).approve(desk, 7n);
        await expectRedeemed(as(desk, citizen).redeem(7n, PAYOUT), 7n);
      });

      it("is refused without allowance, balance, amount or instruction", async function () {
        const { desk, token, citizen } = city;
        await expect(as(desk, citizen).redeem(7n, PAYOUT))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
          .withArgs(await desk.getAddress(), 0n, 7n);
        await as(token, citizen).approve(desk, MaxUint256);
        await expect(as(desk, citizen).redeem(FORTUNE + 1n, PAYOUT))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
          .withArgs(citizen.address, FORTUNE, FORTUNE + 1n);
        await expect(as(desk, citizen).redeem(0n, PAYOUT)).to.be.revertedWithCustomError(
          desk,
          "RedemptionEmpty",
        );
        await expect(as(desk, citizen).redeem(7n, ZeroHash)).to.be.revertedWithCustomError(
          desk,
          "RedemptionEmpty",
        );
      });

      it("an allowance to the desk is of use to its owner alone", async function () {
        const { desk, token, citizen, stranger } = city;
        await as(token, citizen).approve(desk, MaxUint256);
        await expect(as(desk, stranger).redeem(7n, PAYOUT))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
          .withArgs(await desk.getAddress(), 0n, 7n);
        await expect(
          as(token, stranger)["transferFromAndCall(address,address,uint256,bytes)"](
            citizen,
            desk,
            7n,
            PAYOUT,
          ),
        )
          .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
          .withArgs(stranger.address, 0n, 7n);
      });

      it("another may name the same instruction: the event says whose tokens were destroyed", async function () {
        const { desk, token, agent, citizen, stranger } = city;
        await as(token, agent).mint(stranger, 1n);
        for (const [holder, amount] of [
          [stranger, 1n],
          [citizen, 7n],
        ] as const) {
          await as(token, holder).approve(desk, amount);
          await expect(as(desk, holder).redeem(amount, PAYOUT))
            .to.emit(desk, "Redeemed")
            .withArgs(holder.address, amount, PAYOUT);
        }
      });

      it("frozen tokens are not redeemed", async function () {
        const { desk, token, bailiff, citizen } = city;
        await as(token, citizen).approve(desk, MaxUint256);
        await as(token, bailiff).freezeByOrder(citizen, FORTUNE, ORDER);
        await expect(as(desk, citizen).redeem(1n, PAYOUT))
          .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
          .withArgs(citizen.address, 1n, 0n);
      });

      it("nothing is destroyed once the desk is no agent any more", async function () {
        const { desk, token, council, citizen } = city;
        await as(token, citizen).approve(desk, 7n);
        await as(token, council).announceAgent(desk, 0n);
        await expect(as(desk, citizen).redeem(7n, PAYOUT))
          .to.be.revertedWithCustomError(token, "AgentUnauthorized")
          .withArgs(await desk.getAddress(), BURN);
        expect(await token.balanceOf(citizen)).to.equal(FORTUNE);
      });
    });

    describe("redeemWithAuthorization", function () {
      const signed = async (changes: Record<string, unknown> = {}) =>
        signWithEthers(city.citizen, await domainOf(city.token), "ReceiveWithAuthorization", {
          from: city.citizen.address,
          to: await city.desk.getAddress(),
          value: 7n,
          validAfter: 0n,
          validBefore: MaxUint256,
          nonce: PAYOUT,
          ...changes,
        });
      const redeem = async (signature: string, amount = 7n, payoutHash = PAYOUT) =>
        as(city.desk, city.relayer).redeemWithAuthorization(
          city.citizen,
          amount,
          0n,
          MaxUint256,
          payoutHash,
          signature,
        );

      it("TOKEN-7: destroys what the holder has signed for, sent by anyone, once", async function () {
        const { token, citizen } = city;
        const signature = await signed();
        const sent = redeem(signature);
        await expectRedeemed(sent, 7n);
        await expect(redeem(signature))
          .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
          .withArgs(citizen.address, PAYOUT);
      });

      it("is refused for another instruction, amount, receiver or form", async function () {
        const { token, citizen, relayer } = city;
        const form = await signWithEthers(citizen, await domainOf(token), "TransferWithAuthorization", {
          from: citizen.address,
          to: await city.desk.getAddress(),
          value: 7n,
          validAfter: 0n,
          validBefore: MaxUint256,
          nonce: PAYOUT,
        });
        for (const signature of [
          await signed({ nonce: ORDER }),
          await signed({ value: 8n }),
          await signed({ to: relayer.address }),
          form,
        ]) {
          await expect(redeem(signature))
            .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
            .withArgs(citizen.address);
        }
      });

      it("is refused without amount or instruction", async function () {
        const { desk } = city;
        await expect(redeem(await signed({ value: 0n }), 0n)).to.be.revertedWithCustomError(
          desk,
          "RedemptionEmpty",
        );
        await expect(redeem(await signed({ nonce: ZeroHash }), 7n, ZeroHash)).to.be.revertedWithCustomError(
          desk,
          "RedemptionEmpty",
        );
      });

      it("passes the times on", async function () {
        const { desk, token, citizen, relayer } = city;
        const now = BigInt(await time.latest());
        const signature = await signed({ validAfter: now - 2n, validBefore: now });
        await expect(as(desk, relayer).redeemWithAuthorization(citizen, 7n, now - 2n, now, PAYOUT, signature))
          .to.be.revertedWithCustomError(token, "ERC3009InvalidAuthorizationTime")
          .withArgs(now - 2n, now);
      });

      it("nobody takes the signature to the token past the desk", async function () {
        const { desk, token, citizen, stranger } = city;
        await expect(
          as(token, stranger)[
            "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
          ](citizen, desk, 7n, 0n, MaxUint256, PAYOUT, await signed()),
        )
          .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
          .withArgs(await desk.getAddress());
      });
    });

    describe("onTransferReceived", function () {
      it("TOKEN-7: destroys what a holder sends with its instruction", async function () {
        const { desk, token, citizen } = city;
        const sent = as(token, citizen)["transferAndCall(address,uint256,bytes)"](desk, 7n, PAYOUT);
        await expectRedeemed(sent, 7n);
        expect(eventNames(await receiptOf(sent), desk)).to.deep.equal(["?", "Redeemed", "?"]);
      });

      it("a spender redeems for the holder, in the holder's name", async function () {
        const { desk, token, citizen, merchant } = city;
        await as(token, citizen).approve(merchant, 7n);
        await expectRedeemed(
          as(token, merchant)["transferFromAndCall(address,address,uint256,bytes)"](
            citizen,
            desk,
            7n,
            PAYOUT,
          ),
          7n,
        );
      });

      it("is refused without the 32 bytes of an instruction, or without an amount", async function () {
        const { desk, token, citizen } = city;
        for (const [amount, data] of [
          [7n, "0x"],
          [7n, `${PAYOUT}00`],
          [7n, PAYOUT.slice(0, -2)],
          [7n, ZeroHash],
          [0n, PAYOUT],
        ] as const) {
          await expect(
            as(token, citizen)["transferAndCall(address,uint256,bytes)"](desk, amount, data),
          ).to.be.revertedWithCustomError(desk, "RedemptionEmpty");
        }
        await expect(
          as(token, citizen)["transferAndCall(address,uint256)"](desk, 7n),
        ).to.be.revertedWithCustomError(desk, "RedemptionEmpty");
      });

      it("hears the token alone", async function () {
        const { desk, citizen, stranger } = city;
        await expect(as(desk, stranger).onTransferReceived(stranger, citizen, 7n, PAYOUT))
          .to.be.revertedWithCustomError(desk, "TokenUnknown")
          .withArgs(stranger.address);
      });
    });

    it("what was sent to the desk without an instruction stays there, for the court to give back", async function () {
      const { desk, token, judge, citizen } = city;
      await as(token, citizen).transfer(desk, 7n);
      await as(token, citizen).approve(desk, 5n);
      await as(desk, citizen).redeem(5n, PAYOUT);
      expect(await token.balanceOf(desk)).to.equal(7n);
      await as(token, judge).transferByOrder(desk, citizen, 7n, ORDER);
      expect(await token.balanceOf(citizen)).to.equal(FORTUNE - 5n);
    });
  });
});
