import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { deployDouble } from "../../support/doubles.js";
import { as, type Receiver, WELCOME } from "../../support/payments.js";
import type { Given, TokenSubject } from "./subject.js";

const DATA = "0xc0ffee";

/** ERC-1363: transfers and approvals that call the receiver. */
export function behavesLikeERC1363(given: Given): void {
  describe("ERC-1363", function () {
    let subject: TokenSubject;
    let receiver: Receiver;
    beforeEach(async function () {
      subject = await given();
      receiver = await deployDouble<Receiver>("Receiver__Double", subject.holder);
    });

    interface Act {
      readonly name: string;
      /** Who calls, as the receiver hears it. */
      readonly operator: () => string;
      readonly data: string;
      readonly run: (to: string, value: bigint) => Promise<ContractTransactionResponse>;
    }

    const transfers: readonly Act[] = [
      {
        name: "transferAndCall without data",
        operator: () => subject.holder.address,
        data: "0x",
        run: async (to, value) =>
          as(subject.token, subject.holder)["transferAndCall(address,uint256)"](to, value),
      },
      {
        name: "transferAndCall with data",
        operator: () => subject.holder.address,
        data: DATA,
        run: async (to, value) =>
          as(subject.token, subject.holder)["transferAndCall(address,uint256,bytes)"](to, value, DATA),
      },
      {
        name: "transferFromAndCall without data",
        operator: () => subject.relayer.address,
        data: "0x",
        run: async (to, value) => {
          await as(subject.token, subject.holder).approve(subject.relayer, value);
          return as(subject.token, subject.relayer)["transferFromAndCall(address,address,uint256)"](
            subject.holder.address,
            to,
            value,
          );
        },
      },
      {
        name: "transferFromAndCall with data",
        operator: () => subject.relayer.address,
        data: DATA,
        run: async (to, value) => {
          await as(subject.token, subject.holder).approve(subject.relayer, value);
          return as(subject.token, subject.relayer)["transferFromAndCall(address,address,uint256,bytes)"](
            subject.holder.address,
            to,
            value,
            DATA,
          );
        },
      },
    ];
    const approvals: readonly Act[] = [
      {
        name: "approveAndCall without data",
        operator: () => subject.holder.address,
        data: "0x",
        run: async (to, value) =>
          as(subject.token, subject.holder)["approveAndCall(address,uint256)"](to, value),
      },
      {
        name: "approveAndCall with data",
        operator: () => subject.holder.address,
        data: DATA,
        run: async (to, value) =>
          as(subject.token, subject.holder)["approveAndCall(address,uint256,bytes)"](to, value, DATA),
      },
    ];

    for (const act of transfers) {
      describe(act.name, function () {
        it("moves the tokens, then tells the receiver", async function () {
          const { token, holder } = subject;
          const to = await receiver.getAddress();
          const sent = act.run(to, 7n);
          await expect(sent).to.emit(token, "Transfer").withArgs(holder.address, to, 7n);
          await expect(sent)
            .to.emit(receiver, "Welcomed")
            .withArgs(act.operator(), holder.address, 7n, act.data);
          expect(await token.balanceOf(to)).to.equal(7n);
        });

        it("a receiver that sends the tokens back at once gets what it asks for and no more", async function () {
          const { token, holder, balance } = subject;
          await receiver.setWelcome(WELCOME.sendBack);
          await act.run(await receiver.getAddress(), 7n);
          expect(await token.balanceOf(receiver)).to.equal(0n);
          expect(await token.balanceOf(holder)).to.equal(balance);
        });

        it("a receiver that takes more than was sent is refused", async function () {
          const { token } = subject;
          const to = await receiver.getAddress();
          await receiver.setWelcome(WELCOME.takeMore);
          await expect(act.run(to, 7n))
            .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
            .withArgs(to, 0n, 1n);
        });

        refusesBadReceivers(act, "ERC1363InvalidReceiver");
      });
    }

    for (const act of approvals) {
      describe(act.name, function () {
        it("approves, then tells the spender, who can spend at once", async function () {
          const { token, holder } = subject;
          const spender = await receiver.getAddress();
          const sent = act.run(spender, 7n);
          await expect(sent).to.emit(token, "Approval").withArgs(holder.address, spender, 7n);
          await expect(sent)
            .to.emit(receiver, "Welcomed")
            .withArgs(holder.address, holder.address, 7n, act.data);
          expect(await token.allowance(holder, spender)).to.equal(7n);
          await receiver.setWelcome(WELCOME.takeMore);
          await act.run(spender, 9n);
          expect(await token.balanceOf(spender)).to.equal(9n);
          expect(await token.allowance(holder, spender)).to.equal(0n);
        });

        refusesBadReceivers(act, "ERC1363InvalidSpender");
      });
    }

    function refusesBadReceivers(act: Act, error: string): void {
      it("is refused where nobody answers: an account without code", async function () {
        await expect(act.run(subject.other.address, 7n))
          .to.be.revertedWithCustomError(subject.token, error)
          .withArgs(subject.other.address);
      });

      it("is refused where the answer is another one, or no reason is given", async function () {
        const { token, balance, holder } = subject;
        const to = await receiver.getAddress();
        for (const welcome of [WELCOME.answerGarbage, WELCOME.revertSilently]) {
          await receiver.setWelcome(welcome);
          await expect(act.run(to, 7n)).to.be.revertedWithCustomError(token, error).withArgs(to);
        }
        await receiver.setWelcome(WELCOME.answerNothing);
        await expect(act.run(to, 7n)).to.be.revertedWithoutReason(subject.holder.provider as never);
        expect(await token.balanceOf(holder)).to.equal(balance);
        expect(await token.balanceOf(to)).to.equal(0n);
      });

      it("passes on why the other side refuses", async function () {
        const to = await receiver.getAddress();
        await receiver.setWelcome(WELCOME.revertWithError);
        await expect(act.run(to, 7n)).to.be.revertedWithCustomError(receiver, "NotWelcome").withArgs(7n);
        await receiver.setWelcome(WELCOME.panic);
        await expect(act.run(to, 7n)).to.be.revertedWithPanic(0x01);
      });
    }
  });
}
