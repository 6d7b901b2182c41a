import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";

import { manifestProblems, pathProblems, textProblems } from "../../scripts/consumer/contents.js";
import { abiModules, abiName } from "../../scripts/package/abiModules.js";
import { addressModules } from "../../scripts/package/addressModules.js";
import { renumbered } from "../../scripts/package/artifacts.js";
import { compile, writeFile } from "../../scripts/package/compile.js";
import { LIBRARIES, packageManifest } from "../../scripts/package/manifest.js";
import { sdkSources } from "../../scripts/package/sources.js";

const ADDRESS = "0x1000000000000000000000000000000000000001";

describe("the published package", () => {
  let root: string;
  beforeEach(() => {
    mkdirSync("cache", { recursive: true });
    root = realpathSync(mkdtempSync(path.resolve("cache/package-test-")));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const book = (name: string, chainId: number): string =>
    JSON.stringify({
      name,
      chainId,
      deployer: ADDRESS,
      factory: ADDRESS,
      services: ["governance"],
      contracts: { CityToken: { address: ADDRESS, version: 1, codeHash: `0x${"11".repeat(32)}` } },
    });

  it("holds the address books of cities, and none of a chain that lives on one machine", async () => {
    writeFile(path.join(root, "deployments/10.json"), book("Harbour", 10));
    writeFile(path.join(root, "deployments/31337.json"), book("Local", 31337));
    writeFile(path.join(root, "deployments/notes.json"), "{}");
    const types = ["sdk/addressBook.ts", "sdk/signing/types.ts"].map((file) => ({
      path: file,
      text: readFileSync(file, "utf8"),
    }));
    compile([...types, ...addressModules(root)], path.join(root, "workshop"), path.join(root, "out"));

    const module: unknown = await import(path.join(root, "out/addresses/index.js"));
    const { addressBooks, addressBookOf } = module as {
      addressBooks: Record<string, unknown>;
      addressBookOf: (chainId: number | bigint) => { name: string } | undefined;
    };
    expect(Object.keys(addressBooks)).to.deep.equal(["10"]);
    expect(addressBookOf(10n)?.name).to.equal("Harbour");
    expect(addressBookOf(10)?.name).to.equal("Harbour");
    expect(addressBookOf(31337)).to.equal(undefined);
    expect(readFileSync(path.join(root, "out/addresses/index.d.ts"), "utf8")).to.include('"Harbour"');
  });

  it("refuses an address book of another form", () => {
    writeFile(path.join(root, "deployments/10.json"), '{ "name": "Harbour" }');
    const types = ["sdk/addressBook.ts", "sdk/signing/types.ts"].map((file) => ({
      path: file,
      text: readFileSync(file, "utf8"),
    }));
    const build = () =>
      compile([...types, ...addressModules(root)], path.join(root, "workshop"), path.join(root, "out"));
    expect(build).to.throw(/does not compile[\s\S]*chainId/);
  });

  it("names ABIs as wagmi does, and leaves out contracts without one", () => {
    expect(abiName("CityToken")).to.equal("cityTokenAbi");
    const artifact = { path: "", content: {} };
    const modules = abiModules([
      { ...artifact, contractName: "CityToken", abi: [{ type: "error", name: "OrderMissing", inputs: [] }] },
      { ...artifact, contractName: "AccountSignatures", abi: [] },
    ]);
    expect(modules.map(({ path: file }) => file)).to.deep.equal(["abi/CityToken.ts", "abi/index.ts"]);
    expect(modules[1].text).to.equal('export * from "./CityToken.js";\n');
  });

  it("takes the bindings without Hardhat's declarations, their lists in alphabetical order", () => {
    writeFile(path.join(root, "typechain-types/index.ts"), "export * from './b';\nexport * from './a';");
    writeFile(path.join(root, "typechain-types/hardhat.d.ts"), "import 'hardhat';");
    expect(sdkSources(root)).to.deep.equal([
      { path: "typechain-types/index.ts", text: "export * from './a';\nexport * from './b';\n" },
    ]);
  });

  it("numbers immutables by their places, not by what was compiled together", () => {
    const [early, late] = [
      [
        { start: 90, length: 32 },
        { start: 5, length: 32 },
      ],
      [{ start: 50, length: 32 }],
    ];
    const expected = { 0: early, 1: late };
    expect(renumbered({ 12481: early, 19685: late })).to.deep.equal(expected);
    expect(renumbered({ 7: late, 9: early })).to.deep.equal(expected);
  });

  it("has a manifest that names nothing of the development", () => {
    const project = { name: "civitas", version: "1.2.3", description: "a city", license: "MIT" };
    const manifest = { ...packageManifest(project), private: undefined };
    expect(manifestProblems(JSON.stringify(manifest))).to.deep.equal([]);
    for (const leak of [
      { dependencies: { ...LIBRARIES, leftpad: "^1.0.0" } },
      { devDependencies: {} },
      { scripts: {} },
      { private: true },
      { sideEffects: true },
      { peerDependencies: { hardhat: "^3.0.0" } },
    ]) {
      expect(manifestProblems(JSON.stringify({ ...manifest, ...leak }))).to.have.length(1);
    }
  });

  for (const leak of [
    "test/CityToken.ts",
    "contracts/payments/CityToken.t.sol",
    "contracts/payments/CityTokenMock.sol",
    "bench/payments.js",
    "scripts/deploy.js",
    "dist/sdk/payments/parseAmount.ts",
    "dist/typechain-types/hardhat.d.ts",
    "artifacts/build-info/1.json",
    "artifacts/contracts/payments/CityToken.sol/artifacts.d.ts",
    ".env",
  ]) {
    it(`is refused with ${leak} in it`, () => {
      expect(pathProblems(leak)).to.have.length(1);
    });
  }

  it("is refused with a key, or with an import of Hardhat or Node, in it", () => {
    for (const leak of [
      'const privateKey = "0x12";',
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
      'import hre from "hardhat";',
      'import type { X } from "@nomicfoundation/hardhat-ethers/types";',
      'import { readFileSync } from "node:fs";',
    ]) {
      expect(textProblems("dist/sdk/index.js", leak)).to.have.length(1);
    }
    expect(textProblems("dist/sdk/index.js", 'import { id } from "ethers";')).to.deep.equal([]);
  });
});
