import { expect } from "chai";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { IAgents__factory, ISuccession__factory } from "../../typechain-types/index.js";
import { openRoll } from "../support/billing.js";
import { networkHelpers } from "../support/network.js";

describe("Billing: interfaces", () => {
  it("claims agents, succession, ERC-5267 and ERC-165, each by itself", async () => {
    const { billing } = await networkHelpers.loadFixture(openRoll);
    for (const claimed of [
      interfaceId(IAgents__factory.abi),
      interfaceId(ISuccession__factory.abi),
      "0x84b0196e",
      "0x01ffc9a7",
    ]) {
      expect(await billing.supportsInterface(claimed), claimed).to.equal(true);
    }
    expect(await billing.supportsInterface("0xffffffff")).to.equal(false);
  });
});
