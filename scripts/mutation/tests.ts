const BALLOTS_SUCCESSION = "test/ballots/Ballots.succession.ts";
const PASSKEYS = "test/identity/DIDRegistry.passkeys.ts";

/** Tests of the DID registry, whose parts have no tests of their own; those that most concern a part go first. */
const identityTests = (...first: readonly string[]): string[] => {
  const subjects = ["", ".legacy", ".apply", ".signed", ".guardians", ".recovery", ".succession"];
  return [...new Set([...first, ...subjects])].map((subject) => `test/identity/DIDRegistry${subject}.ts`);
};

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
  "contracts/identity/libraries/Heads.sol": ["test/identity/DIDRegistry.t.sol", ...identityTests()],
  "contracts/identity/libraries/ReadableNames.sol": [
    "test/identity/DIDRegistry.t.sol",
    "test/identity/DIDRegistry.legacy.ts",
  ],
  "contracts/identity/libraries/SignerSignatures.sol": ["test/identity/DIDRegistry.signed.ts", PASSKEYS],
  "contracts/identity/didRegistry/EnrolledKeys.sol": identityTests(".apply", ".signed"),
  "contracts/identity/didRegistry/GuardedIdentity.sol": identityTests(".guardians", ".recovery"),
  "contracts/identity/didRegistry/GuardianRecords.sol": identityTests(".recovery", ".guardians"),
  "contracts/identity/didRegistry/IdentityGuardians.sol": identityTests(".guardians", ".recovery", ".signed"),
  "contracts/identity/didRegistry/IdentityKeys.sol": identityTests(".signed", ".apply"),
  "contracts/identity/didRegistry/IdentityRecords.sol": identityTests(".legacy", ".succession"),
  "contracts/identity/didRegistry/LegacyIdentity.sol": identityTests(".legacy"),
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
