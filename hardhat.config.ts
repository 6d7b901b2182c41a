import { createRequire } from "node:module";

import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";

import strictWarnings from "./scripts/lib/strictWarnings.js";

/** The compiler that npm's `solc` ships: the same bytes on every machine, nothing to download. */
const solc = { version: "0.8.37", path: createRequire(import.meta.url).resolve("solc/soljson.js") };

/** One set of settings for every profile, so that what was tested is what ships. */
const settings = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 200 },
  outputSelection: { "*": { "*": ["storageLayout"], "": ["ast"] } },
};

export default defineConfig({
  plugins: [toolbox, strictWarnings],
  solidity: {
    profiles: {
      default: { compilers: [{ ...solc, settings }] },
      production: { compilers: [{ ...solc, settings }] },
    },
  },
  paths: { tests: { mocha: "test", solidity: "test" } },
  typechain: { outDir: "typechain-types" },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "osaka" },
    prague: { type: "edr-simulated", chainType: "l1", hardfork: "prague" },
    localhost: { type: "http", chainType: "generic", url: "http://127.0.0.1:8545" },
    city: {
      type: "http",
      chainType: "generic",
      url: configVariable("CITY_RPC_URL"),
      accounts: [configVariable("CITY_DEPLOYER_KEY")],
    },
  },
  coverage: { skipFiles: ["test/**"] },
  test: {
    solidity: {
      profiles: {
        default: { fuzz: { runs: 1000 }, invariant: { runs: 256, depth: 64, failOnRevert: true } },
        long: { fuzz: { runs: 10_000 }, invariant: { runs: 2560, depth: 64, failOnRevert: true } },
        mutation: { fuzz: { runs: 64 }, invariant: { runs: 16, depth: 32, failOnRevert: true } },
      },
    },
  },
});
