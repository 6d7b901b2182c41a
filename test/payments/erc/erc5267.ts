import { expect } from "chai";

import { ethers } from "../../support/network.js";
import type { Given } from "./subject.js";

/** ERC-5267: the token says the domain of its signatures. */
export function behavesLikeERC5267(given: Given): void {
  describe("ERC-5267", function () {
    it("says name, version, chain and contract, without salt or extensions", async function () {
      const { token } = await given();
      const domain = await token.eip712Domain();
      expect(domain.fields).to.equal("0x0f");
      expect(domain.name).to.equal(await token.name());
      expect(domain.version).to.equal("1");
      expect(domain.chainId).to.equal((await ethers.provider.getNetwork()).chainId);
      expect(domain.verifyingContract).to.equal(await token.getAddress());
      expect(domain.salt).to.equal(`0x${"00".repeat(32)}`);
      expect(domain.extensions).to.deep.equal([]);
    });
  });
}
