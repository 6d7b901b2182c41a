import { expect } from "chai";
import {
  type ContractTransactionResponse,
  hexlify,
  randomBytes,
  type Signer,
  Signature,
  toBeHex,
  type Wallet,
} from "ethers";

import type { CityToken } from "../../../typechain-types/index.js";
import { networkHelpers } from "../../support/network.js";
import { as, nextTimeAt } from "../../support/payments.js";
import { domainOf, type Form, signWithEthers, signWithViem } from "../../support/typedData.js";
import type { Given, TokenSubject } from "./subject.js";

const { time } = networkHelpers;

/** An authorisation as it is signed. */
interface Authorization {
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly nonce: string;
}

/** How a signature is handed in: in the standard's three parts, or in one piece. */
interface Shape {
  readonly name: string;
  /** The error for a signature that does not fit, with its arguments. */
  readonly refusal: (signer: string) => readonly [string, ...unknown[]];
  readonly move: (
    token: CityToken,
    kind: "transfer" | "receive",
    a: Authorization,
    signature: string,
  ) => Promise<ContractTransactionResponse>;
  readonly cancel: (
    token: CityToken,
    authorizer: string,
    nonce: string,
    signature: string,
  ) => Promise<ContractTransactionResponse>;
}

const terms = "address,address,uint256,uint256,uint256,bytes32" as const;

const inParts: Shape = {
  name: "in three parts (v, r, s)",
  refusal: () => ["ERC3009InvalidSignature"],
  move: async (token, kind, { from, to, value, validAfter, validBefore, nonce }, signature) => {
    const { v, r, s } = Signature.from(signature);
    return token[`${kind}WithAuthorization(${terms},uint8,bytes32,bytes32)`](
      from,
      to,
      value,
      validAfter,
      validBefore,
      nonce,
      v,
      r,
      s,
    );
  },
  cancel: async (token, authorizer, nonce, signature) => {
    const { v, r, s } = Signature.from(signature);
    return token["cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)"](authorizer, nonce, v, r, s);
  },
};

const inOnePiece: Shape = {
  name: "in one piece (bytes)",
  refusal: (signer) => ["HolderSignatureInvalid", signer],
  move: async (token, kind, { from, to, value, validAfter, validBefore, nonce }, signature) =>
    token[`${kind}WithAuthorization(${terms},bytes)`](
      from,
      to,
      value,
      validAfter,
      validBefore,
      nonce,
      signature,
    ),
  cancel: async (token, authorizer, nonce, signature) =>
    token["cancelAuthorization(address,bytes32,bytes)"](authorizer, nonce, signature),
};

/** ERC-3009: transfer, receive and cancel with authorisation, with both shapes of a signature. */
export function behavesLikeERC3009(given: Given): void {
  describe("ERC-3009", function () {
    let subject: TokenSubject;
    beforeEach(async function () {
      subject = await given();
    });

    const authorization = (changes: Partial<Authorization> = {}): Authorization => ({
      from: subject.holder.address,
      to: subject.other.address,
      value: 7n,
      validAfter: 0n,
      validBefore: 2n ** 40n,
      nonce: hexlify(randomBytes(32)),
      ...changes,
    });
    const sign = async (form: Form, message: object, key: Wallet = subject.holder) =>
      signWithEthers(key, await domainOf(subject.token), form, { ...message });
    const by = (sender: Signer): CityToken => as(subject.token, sender);

    for (const shape of [inParts, inOnePiece]) {
      describe(`with a signature ${shape.name}`, function () {
        for (const [kind, form] of [
          ["transfer", "TransferWithAuthorization"],
          ["receive", "ReceiveWithAuthorization"],
        ] as const) {
          describe(form, function () {
            /** Who hands it in: anyone, or only the receiver. */
            const sender = (): Signer => (kind === "transfer" ? subject.relayer : subject.other);
            const submit = async (a: Authorization, signature: string) =>
              shape.move(by(sender()), kind, a, signature);

            for (const [client, signing] of [
              ["ethers", signWithEthers],
              ["viem", signWithViem],
            ] as const) {
              it(`moves the tokens as signed with ${client}, says so, and works once`, async function () {
                const { token, holder, other, balance } = subject;
                const a = authorization();
                const signature = await signing(holder, await domainOf(token), form, { ...a });
                expect(await token.authorizationState(a.from, a.nonce)).to.equal(false);
                const sent = submit(a, signature);
                await expect(sent).to.emit(token, "AuthorizationUsed").withArgs(a.from, a.nonce);
                await expect(sent).to.emit(token, "Transfer").withArgs(a.from, a.to, a.value);
                expect(await token.balanceOf(other)).to.equal(7n);
                expect(await token.balanceOf(holder)).to.equal(balance - 7n);
                expect(await token.authorizationState(a.from, a.nonce)).to.equal(true);
                await expect(submit(a, signature))
                  .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
                  .withArgs(a.from, a.nonce);
              });
            }

            it("takes counted nonces in any order, each once, beside random ones", async function () {
              const { token, other } = subject;
              const nonces = [3, 0, 1, 255, 256, 2].map((number) => toBeHex(number, 32));
              nonces.push(`0x${"ff".repeat(32)}`, hexlify(randomBytes(32)));
              for (const nonce of nonces) {
                const a = authorization({ nonce, value: 1n });
                await submit(a, await sign(form, a));
              }
              expect(await token.balanceOf(other)).to.equal(BigInt(nonces.length));
              for (const nonce of nonces) {
                const a = authorization({ nonce, value: 2n });
                await expect(submit(a, await sign(form, a)))
                  .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
                  .withArgs(a.from, nonce);
              }
              for (const free of [4, 254, 257]) {
                expect(await token.authorizationState(subject.holder, toBeHex(free, 32))).to.equal(false);
              }
            });

            it("is valid later than validAfter and earlier than validBefore, to the second", async function () {
              const { token } = subject;
              const now = BigInt(await time.latest());
              const a = authorization({ validAfter: now + 100n, validBefore: now + 102n });
              const signature = await sign(form, a);
              await nextTimeAt(now + 100n);
              await expect(submit(a, signature))
                .to.be.revertedWithCustomError(token, "ERC3009InvalidAuthorizationTime")
                .withArgs(a.validAfter, a.validBefore);
              await nextTimeAt(now + 101n);
              await submit(a, signature);
              const late = authorization({ validAfter: now, validBefore: now + 102n });
              const lateSignature = await sign(form, late);
              await nextTimeAt(now + 102n);
              await expect(submit(late, lateSignature))
                .to.be.revertedWithCustomError(token, "ERC3009InvalidAuthorizationTime")
                .withArgs(late.validAfter, late.validBefore);
            });

            it("reads times as seconds alone, whatever their size", async function () {
              const { token } = subject;
              const a = authorization({ validAfter: 2n ** 47n, validBefore: 2n ** 256n - 1n });
              await expect(submit(a, await sign(form, a)))
                .to.be.revertedWithCustomError(token, "ERC3009InvalidAuthorizationTime")
                .withArgs(a.validAfter, a.validBefore);
              const endless = authorization({ validBefore: 2n ** 256n - 1n });
              await submit(endless, await sign(form, endless));
            });

            it("is refused for any other term, form, chain or contract, and for another's key", async function () {
              const { token, holder, other, relayer } = subject;
              const a = authorization();
              const domain = await domainOf(token);
              const [error, ...args] = shape.refusal(holder.address);
              const otherForm: Form =
                kind === "transfer" ? "ReceiveWithAuthorization" : "TransferWithAuthorization";
              const signatures = [
                await sign(form, { ...a, to: relayer.address }),
                await sign(form, { ...a, value: 8n }),
                await sign(form, { ...a, validAfter: 1n }),
                await sign(form, { ...a, validBefore: 2n ** 41n }),
                await sign(form, { ...a, nonce: toBeHex(1, 32) }),
                await sign(form, { ...a, from: other.address }),
                await sign(otherForm, a),
                await signWithEthers(holder, { ...domain, chainId: 1n }, form, { ...a }),
                await signWithEthers(holder, { ...domain, verifyingContract: relayer.address }, form, {
                  ...a,
                }),
              ];
              for (const signature of signatures) {
                await expect(submit(a, signature))
                  .to.be.revertedWithCustomError(token, error)
                  .withArgs(...args);
              }
              const stolen = authorization({ from: other.address, to: other.address });
              const [stolenError, ...stolenArgs] = shape.refusal(other.address);
              await expect(submit(stolen, await sign(form, stolen)))
                .to.be.revertedWithCustomError(token, stolenError)
                .withArgs(...stolenArgs);
              expect(await token.authorizationState(a.from, a.nonce)).to.equal(false);
            });

            it("a refused transfer leaves the nonce unused", async function () {
              const { token, balance } = subject;
              const a = authorization({ value: balance + 1n });
              await expect(submit(a, await sign(form, a)))
                .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
                .withArgs(a.from, balance, a.value);
              expect(await token.authorizationState(a.from, a.nonce)).to.equal(false);
            });

            it("moves nothing once its nonce is cancelled", async function () {
              const { token } = subject;
              const a = authorization();
              const cancellation = await sign("CancelAuthorization", { authorizer: a.from, nonce: a.nonce });
              await shape.cancel(by(subject.relayer), a.from, a.nonce, cancellation);
              await expect(submit(a, await sign(form, a)))
                .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
                .withArgs(a.from, a.nonce);
            });
          });
        }

        describe("ReceiveWithAuthorization", function () {
          it("is handed in by the receiver alone", async function () {
            const { token, relayer, other } = subject;
            const a = authorization();
            await expect(shape.move(by(relayer), "receive", a, await sign("ReceiveWithAuthorization", a)))
              .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
              .withArgs(other.address);
          });
        });

        describe("CancelAuthorization", function () {
          for (const [client, signing] of [
            ["ethers", signWithEthers],
            ["viem", signWithViem],
          ] as const) {
            it(`spends the nonce as signed with ${client}, says so, and works once`, async function () {
              const { token, holder, relayer } = subject;
              const nonce = toBeHex(5, 32);
              const signature = await signing(holder, await domainOf(token), "CancelAuthorization", {
                authorizer: holder.address,
                nonce,
              });
              await expect(shape.cancel(by(relayer), holder.address, nonce, signature))
                .to.emit(token, "AuthorizationCanceled")
                .withArgs(holder.address, nonce);
              expect(await token.authorizationState(holder, nonce)).to.equal(true);
              await expect(shape.cancel(by(relayer), holder.address, nonce, signature))
                .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
                .withArgs(holder.address, nonce);
            });
          }

          it("is refused for another nonce, chain or contract, and for another's authorisation", async function () {
            const { token, holder, other, relayer } = subject;
            const nonce = toBeHex(5, 32);
            const message = { authorizer: holder.address, nonce };
            const domain = await domainOf(token);
            const [error, ...args] = shape.refusal(holder.address);
            for (const signature of [
              await sign("CancelAuthorization", { ...message, nonce: toBeHex(6, 32) }),
              await signWithEthers(holder, { ...domain, chainId: 1n }, "CancelAuthorization", message),
              await signWithEthers(
                holder,
                { ...domain, verifyingContract: relayer.address },
                "CancelAuthorization",
                message,
              ),
            ]) {
              await expect(shape.cancel(by(relayer), holder.address, nonce, signature))
                .to.be.revertedWithCustomError(token, error)
                .withArgs(...args);
            }
            const [otherError, ...otherArgs] = shape.refusal(other.address);
            const foreign = await sign("CancelAuthorization", { authorizer: other.address, nonce });
            await expect(shape.cancel(by(relayer), other.address, nonce, foreign))
              .to.be.revertedWithCustomError(token, otherError)
              .withArgs(...otherArgs);
          });

          it("is refused once the authorisation has been used", async function () {
            const { token, holder, relayer } = subject;
            const a = authorization();
            await shape.move(by(relayer), "transfer", a, await sign("TransferWithAuthorization", a));
            const cancellation = await sign("CancelAuthorization", { authorizer: a.from, nonce: a.nonce });
            await expect(shape.cancel(by(relayer), holder.address, a.nonce, cancellation))
              .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
              .withArgs(a.from, a.nonce);
          });
        });
      });
    }

    it("an authorisation used in one shape, or for one function, is used in all", async function () {
      const { token, relayer, other } = subject;
      const a = authorization();
      await inParts.move(by(relayer), "transfer", a, await sign("TransferWithAuthorization", a));
      for (const [kind, form, sender] of [
        ["transfer", "TransferWithAuthorization", relayer],
        ["receive", "ReceiveWithAuthorization", other],
      ] as const) {
        await expect(inOnePiece.move(by(sender), kind, a, await sign(form, a)))
          .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
          .withArgs(a.from, a.nonce);
      }
    });
  });
}
