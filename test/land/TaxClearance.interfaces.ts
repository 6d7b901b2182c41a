import { expect } from "chai";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import {
  ITaxAccounts__factory,
  ITaxClearance__factory,
  TaxClearance__factory,
} from "../../typechain-types/index.js";
import { networkHelpers } from "../support/network.js";
import { sales } from "../support/sales.js";

describe("TaxClearance: interfaces", function () {
  it("claims what the office calls and what Conveyance asks, and no other", async function () {
    const { officers, token, deployer } = await networkHelpers.loadFixture(sales);
    // Billing is asked by nobody here: any address serves.
    const clearance = await new TaxClearance__factory(deployer).deploy(officers, token);
    const claimed = [ITaxAccounts__factory, ITaxClearance__factory].map(({ abi }) => interfaceId(abi));
    expect(new Set(claimed).size).to.equal(2);
    for (const id of [...claimed, "0x01ffc9a7"]) {
      expect(await clearance.supportsInterface(id), id).to.equal(true);
    }
    for (const id of ["0xffffffff", "0x00000000"]) {
      expect(await clearance.supportsInterface(id), id).to.equal(false);
    }
  });
});
