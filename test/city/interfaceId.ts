import { expect } from "chai";
import { Interface } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { contractsOf } from "../../scripts/city/domains/index.js";
import { allDomains, foundCity } from "../support/embeddedCity.js";

const ERC721 = [
  "function balanceOf(address) view returns (uint256)",
  "function ownerOf(uint256) view returns (address)",
  "function safeTransferFrom(address, address, uint256, bytes)",
  "function safeTransferFrom(address, address, uint256)",
  "function transferFrom(address, address, uint256)",
  "function approve(address, uint256)",
  "function setApprovalForAll(address, bool)",
  "function getApproved(uint256) view returns (address)",
  "function isApprovedForAll(address, address) view returns (bool)",
];
const ERC165 = ["function supportsInterface(bytes4) view returns (bool)"];

describe("interfaceId", () => {
  it("is the number that the standards print", () => {
    expect(interfaceId(ERC165)).to.equal("0x01ffc9a7");
    expect(interfaceId(ERC721)).to.equal("0x80ac58cd");
  });

  it("leaves inherited functions out", () => {
    expect(interfaceId([...ERC721, ...ERC165], ERC165)).to.equal("0x80ac58cd");
    expect(interfaceId(ERC165, ERC165)).to.equal("0x00000000");
  });

  it("counts functions alone", () => {
    const events = ["event Transfer(address, address, uint256)", "error Nope()"];
    expect(interfaceId([...ERC165, ...events])).to.equal("0x01ffc9a7");
  });

  it("in the tables is one that the deployed contract supports", async () => {
    const city = await foundCity();
    await city.deploy();
    const erc165 = new Interface(ERC165);
    for (const row of contractsOf(allDomains)) {
      if (row.interfaceId === "0x00000000") continue;
      const answer = await city.provider.call({
        to: city.blueprint.addressOf(row.name),
        data: erc165.encodeFunctionData("supportsInterface", [row.interfaceId]),
      });
      expect(BigInt(answer), `${row.name} supports ${row.interfaceId}`).to.equal(1n);
    }
    await city.chain.close();
  });
});
