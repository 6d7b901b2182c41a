const BALLOTS_SUCCESSION = "test/ballots/Ballots.succession.ts";
const PASSKEYS = "test/identity/DIDRegistry.passkeys.ts";

/** Tests of the DID registry, whose parts have no tests of their own; those that most concern a part go first. */
const identityTests = (...first: readonly string[]): string[] => {
  const subjects = ["", ".legacy", ".apply", ".signed", ".guardians", ".recovery", ".succession"];
  return [...new Set([...first, ...subjects])].map((subject) => `test/identity/DIDRegistry${subject}.ts`);
};

const BILL_WORDS = "test/payments/libraries/BillWords.t.sol";
const MANDATES = "test/payments/Mandates.ts";
const DISPUTES = "test/payments/Disputes.ts";
const DESKS_SUCCESSION = "test/payments/Desks.succession.ts";

/** Tests of the parts of Billing, which have none of their own; those that most concern a part go first. */
const billingTests = (...first: readonly string[]): string[] => {
  const subjects = ["pay", "signatures", "ledger", "rolls", "succession"];
  return [...new Set([...first, ...subjects])].map((subject) => `test/payments/Billing.${subject}.ts`);
};

/** Tests of the parts of the land register, which have none of their own; those that most concern a part go first. */
const landTests = (...first: readonly string[]): string[] => {
  const core = ["TitleCore", "TitleCore.owners", "TitleCore.recovery"];
  const register = ["LandRegistry", "LandRegistry.replot", "LandRegistry.law", "LandRegistry.succession"];
  return [...new Set([...first, ...core, ...register])].map((subject) => `test/land/${subject}.ts`);
};

const LAND_WORDS = "test/land/LandWords.t.sol";

/** Tests of the sealed ballot, whose parts have none of their own; those that most concern a part go first. Its limits hold no line. */
const sealedTests = (...first: readonly string[]): string[] => {
  const subjects = ["", ".attacks", ".tally", ".edges"];
  return [...new Set([...first, ...subjects])].map((subject) => `test/ballots/SealedBallot${subject}.ts`);
};
const CEREMONY = "test/ballots/TrusteeCeremony.ts";
const CEREMONY_EDGES = "test/ballots/TrusteeCeremony.edges.ts";
const TALLY_VERIFIER = "test/ballots/TallyVerifier.ts";

const ENERGY_WORDS = "test/energy/libraries/EnergyWords.t.sol";
const METERS = "test/energy/MeterRegistry.ts";
const METERS_BOUNDS = "test/energy/MeterRegistry.bounds.ts";

/** Tests of the parts of the energy market; those that most concern a part go first. */
const energyTests = (...first: readonly string[]): string[] => {
  const subjects = ["settle", "accounts", "orders", "correct", "bounds", "attacks", "days"];
  return [...new Set([...first, ...subjects])].map((subject) => `test/energy/EnergyMarket.${subject}.ts`);
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
  "contracts/energy/libraries/AccountWords.sol": [ENERGY_WORDS, ...energyTests()],
  "contracts/energy/libraries/CertificateId.sol": [ENERGY_WORDS, "test/energy/EnergyCertificates.ts"],
  "contracts/energy/libraries/ClearingHints.sol": [ENERGY_WORDS, ...energyTests("settle")],
  "contracts/energy/libraries/DeviceSignatures.sol": [METERS],
  "contracts/energy/libraries/DeviceWords.sol": [ENERGY_WORDS, METERS, METERS_BOUNDS],
  "contracts/energy/libraries/EnergyTime.sol": [...energyTests("orders"), METERS],
  "contracts/energy/libraries/OrderWords.sol": [ENERGY_WORDS, ...energyTests("orders")],
  "contracts/energy/libraries/Readings.sol": [ENERGY_WORDS, ...energyTests("settle", "correct")],
  "contracts/energy/market/AccountBooks.sol": energyTests("accounts", "orders"),
  "contracts/energy/market/AccountMoney.sol": energyTests("correct", "settle"),
  "contracts/energy/market/AccountKeeping.sol": energyTests("accounts"),
  "contracts/energy/market/SettlementKeeping.sol": energyTests("settle", "correct"),
  "contracts/energy/market/MarketStore.sol": energyTests("settle"),
  "contracts/energy/market/ZoneKeeping.sol": energyTests("accounts"),
  "contracts/energy/market/OrderBooks.sol": energyTests("orders"),
  "contracts/energy/market/Settlements.sol": energyTests("settle", "correct", "week", "days"),
  "contracts/energy/market/OrderKeeping.sol": energyTests("orders"),
  "contracts/energy/meters/MeterDevices.sol": [METERS, METERS_BOUNDS, ...energyTests("attacks", "settle")],
  "contracts/energy/meters/MeterGateways.sol": [METERS, METERS_BOUNDS, ...energyTests("settle", "correct")],
  "contracts/land/libraries/Rings.sol": ["test/land/libraries/Tiling.t.sol"],
  "contracts/land/LandRegistry.sol": ["test/land/TitleCore.ts", "test/land/TitleCore.owners.ts"],
  "contracts/land/landRegistry/LandArchive.sol": landTests("LandRegistry", "LandRegistry.succession"),
  "contracts/land/landRegistry/LandRecords.sol": landTests("LandRegistry", "LandRegistry.succession"),
  "contracts/land/landRegistry/LandSurvey.sol": landTests("LandRegistry.replot", "LandRegistry"),
  "contracts/land/libraries/DatedHashes.sol": [LAND_WORDS, ...landTests("LandRegistry")],
  "contracts/land/libraries/EncumbranceWords.sol": [LAND_WORDS, ...landTests("TitleCore")],
  "contracts/land/libraries/References.sol": [LAND_WORDS, ...landTests("LandRegistry")],
  "contracts/land/libraries/TitleWords.sol": [LAND_WORDS, ...landTests("TitleCore")],
  "contracts/land/titleCore/OrderedActs.sol": landTests("TitleCore", "LandRegistry.succession"),
  "contracts/land/titleCore/TitleCore.sol": landTests("TitleCore", "TitleCore.owners"),
  "contracts/land/titleCore/TitleDealings.sol": landTests("TitleCore.owners", "TitleCore"),
  "contracts/land/titleCore/TitleJudgments.sol": landTests("TitleCore.recovery", "TitleCore"),
  "contracts/land/titleCore/TitleRecords.sol": landTests("TitleCore", "TitleCore.owners"),
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
  "contracts/ballots/BallotVerifier.sol": sealedTests(".attacks"),
  "contracts/ballots/TallyVerifier.sol": sealedTests(".tally"),
  "contracts/ballots/sealedBallot/SealedElections.sol": sealedTests(),
  "contracts/ballots/sealedBallot/SealedTallies.sol": sealedTests(".tally"),
  "contracts/ballots/libraries/BallotProofs.sol": sealedTests(".attacks"),
  "contracts/ballots/libraries/Dealings.sol": [CEREMONY, CEREMONY_EDGES],
  "contracts/ballots/libraries/HintedSums.sol": [TALLY_VERIFIER, ...sealedTests(".attacks"), CEREMONY],
  "contracts/ballots/libraries/JacobianPoints.sol": [CEREMONY],
  "contracts/ballots/libraries/SealedSettings.sol": sealedTests(),
  "contracts/ballots/libraries/SealedSums.sol": sealedTests("", ".attacks"),
  "contracts/ballots/libraries/Secp256k1.sol": [
    "test/ballots/libraries/JacobianPoints.t.sol",
    ...sealedTests(".attacks"),
    CEREMONY,
  ],
  "contracts/ballots/libraries/TallyShares.sol": [TALLY_VERIFIER, ...sealedTests(".tally")],
  "contracts/ballots/libraries/TrusteeKeys.sol": [CEREMONY, ...sealedTests()],
  "contracts/payments/Disputes.sol": [DESKS_SUCCESSION],
  "contracts/payments/Mandates.sol": [DESKS_SUCCESSION],
  "contracts/payments/SignedActs.sol": [MANDATES, DISPUTES],
  "contracts/payments/billing/BillAgents.sol": billingTests("ledger", "rolls"),
  "contracts/payments/billing/BillArrears.sol": billingTests("ledger", "succession"),
  "contracts/payments/billing/BillPayments.sol": billingTests("pay", "signatures"),
  "contracts/payments/billing/BillRolls.sol": billingTests("rolls", "pay"),
  "contracts/payments/billing/BillSignatures.sol": billingTests("signatures", "pay"),
  "contracts/payments/billing/Bills.sol": billingTests("succession", "ledger"),
  "contracts/payments/billing/SignedBills.sol": billingTests("pay", "rolls"),
  "contracts/payments/billing/SignedPayments.sol": billingTests("signatures", "rolls"),
  "contracts/payments/billing/BillLedgers.sol": [...billingTests("ledger", "pay"), DISPUTES, MANDATES],
  "contracts/payments/libraries/BillLine.sol": [BILL_WORDS, ...billingTests("succession")],
  "contracts/payments/billing/BillStore.sol": billingTests("rolls"),
  "contracts/payments/libraries/BillTerms.sol": [BILL_WORDS, ...billingTests("pay", "ledger")],
  "contracts/payments/libraries/LateFee.sol": [BILL_WORDS, ...billingTests("ledger")],
  "contracts/payments/libraries/LedgerWord.sol": [BILL_WORDS, ...billingTests("ledger")],
  "contracts/payments/libraries/MandateWords.sol": [MANDATES],
  "contracts/payments/libraries/PayOrder.sol": [BILL_WORDS, ...billingTests("signatures")],
  "contracts/payments/libraries/PerfectTree.sol": billingTests("rolls", "pay"),
  "contracts/payments/libraries/RollId.sol": [BILL_WORDS, ...billingTests("rolls")],
  "contracts/payments/libraries/StatusWord.sol": [BILL_WORDS, ...billingTests("pay", "succession")],
};
