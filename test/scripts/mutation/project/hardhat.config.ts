import { createRequire } from "node:module";

import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";

/** The smallest project that can be mutated: its files end in .txt, so that no tool takes them for ours. */
export default defineConfig({
  plugins: [toolbox],
  solidity: {
    version: "0.8.37",
    path: createRequire(import.meta.url).resolve("solc/soljson.js"),
    settings: { outputSelection: { "*": { "": ["ast"] } } },
  },
  paths: { tests: { mocha: "test", solidity: "test" } },
  typechain: { outDir: "typechain-types" },
  test: { solidity: { profiles: { default: {}, brief: {} } } },
});
