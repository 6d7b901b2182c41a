import { expect } from "chai";
import { MaxUint256, toBeHex, ZeroAddress, ZeroHash } from "ethers";

import { networkHelpers } from "../support/network.js";
import {
  as,
  DAY,
  eventNames,
  FOR_EVER,
  FORTUNE,
  HOUR,
  keyOf,
  nextTime,
  nextTimeAt,
  ORDER,
  type Payments,
  payments,
  receiptOf,
  RECOVERY_NOTICE,
} from "../support/payments.js";
import { domainOf, signWithEthers } from "../support/typedData.js";

const { loadFixture, time } = networkHelpers;

describe("CityToken: recovery", function () {
  let city: Payments;
  beforeEach(async function () {
    city = await loadFixture(payments);
  });

  const setSuccessor = async (successor: string) =>
    city.registry.setSuccessor(city.citizen.address, successor);
  const setFrozenUntil = async (until: bigint) => city.registry.setFrozenUntil(city.citizen.address, until);

  /** The registry names the heir, and the recovery is announced; answers when it takes effect. */
  async function announced(): Promise<bigint> {
    await setSuccessor(city.heir.address);
    const at = await nextTime();
    await city.token.announceRecovery(city.citizen);
    return at + RECOVERY_NOTICE;
  }

  it("publishes its question and its notice", async function () {
    expect(await city.token.RECOVERY()).to.equal(
      `0x${Buffer.from("RECOVERY").toString("hex").padEnd(64, "0")}`,
    );
    expect(await city.token.RECOVERY_NOTICE()).to.equal(RECOVERY_NOTICE);
  });

  describe("given a city without an identity registry", function () {
    it("nothing is suspended, announced or recovered", async function () {
      const { token, council, citizen } = city;
      const effectiveAt = await announced();
      await as(token, council).announceChecker(await token.RECOVERY(), ZeroAddress);
      await time.increaseTo(effectiveAt);
      for (const act of [token.suspend, token.announceRecovery, token.recover]) {
        await expect(act(citizen)).to.be.revertedWithCustomError(token, "RecoveryUnavailable");
      }
    });
  });

  describe("suspend", function () {
    it("brings the registry's word here, and the key sends again in the second it ends", async function () {
      const { token, citizen, merchant } = city;
      const until = BigInt(await time.latest()) + HOUR;
      await setFrozenUntil(until);
      await expect(as(token, city.stranger).suspend(citizen))
        .to.emit(token, "AccountSuspended")
        .withArgs(citizen.address, until);
      expect(await token.suspendedUntil(citizen)).to.equal(until);
      expect(await token.canSend(citizen)).to.equal(false);
      await nextTimeAt(until - 1n);
      await expect(as(token, citizen).transfer(merchant, 0n))
        .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
        .withArgs(citizen.address);
      await nextTimeAt(until);
      await as(token, citizen).transfer(merchant, 1n);
      expect(await token.canSend(citizen)).to.equal(true);
    });

    it("lifts the suspension once the registry takes its word back", async function () {
      const { token, citizen, merchant } = city;
      await setFrozenUntil(FOR_EVER);
      await token.suspend(citizen);
      await setFrozenUntil(0n);
      await expect(token.suspend(citizen)).to.emit(token, "AccountSuspended").withArgs(citizen.address, 0n);
      await as(token, citizen).transfer(merchant, 1n);
    });

    it("lasts for ever where the registry names a successor", async function () {
      const { token, citizen, heir } = city;
      await setSuccessor(heir.address);
      await expect(token.suspend(citizen))
        .to.emit(token, "AccountSuspended")
        .withArgs(citizen.address, FOR_EVER);
    });

    it("says nothing of an account that the registry knows nothing of", async function () {
      const { token, citizen, merchant } = city;
      await token.suspend(citizen);
      expect(await token.suspendedUntil(citizen)).to.equal(0n);
      await as(token, citizen).transfer(merchant, 1n);
    });

    it("stops every way out: transfer, allowance, signature and redemption; receiving goes on", async function () {
      const { token, desk, agent, citizen, merchant, relayer } = city;
      await as(token, citizen).approve(merchant, FORTUNE);
      await as(token, citizen).approve(desk, FORTUNE);
      await setFrozenUntil(FOR_EVER);
      await token.suspend(citizen);
      const message = {
        from: citizen.address,
        to: merchant.address,
        value: 1n,
        validAfter: 0n,
        validBefore: MaxUint256,
        nonce: toBeHex(1, 32),
      };
      const signature = await signWithEthers(
        citizen,
        await domainOf(token),
        "TransferWithAuthorization",
        message,
      );
      for (const act of [
        async () => as(token, citizen).transfer(merchant, 1n),
        async () => as(token, merchant).transferFrom(citizen, merchant, 1n),
        async () => as(token, citizen)["transferAndCall(address,uint256,bytes)"](desk, 1n, ORDER),
        async () =>
          as(token, relayer)[
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
          ](citizen, merchant, 1n, 0n, MaxUint256, message.nonce, signature),
        async () => as(desk, citizen).redeem(1n, ORDER),
      ]) {
        await expect(act())
          .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
          .withArgs(citizen.address);
      }
      await as(token, agent).mint(citizen, 1n);
      expect(await token.balanceOf(citizen)).to.equal(FORTUNE + 1n);
    });
  });

  describe("announceRecovery", function () {
    it("announces the heir that the registry names, and suspends the old key", async function () {
      const { token, citizen, heir, merchant } = city;
      await setSuccessor(heir.address);
      const at = await nextTime();
      const receipt = await receiptOf(as(token, city.stranger).announceRecovery(citizen));
      expect(eventNames(receipt, token)).to.deep.equal(["RecoveryAnnounced", "AccountSuspended"]);
      await expect(Promise.resolve(receipt))
        .to.emit(token, "RecoveryAnnounced")
        .withArgs(citizen.address, heir.address, at + RECOVERY_NOTICE);
      await expect(Promise.resolve(receipt))
        .to.emit(token, "AccountSuspended")
        .withArgs(citizen.address, FOR_EVER);
      expect(await token.recoveryOf(citizen)).to.deep.equal([heir.address, at + RECOVERY_NOTICE]);
      await expect(as(token, citizen).transfer(merchant, 1n))
        .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
        .withArgs(citizen.address);
    });

    it("is refused where the registry names nobody, the account itself, or the token", async function () {
      const { token, citizen } = city;
      for (const successor of [ZeroAddress, citizen.address, await token.getAddress()]) {
        await setSuccessor(successor);
        await expect(token.announceRecovery(citizen))
          .to.be.revertedWithCustomError(token, "RecoveryUnfounded")
          .withArgs(citizen.address, successor);
        await token.suspend(citizen);
        expect(await token.canSend(citizen)).to.equal(true);
      }
    });

    it("is refused a second time for the same heir: the notice does not begin anew", async function () {
      const { token, citizen } = city;
      const effectiveAt = await announced();
      await expect(token.announceRecovery(citizen))
        .to.be.revertedWithCustomError(token, "RecoveryAlreadyAnnounced")
        .withArgs(citizen.address, effectiveAt);
    });

    it("begins anew where the registry names another heir", async function () {
      const { token, citizen } = city;
      await announced();
      const other = keyOf("another heir").address;
      await setSuccessor(other);
      const at = await nextTime(DAY);
      await token.announceRecovery(citizen);
      expect(await token.recoveryOf(citizen)).to.deep.equal([other, at + RECOVERY_NOTICE]);
    });
  });

  describe("recover", function () {
    it("moves everything to the heir in the second the notice ends, and not earlier", async function () {
      const { token, citizen, heir, stranger } = city;
      const effectiveAt = await announced();
      await nextTimeAt(effectiveAt - 1n);
      await expect(token.recover(citizen))
        .to.be.revertedWithCustomError(token, "RecoveryNotDue")
        .withArgs(citizen.address, effectiveAt);
      await nextTimeAt(effectiveAt);
      const receipt = await receiptOf(as(token, stranger).recover(citizen));
      expect(eventNames(receipt, token)).to.deep.equal(["Transfer", "AccountRecovered"]);
      await expect(Promise.resolve(receipt))
        .to.emit(token, "Transfer")
        .withArgs(citizen.address, heir.address, FORTUNE);
      await expect(Promise.resolve(receipt))
        .to.emit(token, "AccountRecovered")
        .withArgs(citizen.address, heir.address, FORTUNE);
      expect(await token.balanceOf(heir)).to.equal(FORTUNE);
      expect(await token.balanceOf(citizen)).to.equal(0n);
      expect(await token.recoveryOf(citizen)).to.deep.equal([ZeroAddress, 0n]);
      expect(await token.canSend(citizen)).to.equal(false);
    });

    it("is refused where nothing is announced", async function () {
      const { token, citizen } = city;
      await expect(token.recover(citizen))
        .to.be.revertedWithCustomError(token, "RecoveryNotDue")
        .withArgs(citizen.address, 0n);
    });

    it("is refused where the registry names another heir by then, or nobody", async function () {
      const { token, citizen } = city;
      await time.increaseTo(await announced());
      for (const successor of [keyOf("another heir").address, ZeroAddress]) {
        await setSuccessor(successor);
        await expect(token.recover(citizen))
          .to.be.revertedWithCustomError(token, "RecoveryUnfounded")
          .withArgs(citizen.address, successor);
      }
      await token.suspend(citizen);
      expect(await token.canSend(citizen)).to.equal(true);
    });

    it("TOKEN-3: carries what is frozen, beside what the heir holds and has frozen", async function () {
      const { token, agent, bailiff, citizen, heir, merchant } = city;
      await as(token, agent).mint(heir, 100n);
      await as(token, bailiff).freezeByOrder(heir, 10n, ORDER);
      await as(token, bailiff).freezeByOrder(citizen, 50n, ORDER);
      await time.increaseTo(await announced());
      const receipt = await receiptOf(token.recover(citizen));
      expect(eventNames(receipt, token)).to.deep.equal(["Frozen", "Frozen", "Transfer", "AccountRecovered"]);
      await expect(Promise.resolve(receipt)).to.emit(token, "Frozen").withArgs(citizen.address, 0n);
      await expect(Promise.resolve(receipt)).to.emit(token, "Frozen").withArgs(heir.address, 60n);
      expect(await token.getFrozenTokens(citizen)).to.equal(0n);
      await as(token, heir).transfer(merchant, FORTUNE + 40n);
      await expect(as(token, heir).transfer(merchant, 1n))
        .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
        .withArgs(heir.address, 1n, 0n);
    });

    it("two freezes of everything make one freeze of everything", async function () {
      const { token, bailiff, citizen, heir } = city;
      const everything = 2n ** 104n - 1n;
      for (const account of [citizen, heir]) {
        await as(token, bailiff).freezeByOrder(account, everything, ORDER);
      }
      await time.increaseTo(await announced());
      await token.recover(citizen);
      expect(await token.getFrozenTokens(heir)).to.equal(everything);
    });

    it("works again, with a new notice, for what arrives at the old account later", async function () {
      const { token, agent, citizen, heir } = city;
      await time.increaseTo(await announced());
      await token.recover(citizen);
      await as(token, agent).mint(citizen, 5n);
      await expect(token.recover(citizen)).to.be.revertedWithCustomError(token, "RecoveryNotDue");
      await time.increaseTo(await announced());
      await token.recover(citizen);
      expect(await token.balanceOf(heir)).to.equal(FORTUNE + 5n);
    });

    it("a thief who holds the old key sends nothing from the announcement on", async function () {
      const { token, citizen, stranger, heir } = city;
      await as(token, citizen).approve(stranger, MaxUint256);
      await time.increaseTo(await announced());
      for (const act of [
        async () => as(token, citizen).transfer(stranger, 1n),
        async () => as(token, stranger).transferFrom(citizen, stranger, 1n),
      ]) {
        await expect(act())
          .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
          .withArgs(citizen.address);
      }
      await token.recover(citizen);
      expect(await token.balanceOf(heir)).to.equal(FORTUNE);
      await expect(as(token, stranger).transferFrom(heir, stranger, 1n))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
        .withArgs(stranger.address, 0n, 1n);
    });
  });

  describe("cancelRecovery", function () {
    it("stops an announced recovery by an order, and the account sends again", async function () {
      const { token, bailiff, citizen, heir, merchant } = city;
      const effectiveAt = await announced();
      const receipt = await receiptOf(as(token, bailiff).cancelRecovery(citizen, ORDER));
      expect(eventNames(receipt, token)).to.deep.equal([
        "OrderExecuted",
        "RecoveryCancelled",
        "AccountSuspended",
      ]);
      await expect(Promise.resolve(receipt)).to.emit(token, "OrderExecuted").withArgs(citizen.address, ORDER);
      await expect(Promise.resolve(receipt)).to.emit(token, "RecoveryCancelled").withArgs(citizen.address);
      await expect(Promise.resolve(receipt)).to.emit(token, "AccountSuspended").withArgs(citizen.address, 0n);
      expect(await token.recoveryOf(citizen)).to.deep.equal([heir.address, FOR_EVER]);
      await as(token, citizen).transfer(merchant, 1n);
      await time.increaseTo(effectiveAt + 100n * DAY);
      await expect(token.recover(citizen))
        .to.be.revertedWithCustomError(token, "RecoveryNotDue")
        .withArgs(citizen.address, FOR_EVER);
    });

    it("nobody restarts it for the same heir, and nobody suspends the account for it", async function () {
      const { token, bailiff, citizen } = city;
      await announced();
      await as(token, bailiff).cancelRecovery(citizen, ORDER);
      await expect(token.announceRecovery(citizen))
        .to.be.revertedWithCustomError(token, "RecoveryAlreadyAnnounced")
        .withArgs(citizen.address, FOR_EVER);
      await token.suspend(citizen);
      expect(await token.canSend(citizen)).to.equal(true);
      await setFrozenUntil(FOR_EVER);
      await token.suspend(citizen);
      expect(await token.canSend(citizen)).to.equal(false);
    });

    it("another heir can be announced, and the first stays stopped after that", async function () {
      const { token, bailiff, citizen, heir } = city;
      await announced();
      await as(token, bailiff).cancelRecovery(citizen, ORDER);
      const other = keyOf("another heir").address;
      await setSuccessor(other);
      await token.announceRecovery(citizen);
      await setSuccessor(heir.address);
      await expect(token.announceRecovery(citizen))
        .to.be.revertedWithCustomError(token, "RecoveryAlreadyAnnounced")
        .withArgs(citizen.address, FOR_EVER);
      await setSuccessor(other);
      await time.increase(RECOVERY_NOTICE);
      await token.recover(citizen);
      await setSuccessor(heir.address);
      await expect(token.announceRecovery(citizen))
        .to.be.revertedWithCustomError(token, "RecoveryAlreadyAnnounced")
        .withArgs(citizen.address, FOR_EVER);
    });

    it("is refused without an order, without an announcement, a second time, and to everybody else", async function () {
      const { token, bailiff, judge, citizen, heir } = city;
      await expect(as(token, bailiff).cancelRecovery(citizen, ORDER))
        .to.be.revertedWithCustomError(token, "RecoveryNotDue")
        .withArgs(citizen.address, 0n);
      await announced();
      await expect(as(token, bailiff).cancelRecovery(citizen, ZeroHash)).to.be.revertedWithCustomError(
        token,
        "OrderMissing",
      );
      for (const caller of [judge, citizen, heir]) {
        await expect(as(token, caller).cancelRecovery(citizen, ORDER))
          .to.be.revertedWithCustomError(token, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
      await as(token, bailiff).cancelRecovery(citizen, ORDER);
      await expect(as(token, bailiff).cancelRecovery(citizen, ORDER))
        .to.be.revertedWithCustomError(token, "RecoveryNotDue")
        .withArgs(citizen.address, FOR_EVER);
    });
  });
});
