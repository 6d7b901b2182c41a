import { expect } from "chai";
import { MaxUint256, toBeHex, TypedDataEncoder, ZeroAddress, ZeroHash } from "ethers";

import { deployDouble } from "../support/doubles.js";
import { networkHelpers } from "../support/network.js";
import { newPasskey } from "../support/passkey.js";
import {
  as,
  BURN,
  eventNames,
  FORTUNE,
  keyOf,
  LARGEST_BALANCE,
  MINT,
  nextTimeAt,
  ORDER,
  type Payments,
  payments,
  receiptOf,
  type Receiver,
  tokens,
  WELCOME,
} from "../support/payments.js";
import { domainOf, type Form, FORMS, signWithEthers } from "../support/typedData.js";

const { time } = networkHelpers;

describe("CityToken", function () {
  let city: Payments;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(payments);
  });

  it("has six decimals, the names it was given, and no predecessor", async function () {
    const { token, officers } = city;
    expect(await token.decimals()).to.equal(6n);
    expect(await token.name()).to.equal("City Token");
    expect(await token.symbol()).to.equal("CITY");
    expect(await token.authority()).to.equal(await officers.getAddress());
    expect(await token.predecessor()).to.equal(ZeroAddress);
    expect(await token.MINT()).to.equal(MINT);
    expect(await token.BURN()).to.equal(BURN);
  });

  it("TOKEN-1: the supply is what was minted less what was burned, and the sum of all balances", async function () {
    const { token, agent, citizen, merchant } = city;
    await as(token, agent).mint(merchant, 5n);
    await as(token, agent).mint(agent, 9n);
    await as(token, agent).burn(4n);
    expect(await token.totalSupply()).to.equal(FORTUNE + 10n);
    const balances = await Promise.all([citizen, merchant, agent].map((holder) => token.balanceOf(holder)));
    expect(balances.reduce((left, right) => left + right)).to.equal(FORTUNE + 10n);
  });

  describe("mint", function () {
    it("an agent with the right creates tokens", async function () {
      const { token, agent, merchant } = city;
      await expect(as(token, agent).mint(merchant, 5n))
        .to.emit(token, "Transfer")
        .withArgs(ZeroAddress, merchant.address, 5n);
      expect(await token.balanceOf(merchant)).to.equal(5n);
      expect(await token.totalSupply()).to.equal(FORTUNE + 5n);
    });

    it("everybody else is refused, an agent that may only burn too", async function () {
      const { token, agent, council, minter, citizen } = city;
      for (const caller of [council, minter, citizen]) {
        await expect(as(token, caller).mint(caller, 1n))
          .to.be.revertedWithCustomError(token, "AgentUnauthorized")
          .withArgs(caller.address, MINT);
      }
      await as(token, council).announceAgent(agent, BURN);
      await expect(as(token, agent).mint(citizen, 1n))
        .to.be.revertedWithCustomError(token, "AgentUnauthorized")
        .withArgs(agent.address, MINT);
    });

    it("the zero address and the token itself get nothing", async function () {
      const { token, agent } = city;
      await expect(as(token, agent).mint(ZeroAddress, 1n))
        .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
        .withArgs(ZeroAddress);
      await expect(as(token, agent).mint(token, 1n))
        .to.be.revertedWithCustomError(token, "ERC7943CannotReceive")
        .withArgs(await token.getAddress());
    });

    it("a balance holds 2^104 - 1 and no more, by a mint or by a transfer", async function () {
      const { token, agent, merchant, citizen } = city;
      await as(token, agent).mint(merchant, LARGEST_BALANCE);
      expect(await token.balanceOf(merchant)).to.equal(LARGEST_BALANCE);
      await expect(as(token, agent).mint(merchant, 1n))
        .to.be.revertedWithCustomError(token, "SafeCastOverflowedUintDowncast")
        .withArgs(104n, LARGEST_BALANCE + 1n);
      await expect(as(token, citizen).transfer(merchant, 2n))
        .to.be.revertedWithCustomError(token, "SafeCastOverflowedUintDowncast")
        .withArgs(104n, LARGEST_BALANCE + 2n);
      await as(token, merchant).transfer(merchant, LARGEST_BALANCE);
      expect(await token.totalSupply()).to.equal(LARGEST_BALANCE + FORTUNE);
    });
  });

  describe("burn", function () {
    it("an agent with the right destroys its own tokens", async function () {
      const { token, agent } = city;
      await as(token, agent).mint(agent, 5n);
      await expect(as(token, agent).burn(3n))
        .to.emit(token, "Transfer")
        .withArgs(agent.address, ZeroAddress, 3n);
      expect(await token.balanceOf(agent)).to.equal(2n);
      expect(await token.totalSupply()).to.equal(FORTUNE + 2n);
      await expect(as(token, agent).burn(3n))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
        .withArgs(agent.address, 2n, 3n);
    });

    it("everybody else is refused, an agent that may only mint too", async function () {
      const { token, agent, council, citizen } = city;
      await expect(as(token, citizen).burn(1n))
        .to.be.revertedWithCustomError(token, "AgentUnauthorized")
        .withArgs(citizen.address, BURN);
      await as(token, council).announceAgent(agent, MINT);
      await expect(as(token, agent).burn(1n))
        .to.be.revertedWithCustomError(token, "AgentUnauthorized")
        .withArgs(agent.address, BURN);
    });
  });

  describe("freezeByOrder", function () {
    it("freezes at once and names the order", async function () {
      const { token, bailiff, citizen } = city;
      const receipt = await receiptOf(as(token, bailiff).freezeByOrder(citizen, 7n, ORDER));
      expect(eventNames(receipt, token)).to.deep.equal(["OrderExecuted", "Frozen"]);
      await expect(Promise.resolve(receipt)).to.emit(token, "OrderExecuted").withArgs(citizen.address, ORDER);
      await expect(Promise.resolve(receipt)).to.emit(token, "Frozen").withArgs(citizen.address, 7n);
      expect(await token.getFrozenTokens(citizen)).to.equal(7n);
    });

    it("is refused without an order, above 2^104 - 1, and to everybody else", async function () {
      const { token, bailiff, judge, citizen } = city;
      await expect(as(token, bailiff).freezeByOrder(citizen, 7n, ZeroHash)).to.be.revertedWithCustomError(
        token,
        "OrderMissing",
      );
      for (const freeze of [
        async () => as(token, bailiff).freezeByOrder(citizen, LARGEST_BALANCE + 1n, ORDER),
        async () => as(token, bailiff).setFrozenTokens(citizen, LARGEST_BALANCE + 1n),
      ]) {
        await expect(freeze())
          .to.be.revertedWithCustomError(token, "SafeCastOverflowedUintDowncast")
          .withArgs(104n, LARGEST_BALANCE + 1n);
      }
      for (const caller of [judge, citizen]) {
        await expect(as(token, caller).freezeByOrder(citizen, 7n, ORDER))
          .to.be.revertedWithCustomError(token, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
      await as(token, bailiff).freezeByOrder(citizen, LARGEST_BALANCE, ORDER);
      expect(await token.getFrozenTokens(citizen)).to.equal(LARGEST_BALANCE);
    });

    it("TOKEN-3: an account with frozen tokens sends nothing of them, also not by way of itself", async function () {
      const { token, bailiff, citizen, merchant } = city;
      await as(token, bailiff).freezeByOrder(citizen, FORTUNE - 5n, ORDER);
      await expect(as(token, citizen).transfer(citizen, 6n))
        .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
        .withArgs(citizen.address, 6n, 5n);
      await as(token, citizen).transfer(merchant, 5n);
      await as(token, citizen).transfer(merchant, 0n);
      await expect(as(token, citizen).transfer(merchant, 1n))
        .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
        .withArgs(citizen.address, 1n, 0n);
      expect(await token.balanceOf(citizen)).to.equal(await token.getFrozenTokens(citizen));
    });
  });

  describe("transferByOrder", function () {
    it("moves tokens and names the order", async function () {
      const { token, bailiff, judge, citizen, merchant } = city;
      await as(token, bailiff).freezeByOrder(citizen, FORTUNE, ORDER);
      const receipt = await receiptOf(as(token, judge).transferByOrder(citizen, merchant, 7n, ORDER));
      expect(eventNames(receipt, token)).to.deep.equal([
        "OrderExecuted",
        "Frozen",
        "Transfer",
        "ForcedTransfer",
      ]);
      await expect(Promise.resolve(receipt)).to.emit(token, "OrderExecuted").withArgs(citizen.address, ORDER);
      await expect(Promise.resolve(receipt))
        .to.emit(token, "ForcedTransfer")
        .withArgs(citizen.address, merchant.address, 7n);
      expect(await token.balanceOf(merchant)).to.equal(7n);
      expect(await token.getFrozenTokens(citizen)).to.equal(FORTUNE - 7n);
    });

    it("is refused without an order, to everybody else, and for accounts that cannot be", async function () {
      const { token, bailiff, judge, citizen, merchant } = city;
      await expect(
        as(token, judge).transferByOrder(citizen, merchant, 7n, ZeroHash),
      ).to.be.revertedWithCustomError(token, "OrderMissing");
      for (const caller of [bailiff, citizen]) {
        await expect(as(token, caller).transferByOrder(citizen, merchant, 7n, ORDER))
          .to.be.revertedWithCustomError(token, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
      const force = as(token, judge);
      await expect(force.transferByOrder(ZeroAddress, merchant, 7n, ORDER))
        .to.be.revertedWithCustomError(token, "ERC20InvalidSender")
        .withArgs(ZeroAddress);
      await expect(force.transferByOrder(citizen, ZeroAddress, 7n, ORDER))
        .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
        .withArgs(ZeroAddress);
      await expect(force.transferByOrder(citizen, token, 7n, ORDER))
        .to.be.revertedWithCustomError(token, "ERC7943CannotReceive")
        .withArgs(await token.getAddress());
      await expect(force.transferByOrder(merchant, citizen, 7n, ORDER))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
        .withArgs(merchant.address, 0n, 7n);
    });

    it("TOKEN-3: takes from a freeze of more than is held only what it moves", async function () {
      const { token, agent, bailiff, judge, citizen, merchant } = city;
      await as(token, bailiff).freezeByOrder(citizen, FORTUNE * 2n, ORDER);
      await as(token, judge).transferByOrder(citizen, merchant, 7n, ORDER);
      expect(await token.getFrozenTokens(citizen)).to.equal(FORTUNE * 2n - 7n);
      await as(token, agent).mint(citizen, 100n);
      await expect(as(token, citizen).transfer(merchant, 1n))
        .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
        .withArgs(citizen.address, 1n, 0n);
    });

    it("TOKEN-3: takes everything that is held, and leaves nothing frozen of it", async function () {
      const { token, bailiff, judge, citizen, merchant } = city;
      await as(token, bailiff).freezeByOrder(citizen, FORTUNE, ORDER);
      await as(token, judge).transferByOrder(citizen, merchant, FORTUNE, ORDER);
      expect(await token.balanceOf(citizen)).to.equal(0n);
      expect(await token.getFrozenTokens(citizen)).to.equal(0n);
    });

    it("to the same account moves nothing", async function () {
      const { token, judge, citizen } = city;
      await as(token, judge).transferByOrder(citizen, citizen, FORTUNE, ORDER);
      expect(await token.balanceOf(citizen)).to.equal(FORTUNE);
      expect(await token.totalSupply()).to.equal(FORTUNE);
    });
  });

  describe("signatures of any form", function () {
    const NONCE = toBeHex(3, 32);

    /** The digest that a wallet is asked about. */
    async function digestOf(form: Form, message: Record<string, unknown>): Promise<string> {
      return TypedDataEncoder.hash(await domainOf(city.token), { [form]: FORMS[form] }, message);
    }

    it("TOKEN-4: a contract wallet pays by the signature of its owner, once", async function () {
      const { token, citizen, merchant, relayer } = city;
      const wallet = await deployDouble("Wallet__Double", relayer, [citizen.address]);
      const from = await wallet.getAddress();
      await as(token, citizen).transfer(from, 10n);
      const message = {
        from,
        to: merchant.address,
        value: 4n,
        validAfter: 0n,
        validBefore: MaxUint256,
        nonce: NONCE,
      };
      const signature = await signWithEthers(
        citizen,
        await domainOf(token),
        "TransferWithAuthorization",
        message,
      );
      const pay = async () =>
        as(token, relayer)[
          "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
        ](from, merchant, 4n, 0n, MaxUint256, NONCE, signature);
      await expect(pay()).to.emit(token, "AuthorizationUsed").withArgs(from, NONCE);
      await expect(pay())
        .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
        .withArgs(from, NONCE);
      expect(await token.balanceOf(merchant)).to.equal(4n);
    });

    it("a passkey pays, cancels and permits", async function () {
      const { token, citizen, merchant, relayer } = city;
      const passkey = newPasskey();
      const wallet = await deployDouble("Passkey__Double", relayer, [passkey.qx, passkey.qy]);
      const from = await wallet.getAddress();
      await as(token, citizen).transfer(from, 10n);
      const relayed = as(token, relayer);
      const terms = {
        from,
        to: relayer.address,
        value: 4n,
        validAfter: 0n,
        validBefore: MaxUint256,
        nonce: NONCE,
      };
      await relayed["receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"](
        from,
        relayer,
        4n,
        0n,
        MaxUint256,
        NONCE,
        passkey.assert(await digestOf("ReceiveWithAuthorization", terms)),
      );
      expect(await token.balanceOf(relayer)).to.equal(4n);
      const cancelled = toBeHex(4, 32);
      await relayed["cancelAuthorization(address,bytes32,bytes)"](
        from,
        cancelled,
        passkey.assert(await digestOf("CancelAuthorization", { authorizer: from, nonce: cancelled })),
      );
      expect(await token.authorizationState(from, cancelled)).to.equal(true);
      await relayed["permit(address,address,uint256,uint256,bytes)"](
        from,
        merchant,
        2n,
        MaxUint256,
        passkey.assert(
          await digestOf("Permit", {
            owner: from,
            spender: merchant.address,
            value: 2n,
            nonce: 0n,
            deadline: MaxUint256,
          }),
        ),
      );
      expect(await token.allowance(from, merchant)).to.equal(2n);
    });

    it("TOKEN-5: a wallet that says no, or never ends, pays nothing", async function () {
      const { token, citizen, merchant, relayer } = city;
      const odd = await deployDouble("OddWallet__Double", relayer, [1]);
      const from = await odd.getAddress();
      await as(token, citizen).transfer(from, 10n);
      for (const oddity of [1, 2, 3, 7]) {
        await odd.getFunction("setOddity")(oddity);
        await expect(
          as(token, relayer)[
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
          ](from, merchant, 4n, 0n, MaxUint256, NONCE, "0x"),
        )
          .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
          .withArgs(from);
      }
      expect(await token.balanceOf(from)).to.equal(10n);
    });

    describe("permit in one piece", function () {
      const permitMessage = (changes: Record<string, unknown> = {}) => ({
        owner: city.citizen.address,
        spender: city.merchant.address,
        value: 7n,
        nonce: 0n,
        deadline: MaxUint256,
        ...changes,
      });
      const permit = async (signature: string, deadline = MaxUint256) =>
        as(city.token, city.relayer)["permit(address,address,uint256,uint256,bytes)"](
          city.citizen,
          city.merchant,
          7n,
          deadline,
          signature,
        );

      it("sets the allowance, once", async function () {
        const { token, citizen, merchant } = city;
        const signature = await signWithEthers(citizen, await domainOf(token), "Permit", permitMessage());
        await expect(permit(signature))
          .to.emit(token, "Approval")
          .withArgs(citizen.address, merchant.address, 7n);
        expect(await token.nonces(citizen)).to.equal(1n);
        await expect(permit(signature))
          .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
          .withArgs(citizen.address);
      });

      it("is accepted in the second of its deadline and refused one later", async function () {
        const { token, citizen } = city;
        const deadline = BigInt(await time.latest()) + 100n;
        const domain = await domainOf(token);
        await nextTimeAt(deadline);
        await permit(await signWithEthers(citizen, domain, "Permit", permitMessage({ deadline })), deadline);
        await nextTimeAt(deadline + 1n);
        await expect(
          permit(
            await signWithEthers(citizen, domain, "Permit", permitMessage({ deadline, nonce: 1n })),
            deadline,
          ),
        )
          .to.be.revertedWithCustomError(token, "ERC2612ExpiredSignature")
          .withArgs(deadline);
      });

      it("is refused for any other term", async function () {
        const { token, citizen, relayer } = city;
        for (const changes of [
          { spender: relayer.address },
          { value: 8n },
          { nonce: 1n },
          { deadline: 1n },
          { owner: relayer.address },
        ]) {
          const signature = await signWithEthers(
            citizen,
            await domainOf(token),
            "Permit",
            permitMessage(changes),
          );
          await expect(permit(signature))
            .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
            .withArgs(citizen.address);
        }
      });

      it("somebody who hands in a permit first takes nothing: the allowance is the spender's", async function () {
        const { token, citizen, merchant, stranger } = city;
        const signature = await signWithEthers(citizen, await domainOf(token), "Permit", permitMessage());
        await as(token, stranger)["permit(address,address,uint256,uint256,bytes)"](
          citizen,
          merchant,
          7n,
          MaxUint256,
          signature,
        );
        await as(token, merchant).transferFrom(citizen, merchant, 7n);
        expect(await token.balanceOf(stranger)).to.equal(0n);
      });
    });
  });

  describe("attacks", function () {
    it("TOKEN-5: without a call, a signature or an allowance nobody moves another's tokens", async function () {
      const { token, citizen, stranger, council, minter, agent } = city;
      for (const thief of [stranger, council, minter, agent]) {
        await expect(as(token, thief).transferFrom(citizen, thief, 1n))
          .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
          .withArgs(thief.address, 0n, 1n);
      }
    });

    it("a receiver that re-enters finds the transfer complete", async function () {
      const { token, citizen } = city;
      const receiver = await deployDouble<Receiver>("Receiver__Double", citizen);
      await receiver.setWelcome(WELCOME.takeMore);
      await as(token, citizen).approve(receiver, 1n);
      await as(token, citizen)["transferAndCall(address,uint256)"](receiver, FORTUNE - 1n);
      expect(await token.balanceOf(receiver)).to.equal(FORTUNE);
      expect(await token.balanceOf(citizen)).to.equal(0n);
      await expect(
        as(token, citizen)["transferAndCall(address,uint256)"](receiver, 0n),
      ).to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance");
    });

    it("one's own token account is no letter box: the token takes no tokens", async function () {
      const { token, citizen } = city;
      expect(await token.canReceive(token)).to.equal(false);
      await expect(as(token, citizen).transfer(token, tokens(1)))
        .to.be.revertedWithCustomError(token, "ERC7943CannotReceive")
        .withArgs(await token.getAddress());
    });

    it("a key of the tests signs nothing for another", async function () {
      const { token, merchant, relayer, citizen } = city;
      const thief = keyOf("a thief");
      const message = {
        from: citizen.address,
        to: merchant.address,
        value: 1n,
        validAfter: 0n,
        validBefore: MaxUint256,
        nonce: ZeroHash,
      };
      const signature = await signWithEthers(
        thief,
        await domainOf(token),
        "TransferWithAuthorization",
        message,
      );
      await expect(
        as(token, relayer)[
          "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
        ](citizen, merchant, 1n, 0n, MaxUint256, ZeroHash, signature),
      )
        .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
        .withArgs(citizen.address);
    });
  });
});
