export { addBallot, emptySums, isAddable } from "./addBallots.js";
export { ballotHints, batchWeight, type PlacedBallot } from "./ballotHints.js";
export { ceremonyKey, type CeremonyKey } from "./ceremonyKey.js";
export { type CeremonyPlan, ceremonyPlanHash, ceremonySession } from "./ceremonyPlan.js";
export { type CheckedContest, checkSealedBallot } from "./checkSealedBallot.js";
export { complainAbout, type Complaint } from "./complainAbout.js";
export { type Point, pointBytes, readPoint } from "./curve.js";
export {
  type Dealing,
  dealingBytes,
  type DealingBytes,
  dealingHash,
  type DealingSize,
  readDealing,
} from "./dealing.js";
export { dealShares } from "./dealShares.js";
export { babySteps, type BabySteps, discreteLog } from "./discreteLog.js";
export { electionContext, type SealedElection } from "./electionContext.js";
export { isShare } from "./isShare.js";
export type { KnowledgeProof } from "./knowledgeProof.js";
export { isDealing, openDealing } from "./openDealing.js";
export { openSealedBallot } from "./openSealedBallot.js";
export { randomScalar, type ScalarSource } from "./randomScalar.js";
export { isRegistration, type Registration, registerTrustee } from "./registerTrustee.js";
export { sealBallot, type SealedBallotDraft } from "./sealBallot.js";
export { MAXIMUM_CHOICES, MAXIMUM_CONTESTS, sealedBallotBytes, type SealedForm } from "./sealedForm.js";
export type { SealedContest } from "./sealedContest.js";
export { type SealPlace, sealHash } from "./sealStatements.js";
export { type DecryptionShare, shareOf } from "./shareOf.js";
export { type Accumulator, accumulatorBytes } from "./shareStatements.js";
export { STATEMENTS } from "./statements.js";
export { type AcceptedShare, type SealedTally, tallyOf } from "./tallyOf.js";
export { packSealedBallots, type SignedSealedBallot } from "./packSealedBallots.js";
export { type SealedBallotMessage, sealedBallotTypedData } from "./sealedBallotTypedData.js";
export { findSealedBallot } from "./findSealedBallot.js";
export { choicesFor } from "./record/choicesFor.js";
export {
  type ExportedSealedElection,
  exportSealedElection,
  type SealedExportInputs,
} from "./record/exportSealedElection.js";
export { readSealedRecord } from "./record/readSealedRecord.js";
export { SEALED_REFUSALS, type SealedRefusal, type SealedVerdict } from "./record/replaySealed.js";
export { type SealedPlan, sealedFormOf, type SealedTerms, sealedTermsOf } from "./record/sealedPlan.js";
export {
  type RecordedCeremony,
  SEALED_PLAN_SCHEMA,
  SEALED_RECORD_SCHEMA,
  type SealedRecord,
} from "./record/sealedRecord.js";
export { sealedTermsHash } from "./record/sealedTermsHash.js";
export { unpackSealedBallots } from "./record/unpackSealedBallots.js";
export { type SealedReport, verifySealedElection } from "./record/verifySealedElection.js";
export {
  readSealedBallotFile,
  SEALED_BALLOT_FILE_SCHEMA,
  type SealedBallotFile,
  sealedBallotFileText,
} from "./sealedBallotFile.js";
