import { defineConfig } from "hardhat/config";

/**
 * The chain that the suite of `ethr-did-resolver` expects: its texts name chain 1337, and its own configuration lets
 * blocks share a second. No plugin: those of chai would change what the suite's assertions mean.
 */
export default defineConfig({
  networks: {
    suite: {
      type: "edr-simulated",
      chainType: "l1",
      chainId: 1337,
      hardfork: "osaka",
      allowBlocksWithSameTimestamp: true,
      allowUnlimitedContractSize: true,
    },
  },
});
