import { expect } from "chai";

import {
  type Call,
  cancelAuthorizationTypedData,
  countedNonce,
  nextCountedNonce,
  randomNonce,
} from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";
import { signingCity, type SigningCity } from "../../support/signingCity.js";

describe("nonces of authorisations", () => {
  let city: SigningCity;
  before(async () => {
    city = await signingCity();
  });

  /** Uses up a number of the holder's. */
  async function use(number: bigint): Promise<void> {
    const { token, relayer, holder, domain } = city;
    const nonce = countedNonce(number);
    const { types, message } = cancelAuthorizationTypedData(domain, { authorizer: holder.address, nonce });
    const signature = await holder.signTypedData(domain, types, message);
    const cancel = token.connect(relayer)["cancelAuthorization(address,bytes32,bytes)"];
    await (await cancel(holder.address, nonce, signature)).wait();
  }

  it("writes a number as 32 bytes", async () => {
    expect(countedNonce(0n)).to.equal(`0x${"00".repeat(32)}`);
    expect(countedNonce(258n)).to.equal(`0x${"00".repeat(30)}0102`);
    await expectInputError(() => countedNonce(-1n), { field: "number", problem: "is no uint256" });
  });

  it("draws 32 random bytes, never the same", () => {
    const drawn = new Set(Array.from({ length: 100 }, randomNonce));
    expect(drawn.size).to.equal(100);
    for (const nonce of drawn) expect(nonce).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("finds the next number, through ethers and through viem", async () => {
    const { callWithEthers, callWithViem, tokenAddress, holder } = city;
    for (const next of [0n, 1n, 2n, 3n, 4n, 5n, 6n]) {
      expect(await nextCountedNonce(callWithEthers, tokenAddress, holder.address)).to.equal(next);
      expect(await nextCountedNonce(callWithViem, tokenAddress, holder.address)).to.equal(next);
      await use(next);
    }
  });

  it("starts where it is told to", async () => {
    const { callWithEthers, tokenAddress, holder } = city;
    expect(await nextCountedNonce(callWithEthers, tokenAddress, holder.address, 100n)).to.equal(100n);
    await use(100n);
    expect(await nextCountedNonce(callWithEthers, tokenAddress, holder.address, 100n)).to.equal(101n);
  });

  it("asks few questions of a holder with many used numbers", async () => {
    const { tokenAddress, holder } = city;
    let questions = 0;
    const used = 100_000n;
    const call: Call = async ({ data }) => {
      ++questions;
      return countedNonce(BigInt(`0x${data.slice(-64)}`) < used ? 1n : 0n);
    };
    expect(await nextCountedNonce(call, tokenAddress, holder.address)).to.equal(used);
    expect(questions).to.be.lessThan(40);
  });

  it("refuses a contract that knows no nonces", async () => {
    const { callWithEthers, payee, holder } = city;
    const nobody = await payee.getAddress();
    await expectInputError(() => nextCountedNonce(callWithEthers, nobody, holder.address), {
      field: "token",
      problem: /ERC-3009/,
    });
  });
});
