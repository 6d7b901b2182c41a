const BALLOTS_SUCCESSION = "test/ballots/Ballots.succession.ts";

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
  "contracts/ballots/ElectionRoll.sol": [BALLOTS_SUCCESSION],
  "contracts/ballots/Elections.sol": [BALLOTS_SUCCESSION, "test/ballots/RollCallBallot.ts"],
  "contracts/ballots/RollCallBallot.sol": [BALLOTS_SUCCESSION],
  "contracts/ballots/libraries/BallotLanes.sol": [
    "test/ballots/RollCallBallot.ts",
    "test/ballots/RollCallBallot.tally.ts",
  ],
  "contracts/ballots/libraries/ElectionRules.sol": [
    "test/ballots/Elections.ts",
    "test/ballots/RollCallBallot.tally.ts",
  ],
  "contracts/ballots/libraries/RelayedBallots.sol": ["test/ballots/RollCallBallot.relay.ts"],
  "contracts/ballots/libraries/RollCallSettings.sol": [
    "test/ballots/libraries/BallotLanes.t.sol",
    "test/ballots/RollCallBallot.ts",
    "test/ballots/RollCallBallot.tally.ts",
  ],
  "contracts/ballots/libraries/RollPages.sol": [
    "test/ballots/libraries/RollTree.t.sol",
    "test/ballots/ElectionRoll.ts",
    "test/ballots/RollCallBallot.ts",
  ],
  "contracts/ballots/libraries/RollTree.sol": ["test/ballots/ElectionRoll.ts"],
};
