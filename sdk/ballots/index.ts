export { BALLOT_FILE_SCHEMA, type BallotFile } from "./ballotFile.js";
export { ballotFileText } from "./ballotFileText.js";
export { ballotForm, type BallotForm } from "./ballotForm.js";
export {
  ballotTypedData,
  type BallotMessage,
  type BallotTerms,
  type BallotTypedData,
} from "./ballotTypedData.js";
export { buildRoll } from "./buildRoll.js";
export type { Evidence } from "./checkTransactions.js";
export { choiceOf } from "./choiceOf.js";
export type { Decision } from "./decideVotes.js";
export {
  type DirectEntry,
  ELECTION_RECORD_SCHEMA,
  type ElectionRecord,
  type NamedTransaction,
  type PlacedTransaction,
  type RelayedEntry,
} from "./electionRecord.js";
export { electionRecordText } from "./electionRecordText.js";
export { type ExportedElection, exportElection, type ExportInputs } from "./exportElection.js";
export { packBallots, type SignedBallot, unpackBallots } from "./packedBallots.js";
export { ballotSigner } from "./ballotSigner.js";
export { readBallotFile } from "./readBallotFile.js";
export { readElectionRecord } from "./readElectionRecord.js";
export { type BallotVerdict, type Refusal, REFUSALS } from "./replayBallots.js";
export { rollPageCount } from "./rollPageCount.js";
export { MAXIMUM_VOTERS, PAGE_ACCOUNTS, type ElectoralRoll, type RollPage } from "./roll.js";
export { signedBallot } from "./signedBallot.js";
export {
  type ElectionPlan,
  type Form,
  FORMS,
  type Fraction,
  type Measure,
  MEASURES,
  type Outcome,
  OUTCOMES,
  type Rules,
  type Schedule,
  type Terms,
} from "./terms.js";
export { termsHash } from "./termsHash.js";
export { termsOf } from "./termsOf.js";
export type { Trust } from "./trustedRecord.js";
export { type ElectionReport, verifyElection, type VerifyOptions } from "./verifyElection.js";
