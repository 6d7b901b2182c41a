import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

import { SUITE_FOLDER, SUITE_LEFT_OUT } from "./suite.js";

/** Runs the suite of `ethr-did-resolver` where npm has put it; only its file that deploys a registry is ours. */
export default defineConfig({
  logLevel: "error",
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve: {
    alias: [
      {
        find: /^\.\/testUtils$/,
        replacement: fileURLToPath(new URL("./registryUnderTest.ts", import.meta.url)),
      },
    ],
  },
  test: {
    include: [`${SUITE_FOLDER}/*.test.ts`],
    exclude: SUITE_LEFT_OUT.map((name) => `${SUITE_FOLDER}/${name}`),
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The suite sleeps most of its time. Hardhat is loaded once in each process.
    pool: "forks",
    isolate: false,
    maxWorkers: 3,
    server: { deps: { inline: [/ethr-did-resolver/] } },
  },
});
