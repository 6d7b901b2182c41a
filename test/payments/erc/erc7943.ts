import { expect } from "chai";
import { type ContractTransactionResponse, MaxUint256, type Signer, Signature, ZeroHash } from "ethers";

import type { CityToken } from "../../../typechain-types/index.js";
import { as, eventNames, receiptOf } from "../../support/payments.js";
import { domainOf, signWithEthers } from "../../support/typedData.js";
import type { Given, TokenSubject } from "./subject.js";

/** A token with enforcement, and who enforces. */
export interface EnforcedSubject extends TokenSubject {
  /** May freeze. */
  readonly freezer: Signer & { readonly address: string };
  /** May move tokens by force. */
  readonly enforcer: Signer & { readonly address: string };
  /** Neither. */
  readonly stranger: Signer & { readonly address: string };
  /** An account that may not receive. */
  readonly unwelcome: string;
  /** Makes the token refuse that the holder sends. */
  readonly bar: () => Promise<unknown>;
  /** Creates tokens. */
  readonly mint: (to: string, amount: bigint) => Promise<ContractTransactionResponse>;
  /** Destroys the holder's tokens, at its own will. */
  readonly burnOwn: (amount: bigint) => Promise<ContractTransactionResponse>;
}

/** ERC-7943 for fungible tokens: every MUST, and the SHOULD on specific errors. */
export function behavesLikeERC7943(given: Given<EnforcedSubject>): void {
  describe("ERC-7943 (fungible)", function () {
    let subject: EnforcedSubject;
    let token: CityToken;
    beforeEach(async function () {
      subject = await given();
      ({ token } = subject);
    });

    const freeze = async (amount: bigint) =>
      as(token, subject.freezer).setFrozenTokens(subject.holder, amount);

    /** Every public way to move the holder's tokens. */
    const publicTransfers: readonly [string, (to: string, amount: bigint) => Promise<unknown>][] = [
      ["transfer", async (to, amount) => as(token, subject.holder).transfer(to, amount)],
      [
        "transferFrom",
        async (to, amount) => {
          await as(token, subject.holder).approve(subject.relayer, MaxUint256);
          return as(token, subject.relayer).transferFrom(subject.holder, to, amount);
        },
      ],
      [
        "transferAndCall",
        async (to, amount) => as(token, subject.holder)["transferAndCall(address,uint256)"](to, amount),
      ],
      [
        "transferWithAuthorization",
        async (to, amount) => {
          const { v, r, s } = Signature.from(
            await signWithEthers(subject.holder, await domainOf(token), "TransferWithAuthorization", {
              from: subject.holder.address,
              to,
              value: amount,
              validAfter: 0n,
              validBefore: MaxUint256,
              nonce: ZeroHash,
            }),
          );
          return as(token, subject.relayer)[
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)"
          ](subject.holder.address, to, amount, 0n, MaxUint256, ZeroHash, v, r, s);
        },
      ],
    ];

    it("claims its identifier 0x3edbb4c4", async function () {
      const functions = [
        "forcedTransfer",
        "setFrozenTokens",
        "canSend",
        "canReceive",
        "getFrozenTokens",
        "canTransfer",
      ];
      const identifier = functions
        .map((name) => BigInt(token.interface.getFunction(name as "canSend").selector))
        .reduce((left, right) => left ^ right);
      expect(identifier).to.equal(0x3edbb4c4n);
      expect(await token.supportsInterface("0x3edbb4c4")).to.equal(true);
    });

    describe("setFrozenTokens", function () {
      it("replaces the amount, says so, and allows more than is held", async function () {
        const { holder, freezer, balance } = subject;
        expect(await token.getFrozenTokens(holder)).to.equal(0n);
        for (const amount of [5n, balance * 3n, 2n, 0n]) {
          expect(await as(token, freezer).setFrozenTokens.staticCall(holder, amount)).to.equal(true);
          await expect(freeze(amount)).to.emit(token, "Frozen").withArgs(holder.address, amount);
          expect(await token.getFrozenTokens(holder)).to.equal(amount);
        }
        expect(await token.balanceOf(holder)).to.equal(balance);
      });

      it("is refused to everybody else", async function () {
        const { holder, enforcer, stranger } = subject;
        for (const caller of [enforcer, stranger, holder]) {
          await expect(as(token, caller).setFrozenTokens(holder, 1n))
            .to.be.revertedWithCustomError(token, "AccessManagedUnauthorized")
            .withArgs(caller.address);
        }
      });

      it("holds back what arrives later, where more is frozen than held", async function () {
        const { holder, other, balance } = subject;
        await freeze(balance + 5n);
        await subject.mint(holder.address, 7n);
        await as(token, holder).transfer(other, 2n);
        await expect(as(token, holder).transfer(other, 1n))
          .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
          .withArgs(holder.address, 1n, 0n);
      });
    });

    describe("canSend, canReceive, canTransfer", function () {
      it("answer for any input and never revert", async function () {
        const { holder, other, unwelcome, balance } = subject;
        const zero = `0x${"00".repeat(20)}`;
        await freeze(balance * 2n);
        for (const account of [holder.address, other.address, unwelcome, zero]) {
          expect(await token.canSend(account)).to.be.a("boolean");
          expect(await token.canReceive(account)).to.be.a("boolean");
          for (const amount of [0n, 1n, balance, MaxUint256]) {
            expect(await token.canTransfer(holder, account, amount)).to.be.a("boolean");
            expect(await token.canTransfer(account, holder, amount)).to.be.a("boolean");
          }
        }
      });

      it("say yes without a rule against it, and never look at the balance", async function () {
        const { holder, other, balance } = subject;
        expect(await token.canTransfer(holder, other, balance)).to.equal(true);
        expect(await token.canTransfer(holder, other, balance + 1n)).to.equal(true);
        expect(await token.canTransfer(other, holder, 1n)).to.equal(true);
      });

      it("say no above the unfrozen amount", async function () {
        const { holder, other, balance } = subject;
        await freeze(balance - 5n);
        expect(await token.canTransfer(holder, other, 5n)).to.equal(true);
        expect(await token.canTransfer(holder, other, 6n)).to.equal(false);
        expect(await token.canTransfer(holder, other, balance)).to.equal(false);
        await freeze(balance + 1n);
        expect(await token.canTransfer(holder, other, 1n)).to.equal(false);
        expect(await token.canTransfer(holder, other, 0n)).to.equal(true);
      });

      it("say no for who may not send, and for who may not receive", async function () {
        const { holder, other, unwelcome } = subject;
        expect(await token.canReceive(unwelcome)).to.equal(false);
        expect(await token.canTransfer(holder, unwelcome, 1n)).to.equal(false);
        await subject.bar();
        expect(await token.canSend(holder)).to.equal(false);
        expect(await token.canReceive(holder)).to.equal(true);
        expect(await token.canTransfer(holder, other, 0n)).to.equal(false);
        expect(await token.canTransfer(other, holder, 0n)).to.equal(true);
      });
    });

    describe("public transfers", function () {
      for (const [name, move] of publicTransfers) {
        it(`${name} never succeeds where canTransfer says no, and says exactly why`, async function () {
          const { holder, other, unwelcome, balance } = subject;
          await expect(move(unwelcome, 1n))
            .to.be.revertedWithCustomError(token, "ERC7943CannotReceive")
            .withArgs(unwelcome);
          await freeze(balance - 5n);
          await expect(move(other.address, 6n))
            .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
            .withArgs(holder.address, 6n, 5n);
          await expect(move(other.address, balance))
            .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
            .withArgs(holder.address, balance, 5n);
          await expect(move(other.address, balance + 1n))
            .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
            .withArgs(holder.address, balance, balance + 1n);
          await subject.bar();
          for (const amount of [0n, 1n, balance + 1n]) {
            await expect(move(other.address, amount))
              .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
              .withArgs(holder.address);
          }
        });
      }

      it("move the unfrozen amount, to the last unit", async function () {
        const { holder, other, balance } = subject;
        await freeze(balance - 5n);
        await as(token, holder).transfer(other, 5n);
        expect(await token.balanceOf(holder)).to.equal(balance - 5n);
        expect(await token.getFrozenTokens(holder)).to.equal(balance - 5n);
      });
    });

    describe("minting and burning", function () {
      it("minting respects canReceive, and works for frozen and barred holders", async function () {
        const { holder, unwelcome, balance } = subject;
        await expect(subject.mint(unwelcome, 1n))
          .to.be.revertedWithCustomError(token, "ERC7943CannotReceive")
          .withArgs(unwelcome);
        await freeze(balance);
        await subject.bar();
        await subject.mint(holder.address, 1n);
        expect(await token.balanceOf(holder)).to.equal(balance + 1n);
      });

      it("burning respects canSend and the unfrozen amount", async function () {
        const { holder, balance, burnOwn } = subject;
        await freeze(balance - 5n);
        await expect(burnOwn(6n))
          .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
          .withArgs(holder.address, 6n, 5n);
        await burnOwn(5n);
        await subject.bar();
        await expect(burnOwn(0n))
          .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
          .withArgs(holder.address);
      });
    });

    describe("forcedTransfer", function () {
      const force = async (to: string, amount: bigint) =>
        as(token, subject.enforcer).forcedTransfer(subject.holder, to, amount);

      it("moves tokens, with both events and the answer true", async function () {
        const { holder, other, enforcer, balance } = subject;
        expect(await as(token, enforcer).forcedTransfer.staticCall(holder, other, 7n)).to.equal(true);
        const receipt = await receiptOf(force(other.address, 7n));
        expect(eventNames(receipt, token)).to.deep.equal(["Transfer", "ForcedTransfer"]);
        await expect(Promise.resolve(receipt))
          .to.emit(token, "ForcedTransfer")
          .withArgs(holder.address, other.address, 7n);
        await expect(Promise.resolve(receipt))
          .to.emit(token, "Transfer")
          .withArgs(holder.address, other.address, 7n);
        expect(await token.balanceOf(holder)).to.equal(balance - 7n);
        expect(await token.balanceOf(other)).to.equal(7n);
      });

      it("takes what is free first, then unfreezes the rest, said before the tokens move", async function () {
        const { holder, other, balance } = subject;
        await freeze(balance - 5n);
        expect(eventNames(await receiptOf(force(other.address, 5n)), token)).to.deep.equal([
          "Transfer",
          "ForcedTransfer",
        ]);
        const receipt = await receiptOf(force(other.address, 3n));
        expect(eventNames(receipt, token)).to.deep.equal(["Frozen", "Transfer", "ForcedTransfer"]);
        await expect(Promise.resolve(receipt))
          .to.emit(token, "Frozen")
          .withArgs(holder.address, balance - 8n);
        expect(await token.getFrozenTokens(holder)).to.equal(balance - 8n);
        expect(await token.balanceOf(holder)).to.equal(balance - 8n);
      });

      it("moves the tokens of who may not send", async function () {
        const { other, balance } = subject;
        await subject.bar();
        await force(other.address, balance);
        expect(await token.balanceOf(other)).to.equal(balance);
      });

      it("is refused above the balance, and to who may not receive", async function () {
        const { holder, other, unwelcome, balance } = subject;
        await freeze(balance);
        await expect(force(other.address, balance + 1n))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
          .withArgs(holder.address, balance, balance + 1n);
        await expect(force(unwelcome, 1n))
          .to.be.revertedWithCustomError(token, "ERC7943CannotReceive")
          .withArgs(unwelcome);
      });

      it("is refused to everybody else", async function () {
        const { holder, freezer, stranger } = subject;
        for (const caller of [freezer, stranger, holder]) {
          await expect(as(token, caller).forcedTransfer(holder, caller.address, 1n))
            .to.be.revertedWithCustomError(token, "AccessManagedUnauthorized")
            .withArgs(caller.address);
        }
      });
    });
  });
}
