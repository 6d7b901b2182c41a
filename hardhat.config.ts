import { createRequire } from "node:module";
import { availableParallelism } from "node:os";

import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig, emptyTask, task } from "hardhat/config";

import { ballotTasks } from "./scripts/ballots/tasks.js";
import { billingTasks } from "./scripts/billing/tasks.js";
import buildOnEveryCore from "./scripts/lib/buildOnEveryCore.js";
import { energyTasks } from "./scripts/energy/tasks.js";
import { landTasks } from "./scripts/land/tasks.js";
import strictWarnings from "./scripts/lib/strictWarnings.js";
import { sealedTasks } from "./scripts/sealed/tasks.js";
import { trusteeTasks } from "./scripts/trustee/tasks.js";

/** The compiler that npm's `solc` ships: the same bytes on every machine, nothing to download. */
const solc = { version: "0.8.37", path: createRequire(import.meta.url).resolve("solc/soljson.js") };

/** One set of settings for every profile, so that what was tested is what ships. */
const settings = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 200 },
  // Code must not depend on which files happened to be compiled together, or on comments: see docs/adr/0003.
  metadata: { bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["storageLayout"], "": ["ast"] } },
};

/** Contracts that compile through Yul, each with what it gains: see docs/testing.md. */
const viaIR = Object.fromEntries(
  [
    "contracts/ballots/RollCallBallot.sol",
    "contracts/payments/Billing.sol",
    "contracts/land/LandRegistry.sol",
    "contracts/land/landRegistry/LandSurvey.sol",
    "contracts/ballots/SealedBallot.sol",
    "contracts/energy/EnergyMarket.sol",
    "contracts/energy/MeterRegistry.sol",
    "contracts/energy/market/Settlements.sol",
  ].map((file) => [file, { ...solc, settings: { ...settings, viaIR: true } }]),
);

/** Mutants are compiled in the quicker of two ways, which makes the longer code: see scripts/mutation/build.ts. */
const ownLimits = process.env.CIVITAS_MUTATION === undefined ? {} : { allowUnlimitedContractSize: true };

const cityOption = {
  name: "city",
  description: "Path of the city file (JSON; schema: scripts/city/city.schema.json)",
  defaultValue: "",
} as const;

const deploymentsOption = {
  name: "deployments",
  description: "Folder of the address books",
  defaultValue: "deployments",
} as const;

export default defineConfig({
  plugins: [toolbox, buildOnEveryCore, strictWarnings],
  solidity: {
    profiles: {
      default: { compilers: [{ ...solc, settings }], overrides: viaIR },
      production: { compilers: [{ ...solc, settings }], overrides: viaIR },
    },
    npmFilesToBuild: [
      "@openzeppelin/contracts/access/manager/IAccessManaged.sol",
      "@openzeppelin/contracts/access/manager/IAccessManager.sol",
    ],
  },
  paths: { tests: { mocha: "test", solidity: "test" } },
  typechain: { outDir: "typechain-types" },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "osaka", ...ownLimits },
    prague: { type: "edr-simulated", chainType: "l1", hardfork: "prague", ...ownLimits },
    localhost: { type: "http", chainType: "generic", url: "http://127.0.0.1:8545" },
    city: {
      type: "http",
      chainType: "generic",
      url: configVariable("CITY_RPC_URL"),
      accounts: [configVariable("CITY_DEPLOYER_KEY")],
    },
  },
  tasks: [
    emptyTask("city", "Deploys, verifies and shows a city").build(),
    task(
      ["city", "deploy"],
      "Brings a chain to what a city file says: plan, preflight, apply, hand over, verify",
    )
      .addOption(cityOption)
      .addOption(deploymentsOption)
      .addOption({ name: "deployer", description: "Address of the deploying account", defaultValue: "" })
      .addFlag({ name: "plan", description: "Say what would be done and simulate it; send nothing" })
      .setAction(() => import("./scripts/deploy.js"))
      .build(),
    task(["city", "verify"], "Compares a deployed city with its city file; sends nothing")
      .addOption(cityOption)
      .addOption(deploymentsOption)
      .setAction(() => import("./scripts/verify.js"))
      .build(),
    task(
      ["city", "sample"],
      "Prepares a test chain: offices as 2-of-3 multisignature wallets, and a city file that names them",
    )
      .addOption(cityOption)
      .setAction(() => import("./scripts/sample.js"))
      .build(),
    task(["city", "demo"], "Deploys a city on the embedded chain and lives a day in it")
      .setAction(() => import("./scripts/demo.js"))
      .build(),
    ...billingTasks,
    ...ballotTasks,
    ...sealedTasks,
    ...trusteeTasks,
    ...landTasks,
    ...energyTasks,
  ],
  coverage: { skipFiles: ["test/**"] },
  test: {
    // Test files share nothing, so that each core runs one, and one more runs while deployments wait for blocks. A
    // mutation run has a job for each core already.
    mocha: {
      parallel: process.env.CIVITAS_MUTATION === undefined,
      jobs: availableParallelism() + 1,
      // Ends what hangs. A slow machine is no failure.
      timeout: 600_000,
    },
    solidity: {
      profiles: {
        default: { fuzz: { runs: 1000 }, invariant: { runs: 256, depth: 64, failOnRevert: true } },
        long: { fuzz: { runs: 10_000 }, invariant: { runs: 2560, depth: 64, failOnRevert: true } },
        brief: { fuzz: { runs: 64 }, invariant: { runs: 16, depth: 32, failOnRevert: true } },
      },
    },
  },
});
