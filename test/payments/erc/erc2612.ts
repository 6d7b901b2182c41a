import { expect } from "chai";
import { AbiCoder, id, keccak256, MaxUint256, Signature, toUtf8Bytes, ZeroAddress } from "ethers";

import { as, nextTimeAt } from "../../support/payments.js";
import { networkHelpers } from "../../support/network.js";
import { domainOf, signWithEthers, signWithViem } from "../../support/typedData.js";
import type { Given, TokenSubject } from "./subject.js";

const { time } = networkHelpers;

/** ERC-2612, with the signature in its three parts. */
export function behavesLikeERC2612(given: Given): void {
  describe("ERC-2612", function () {
    let subject: TokenSubject;
    beforeEach(async function () {
      subject = await given();
    });

    const message = (changes: Record<string, unknown> = {}) => ({
      owner: subject.holder.address,
      spender: subject.other.address,
      value: 7n,
      nonce: 0n,
      deadline: MaxUint256,
      ...changes,
    });

    async function permit(
      signature: string,
      {
        owner,
        spender,
        value,
        deadline,
      }: { owner: string; spender: string; value: bigint; deadline: bigint } = message(),
    ) {
      const { v, r, s } = Signature.from(signature);
      return as(subject.token, subject.relayer)[
        "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
      ](owner, spender, value, deadline, v, r, s);
    }

    for (const [client, sign] of [
      ["ethers", signWithEthers],
      ["viem", signWithViem],
    ] as const) {
      it(`sets the allowance that the owner has signed with ${client}, once`, async function () {
        const { token, holder, other } = subject;
        const signature = await sign(holder, await domainOf(token), "Permit", message());
        await expect(permit(signature))
          .to.emit(token, "Approval")
          .withArgs(holder.address, other.address, 7n);
        expect(await token.allowance(holder, other)).to.equal(7n);
        expect(await token.nonces(holder)).to.equal(1n);
        await expect(permit(signature)).to.be.revertedWithCustomError(token, "ERC2612InvalidSigner");
      });
    }

    it("hashes its domain as EIP-712 says", async function () {
      const { token } = subject;
      const { name, version, chainId, verifyingContract } = await domainOf(token);
      expect(await token.DOMAIN_SEPARATOR()).to.equal(
        keccak256(
          AbiCoder.defaultAbiCoder().encode(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [
              id("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
              keccak256(toUtf8Bytes(name ?? "")),
              keccak256(toUtf8Bytes(version ?? "")),
              chainId,
              verifyingContract,
            ],
          ),
        ),
      );
    });

    it("is accepted in the second of its deadline and refused one later", async function () {
      const { token, holder } = subject;
      const deadline = BigInt(await time.latest()) + 100n;
      const first = message({ deadline });
      await nextTimeAt(deadline);
      await permit(await signWithEthers(holder, await domainOf(token), "Permit", first), first);
      const second = message({ deadline, nonce: 1n });
      await nextTimeAt(deadline + 1n);
      await expect(permit(await signWithEthers(holder, await domainOf(token), "Permit", second), second))
        .to.be.revertedWithCustomError(token, "ERC2612ExpiredSignature")
        .withArgs(deadline);
    });

    it("is refused for any other term, nonce, chain or contract, and for another's signature", async function () {
      const { token, holder, relayer } = subject;
      const domain = await domainOf(token);
      const signatures = [
        await signWithEthers(holder, domain, "Permit", message({ spender: relayer.address })),
        await signWithEthers(holder, domain, "Permit", message({ value: 8n })),
        await signWithEthers(holder, domain, "Permit", message({ nonce: 1n })),
        await signWithEthers(holder, domain, "Permit", message({ deadline: 1n })),
        await signWithEthers(holder, { ...domain, chainId: 1n }, "Permit", message()),
        await signWithEthers(holder, { ...domain, verifyingContract: relayer.address }, "Permit", message()),
        await signWithEthers(holder, { ...domain, name: "Another Token" }, "Permit", message()),
        await signWithEthers(holder, { ...domain, version: "2" }, "Permit", message()),
      ];
      for (const signature of signatures) {
        await expect(permit(signature)).to.be.revertedWithCustomError(token, "ERC2612InvalidSigner");
      }
    });

    it("is refused for the zero address", async function () {
      const { token, holder } = subject;
      const signature = await signWithEthers(holder, await domainOf(token), "Permit", message());
      await expect(
        permit(signature, message({ owner: ZeroAddress })),
      ).to.be.revertedWithCustomError(token, "ERC2612InvalidSigner");
    });
  });
}
