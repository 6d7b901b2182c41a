import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { keccak256 } from "ethers";

import { makeAddressBook, readAddressBook, writeAddressBook } from "../../scripts/city/addressBook.js";
import { placesOf } from "../../scripts/city/steps.js";
import { foundCity, type EmbeddedCity } from "../support/embeddedCity.js";
import { failureOf } from "../support/failureOf.js";

describe("address book", () => {
  let city: EmbeddedCity;
  let folder: string;

  before(async () => {
    city = await foundCity();
    await city.deploy();
    folder = await mkdtemp(join(tmpdir(), "civitas-"));
  });

  after(() => Promise.all([city.chain.close(), rm(folder, { recursive: true })]));

  it("holds every contract with its address, version and code hash, the factory first", async () => {
    const { blueprint, provider } = city;
    const book = await makeAddressBook(blueprint, provider);
    const expected = await Promise.all(
      placesOf(blueprint).map(async ({ name, version, address }) => [
        name,
        { address, version, codeHash: keccak256(await provider.getCode(address)) },
      ]),
    );
    expect(Object.entries(book.contracts)).to.deep.equal(expected);
    expect(book.factory).to.equal(book.contracts.CityFactory.address);
    expect({ name: book.name, chainId: book.chainId, deployer: book.deployer }).to.deep.equal({
      name: "Test City",
      chainId: 31337,
      deployer: city.deployer.address,
    });
  });

  it("is written whole, also over an older one, leaves no draft, and is read as it was written", async () => {
    const book = await makeAddressBook(city.blueprint, city.provider);
    const inner = join(folder, "new", "folder");
    await writeAddressBook(inner, { ...book, name: "an older city" });
    const path = await writeAddressBook(inner, book);
    expect(path).to.equal(join(inner, "31337.json"));
    expect(await readdir(inner)).to.deep.equal(["31337.json"]);
    expect(await readFile(path, "utf8")).to.equal(`${JSON.stringify(book, null, 2)}\n`);
    expect(await readAddressBook(inner, 31337n)).to.deep.equal(book);
  });

  it("that is missing is asked for; one that is broken is named", async () => {
    const path = join(folder, "1.json");
    expect(await failureOf(readAddressBook(folder, 1n))).to.equal(
      `--deployments: no address book ${path}; deploy first, or name the folder that holds it`,
    );
    await writeFile(path, "{");
    expect(await failureOf(readAddressBook(folder, 1n))).to.match(
      new RegExp(`^--deployments: ${path} is not JSON \\(.+\\); restore it, or deploy again$`),
    );
  });
});
