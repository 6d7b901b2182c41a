import { expect } from "chai";
import { AbiCoder, id, keccak256, toBeHex } from "ethers";

import { openRoll } from "../../support/billing.js";
import { networkHelpers } from "../../support/network.js";

describe("BillStore", () => {
  it("stands at the place that ERC-7201 gives its name", async () => {
    const { billing, roll, tree } = await networkHelpers.loadFixture(openRoll);
    const coder = AbiCoder.defaultAbiCoder();
    const hash = keccak256(coder.encode(["uint256"], [BigInt(id("civitas.billing.bills")) - 1n]));
    const place = BigInt(hash) & ~0xffn;
    const rootPlace = keccak256(coder.encode(["uint256", "uint256"], [roll, place]));
    expect(await networkHelpers.getStorageAt(await billing.getAddress(), rootPlace)).to.equal(tree.root);
    expect(toBeHex(place, 32).slice(-2)).to.equal("00");
  });
});
