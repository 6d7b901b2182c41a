import { expect } from "chai";
import { id, MaxUint256, Signature, ZeroAddress, ZeroHash } from "ethers";
import { recoverTypedDataAddress, type Hex } from "viem";

import {
  type AuthorizationTerms,
  cancelAuthorizationTypedData,
  countedNonce,
  digestOf,
  permitTypedData,
  randomNonce,
  randomSalt,
  receiveAuthorizationTypedData,
  recoverSigner,
  redemptionTypedData,
  saltedHash,
  transferAuthorizationTypedData,
  type TypedData,
} from "../../../sdk/index.js";
import { CityToken__factory, MintDesk__factory } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";
import { HOLDINGS, signingCity, type SigningCity } from "../../support/signingCity.js";

const AMOUNT = 12_340_000n;

describe("typed data of payments, against the token", () => {
  let city: SigningCity;
  let terms: AuthorizationTerms;
  beforeEach(async () => {
    city = await signingCity();
    const { holder, payee, validBefore } = city;
    terms = {
      from: holder.address,
      to: await payee.getAddress(),
      value: AMOUNT,
      validBefore,
      nonce: countedNonce(0n),
    };
  });

  const signWithEthers = ({ domain, types, message }: TypedData): Promise<string> =>
    city.holder.signTypedData(domain, types, message);

  it("carries a payment that ethers has signed, sent through viem", async () => {
    const { token, tokenAddress, domain, holder, payee, viem, viemRelayer } = city;
    const typedData = transferAuthorizationTypedData(domain, terms);
    const { from, to, value, validAfter, validBefore, nonce } = typedData.message;
    const hash = await viemRelayer.writeContract({
      address: tokenAddress,
      abi: CityToken__factory.abi,
      functionName: "transferWithAuthorization",
      args: [from, to, value, validAfter, validBefore, nonce, (await signWithEthers(typedData)) as Hex],
    });
    expect((await viem.waitForTransactionReceipt({ hash })).status).to.equal("success");
    expect(await token.balanceOf(payee)).to.equal(AMOUNT);
    expect(await token.balanceOf(holder)).to.equal(HOLDINGS - AMOUNT);
    expect(await token.authorizationState(holder, nonce)).to.equal(true);
  });

  it("carries a payment that viem has signed, sent through ethers in the form of v, r, s", async () => {
    const { token, domain, holder, viemHolder, payee, relayer } = city;
    const typedData = transferAuthorizationTypedData(domain, { ...terms, nonce: randomNonce() });
    const { from, to, value, validAfter, validBefore, nonce } = typedData.message;
    const { v, r, s } = Signature.from(await viemHolder.signTypedData(typedData));
    const transfer =
      token.connect(relayer)[
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)"
      ];
    await expect(transfer(from, to, value, validAfter, validBefore, nonce, v, r, s))
      .to.emit(token, "AuthorizationUsed")
      .withArgs(holder.address, nonce)
      .and.to.emit(token, "Transfer")
      .withArgs(holder.address, payee, AMOUNT);
  });

  it("lets the receiver alone fetch a payment", async () => {
    const { token, domain, payee, relayer } = city;
    const typedData = receiveAuthorizationTypedData(domain, terms);
    const { from, to, value, validAfter, validBefore, nonce } = typedData.message;
    const signature = await signWithEthers(typedData);
    const form = "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)";
    const args = [from, to, value, validAfter, validBefore, nonce, signature] as const;
    await expect(token.connect(relayer)[form](...args))
      .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
      .withArgs(to);
    await expect(token.connect(payee)[form](...args)).to.changeTokenBalances(
      city.ethers,
      token,
      [from, to],
      [-AMOUNT, AMOUNT],
    );
  });

  it("withdraws an authorisation", async () => {
    const { token, domain, holder, relayer } = city;
    const cancellation = cancelAuthorizationTypedData(domain, {
      authorizer: holder.address,
      nonce: terms.nonce,
    });
    const cancel = token.connect(relayer)["cancelAuthorization(address,bytes32,bytes)"];
    await expect(cancel(holder.address, terms.nonce, await signWithEthers(cancellation)))
      .to.emit(token, "AuthorizationCanceled")
      .withArgs(holder.address, terms.nonce);

    const typedData = transferAuthorizationTypedData(domain, terms);
    const { from, to, value, validAfter, validBefore, nonce } = typedData.message;
    const transfer =
      token.connect(relayer)[
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
      ];
    await expect(transfer(from, to, value, validAfter, validBefore, nonce, await signWithEthers(typedData)))
      .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
      .withArgs(holder.address, nonce);
  });

  it("gives an allowance, with a limit and without", async () => {
    const { token, domain, holder, payee, relayer, validBefore } = city;
    const form = "permit(address,address,uint256,uint256,bytes)";
    for (const value of [AMOUNT, MaxUint256]) {
      const typedData = permitTypedData(domain, {
        owner: holder.address,
        spender: await payee.getAddress(),
        value,
        nonce: await token.nonces(holder),
        deadline: validBefore,
      });
      const { owner, spender, deadline } = typedData.message;
      await token.connect(relayer)[form](owner, spender, value, deadline, await signWithEthers(typedData));
      expect(await token.allowance(holder, payee)).to.equal(value);
    }
  });

  it("redeems by a signature over amount and instruction", async () => {
    const { token, desk, domain, holder, viemHolder, relayer, validBefore } = city;
    const payoutHash = saltedHash("pay out to account 1", randomSalt());
    const deskAddress = await desk.getAddress();
    const typedData = redemptionTypedData(domain, {
      holder: holder.address,
      desk: deskAddress,
      amount: AMOUNT,
      validBefore,
      payoutHash,
    });
    expect(typedData.message).to.include({ to: deskAddress, nonce: payoutHash, value: AMOUNT });
    const signature = await viemHolder.signTypedData(typedData);
    const supply = await token.totalSupply();
    const other = saltedHash("pay out to account 2", randomSalt());
    const redeem = MintDesk__factory.connect(deskAddress, relayer).redeemWithAuthorization;
    await expect(redeem(holder.address, AMOUNT, 0n, validBefore, other, signature))
      .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
      .withArgs(holder.address);
    await expect(redeem(holder.address, AMOUNT, 0n, validBefore, payoutHash, signature))
      .to.emit(desk, "Redeemed")
      .withArgs(holder.address, AMOUNT, payoutHash);
    expect(await token.totalSupply()).to.equal(supply - AMOUNT);
  });

  it("is signed alike by ethers and viem, and both recover the signer", async () => {
    const { domain, holder, viemHolder } = city;
    const typedData = transferAuthorizationTypedData(domain, terms);
    const signature = await signWithEthers(typedData);
    expect(await viemHolder.signTypedData(typedData)).to.equal(signature);
    expect(recoverSigner(typedData, signature)).to.equal(holder.address);
    expect(await recoverTypedDataAddress({ ...typedData, signature: signature as Hex })).to.equal(
      holder.address,
    );
    const dearer = transferAuthorizationTypedData(domain, { ...terms, value: AMOUNT + 1n });
    expect(recoverSigner(dearer, signature)).to.not.equal(holder.address);
    expect(digestOf(dearer)).to.not.equal(digestOf(typedData));
    await expectInputError(() => recoverSigner(typedData, "0x1234"), {
      field: "signature",
      problem: "is no ECDSA signature",
    });
  });

  it("refuses what the token would refuse, before anybody signs it", async () => {
    const { domain, tokenAddress, desk, holder, validBefore } = city;
    const wrong: [Partial<AuthorizationTerms>, { field: string; problem: string | RegExp }][] = [
      [{ from: "0x12" }, { field: "from", problem: "is no address" }],
      [{ from: ZeroAddress }, { field: "from", problem: "is the zero address" }],
      [{ to: ZeroAddress }, { field: "to", problem: "is the zero address" }],
      [{ to: tokenAddress }, { field: "to", problem: "is the token itself" }],
      [{ to: "0x8ba1f109551bD432803012645Ac136ddd64DBA73" }, { field: "to", problem: "is no address" }],
      [{ value: -1n }, { field: "value", problem: "is no uint104" }],
      [{ value: 1n << 104n }, { field: "value", problem: "is no uint104" }],
      [{ nonce: "0x01" }, { field: "nonce", problem: "is not 32 bytes" }],
      [{ validAfter: validBefore - 1n }, { field: "validBefore", problem: /leaves no second/ }],
    ];
    for (const [change, expected] of wrong) {
      await expectInputError(() => transferAuthorizationTypedData(domain, { ...terms, ...change }), expected);
      await expectInputError(() => receiveAuthorizationTypedData(domain, { ...terms, ...change }), expected);
    }
    const redemption = {
      holder: holder.address,
      desk: await desk.getAddress(),
      amount: AMOUNT,
      validBefore,
      payoutHash: id("instruction"),
    };
    const refusals: [Partial<typeof redemption>, { field: string; problem: string }][] = [
      [{ payoutHash: ZeroHash }, { field: "payoutHash", problem: "is empty" }],
      [{ amount: 0n }, { field: "amount", problem: "redeems nothing" }],
      [{ amount: -1n }, { field: "amount", problem: "is no uint104" }],
      [{ desk: ZeroAddress }, { field: "desk", problem: "is the zero address" }],
      [{ holder: "0x" }, { field: "holder", problem: "is no address" }],
    ];
    for (const [change, expected] of refusals) {
      await expectInputError(() => redemptionTypedData(domain, { ...redemption, ...change }), expected);
    }
  });
});
