import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";

import { as } from "../../support/payments.js";
import type { Given, TokenSubject } from "./subject.js";

/** ERC-20 with the errors of ERC-6093. */
export function behavesLikeERC20(given: Given): void {
  describe("ERC-20", function () {
    let subject: TokenSubject;
    beforeEach(async function () {
      subject = await given();
    });

    it("tells its name, symbol, decimals and supply", async function () {
      const { token, balance } = subject;
      expect(await token.name())
        .to.be.a("string")
        .and.not.equal("");
      expect(await token.symbol())
        .to.be.a("string")
        .and.not.equal("");
      expect(await token.decimals()).to.be.at.most(18n);
      expect(await token.totalSupply()).to.be.at.least(balance);
    });

    describe("transfer", function () {
      it("moves the amount, says so, and leaves the supply as it was", async function () {
        const { token, holder, other, balance } = subject;
        const supply = await token.totalSupply();
        expect(await as(token, holder).transfer.staticCall(other, 1n)).to.equal(true);
        await expect(as(token, holder).transfer(other, balance))
          .to.emit(token, "Transfer")
          .withArgs(holder.address, other.address, balance);
        expect(await token.balanceOf(holder)).to.equal(0n);
        expect(await token.balanceOf(other)).to.equal(balance);
        expect(await token.totalSupply()).to.equal(supply);
      });

      it("of nothing is a transfer with its event", async function () {
        const { token, holder, other } = subject;
        await expect(as(token, other).transfer(holder, 0n))
          .to.emit(token, "Transfer")
          .withArgs(other.address, holder.address, 0n);
      });

      it("to oneself changes no balance", async function () {
        const { token, holder, balance } = subject;
        await expect(as(token, holder).transfer(holder, balance))
          .to.emit(token, "Transfer")
          .withArgs(holder.address, holder.address, balance);
        expect(await token.balanceOf(holder)).to.equal(balance);
      });

      it("of more than the balance is refused, to oneself too", async function () {
        const { token, holder, other, balance } = subject;
        for (const to of [other, holder]) {
          await expect(as(token, holder).transfer(to, balance + 1n))
            .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
            .withArgs(holder.address, balance, balance + 1n);
        }
      });

      it("to the zero address is refused", async function () {
        const { token, holder } = subject;
        await expect(as(token, holder).transfer(ZeroAddress, 1n))
          .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
          .withArgs(ZeroAddress);
      });
    });

    describe("approve and transferFrom", function () {
      it("an allowance is set, replaced, said and used up", async function () {
        const { token, holder, other, relayer } = subject;
        expect(await token.allowance(holder, relayer)).to.equal(0n);
        expect(await as(token, holder).approve.staticCall(relayer, 7n)).to.equal(true);
        await expect(as(token, holder).approve(relayer, 7n))
          .to.emit(token, "Approval")
          .withArgs(holder.address, relayer.address, 7n);
        await as(token, holder).approve(relayer, 5n);
        expect(await token.allowance(holder, relayer)).to.equal(5n);
        expect(await as(token, relayer).transferFrom.staticCall(holder, other, 3n)).to.equal(true);
        await expect(as(token, relayer).transferFrom(holder, other, 3n))
          .to.emit(token, "Transfer")
          .withArgs(holder.address, other.address, 3n);
        expect(await token.allowance(holder, relayer)).to.equal(2n);
        expect(await token.balanceOf(other)).to.equal(3n);
      });

      it("more than the allowance is refused, the owner's own tokens too", async function () {
        const { token, holder, other, relayer } = subject;
        await as(token, holder).approve(relayer, 2n);
        await expect(as(token, relayer).transferFrom(holder, other, 3n))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
          .withArgs(relayer.address, 2n, 3n);
        await expect(as(token, holder).transferFrom(holder, other, 1n))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
          .withArgs(holder.address, 0n, 1n);
      });

      it("an allowance without end stays as it is", async function () {
        const { token, holder, other, relayer } = subject;
        await as(token, holder).approve(relayer, MaxUint256);
        await as(token, relayer).transferFrom(holder, other, 3n);
        expect(await token.allowance(holder, relayer)).to.equal(MaxUint256);
      });

      it("more than the balance is refused within the allowance", async function () {
        const { token, holder, other, relayer, balance } = subject;
        await as(token, holder).approve(relayer, MaxUint256);
        await expect(as(token, relayer).transferFrom(holder, other, balance + 1n))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
          .withArgs(holder.address, balance, balance + 1n);
      });

      it("the zero address neither spends nor gets", async function () {
        const { token, holder, relayer } = subject;
        await expect(as(token, holder).approve(ZeroAddress, 1n))
          .to.be.revertedWithCustomError(token, "ERC20InvalidSpender")
          .withArgs(ZeroAddress);
        await as(token, holder).approve(relayer, 1n);
        await expect(as(token, relayer).transferFrom(holder, ZeroAddress, 1n))
          .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
          .withArgs(ZeroAddress);
      });
    });
  });
}
