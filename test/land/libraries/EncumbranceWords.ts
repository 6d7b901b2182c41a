import { expect } from "chai";

import { readEncumbranceWord } from "../../../sdk/index.js";
import { encumber, encumberByOrder, KIND, landWithTitle, mortgage, right } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";

describe("EncumbranceWords", function () {
  it("says where every client reads it what a kind means", async function () {
    const city = await networkHelpers.loadFixture(landWithTitle);
    const { registry, bank, id } = city;
    await encumber(city, id, mortgage(bank));
    await encumber(city, id, right(KIND.easement, bank));
    await encumberByOrder(city, id, right(KIND.taxLien, bank), "order");
    const meanings = await Promise.all(
      [1n, 2n, 3n].map(async (number) => {
        const word = await registry.encumbranceOf(id, number);
        const { blocks, runs } = readEncumbranceWord(word);
        return [blocks, runs, word >> 252n];
      }),
    );
    expect(meanings).to.deep.equal([
      [true, false, 0b001n],
      [false, true, 0b010n],
      [true, false, 0b101n],
    ]);
  });
});
