/**
 * Tests that hold a contract beside its mirror under `test/`: paths from the root of the project, by the contract's
 * path. By default the tests of `contracts/<domain>/X.sol` are the files of `test/<domain>/` whose name begins with X.
 */
export const FURTHER_TESTS: Readonly<Record<string, readonly string[]>> = {
  "contracts/governance/ContractCode.sol": [
    "test/governance/CityAuthority.ts",
    "test/governance/CityAuthority.traps.ts",
    "test/governance/Succession.ts",
  ],
  "contracts/identity/libraries/AccountSignatures.sol": [
    "test/identity/AccountSignatures.ts",
    "test/identity/AccountSignatures.t.sol",
  ],
};
