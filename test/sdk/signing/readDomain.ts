import { expect } from "chai";
import { Interface } from "ethers";

import { type Call, readDomain } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";
import { signingCity, type SigningCity } from "../../support/signingCity.js";

const ERC5267 = new Interface([
  "function eip712Domain() view returns (bytes1, string, string, uint256, address, bytes32, uint256[])",
]);

describe("readDomain", () => {
  let city: SigningCity;
  before(async () => {
    city = await signingCity();
  });

  /** A contract that tells another domain. */
  const liar =
    (fields: string, contract: string): Call =>
    async () =>
      ERC5267.encodeFunctionResult("eip712Domain", [
        fields,
        "City Token",
        "1",
        1n,
        contract,
        `0x${"00".repeat(32)}`,
        [],
      ]);

  it("reads the token's domain, through ethers and through viem", async () => {
    const { callWithEthers, callWithViem, tokenAddress } = city;
    const expected = {
      name: "City Token",
      version: "1",
      chainId: 31337n,
      verifyingContract: tokenAddress,
    };
    expect(await readDomain(callWithEthers, tokenAddress)).to.deep.equal(expected);
    expect(await readDomain(callWithViem, tokenAddress.toLowerCase())).to.deep.equal(expected);
  });

  it("refuses a contract that answers for another one", async () => {
    const { tokenAddress, desk } = city;
    const other = await desk.getAddress();
    await expectInputError(() => readDomain(liar("0x0f", other), tokenAddress), {
      field: "contract",
      problem: `answers with the domain of ${other}`,
    });
  });

  it("refuses a domain of other fields", async () => {
    const { tokenAddress } = city;
    await expectInputError(() => readDomain(liar("0x1f", tokenAddress), tokenAddress), {
      field: "contract",
      problem: "has a domain of the fields 0x1f",
    });
  });

  it("refuses an account that answers nothing", async () => {
    const { callWithViem, payee } = city;
    const nobody = await payee.getAddress();
    await expectInputError(() => readDomain(callWithViem, nobody), {
      field: "contract",
      problem: /does not tell its domain/,
    });
  });
});
