import { builtinModules } from "node:module";

import { expect } from "chai";
import { build, type BuildResult } from "esbuild";

/** Bundles the SDK for a browser; fails where a module cannot be resolved there. */
const bundle = async (contents: string): Promise<BuildResult<{ metafile: true; write: false }>> =>
  build({
    stdin: { contents, resolveDir: "sdk", loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
  });

describe("the SDK in a browser", () => {
  it("needs nothing of Node, and nothing of Hardhat", async () => {
    const { metafile } = await bundle('export * from "./index.js";');
    const inputs = Object.keys(metafile.inputs);
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    expect(inputs.some((input) => input.startsWith("sdk/payments/"))).to.equal(true);
    expect(inputs.filter((input) => /hardhat/i.test(input))).to.deep.equal([]);
    expect(imports.filter(({ path, external }) => external === true || isBuiltin(path))).to.deep.equal([]);
  });

  it("is seen to fail where Node is needed", async () => {
    const failure = await bundle('import "node:fs";').then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).to.include('Could not resolve "node:fs"');
  });
});

function isBuiltin(module: string): boolean {
  return module.startsWith("node:") || builtinModules.includes(module);
}
