import { expect } from "chai";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { IAssuranceFund__factory, ISuccession__factory } from "../../typechain-types/index.js";
import { networkHelpers } from "../support/network.js";
import { sales } from "../support/sales.js";

describe("AssuranceFund: interfaces", function () {
  it("claims its own and that of succession, and no other", async function () {
    const { fund } = await networkHelpers.loadFixture(sales);
    const claimed = [IAssuranceFund__factory, ISuccession__factory].map(({ abi }) => interfaceId(abi));
    for (const id of [...claimed, "0x01ffc9a7"]) {
      expect(await fund.supportsInterface(id), id).to.equal(true);
    }
    for (const id of ["0xffffffff", "0x00000000"]) {
      expect(await fund.supportsInterface(id), id).to.equal(false);
    }
  });
});
