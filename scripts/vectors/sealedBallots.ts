import { id, keccak256 } from "ethers";

import { pointBytes, scalarBytes } from "../../sdk/ballots/sealed/curve.js";
import {
  addBallot,
  accumulatorBytes,
  ballotHints,
  type CeremonyPlan,
  ceremonyKey,
  ceremonyPlanHash,
  ceremonySession,
  checkSealedBallot,
  complainAbout,
  dealingBytes,
  dealingHash,
  dealShares,
  electionContext,
  emptySums,
  openDealing,
  registerTrustee,
  sealBallot,
  type SealedElection,
  type SealedForm,
  shareOf,
  SEALED_BALLOT_FILE_SCHEMA,
  SEALED_RECORD_SCHEMA,
  STATEMENTS,
  tallyOf,
} from "../../sdk/ballots/sealed/index.js";
import { ORDER } from "../../sdk/ballots/sealed/curve.js";
import { scalarsFrom } from "./scalarsFrom.js";

const CONTRACT = "0x00000000000000000000000000000000000C1711";
const ACCOUNTS = [1, 2, 3].map((number) => `0x${number.toString(16).padStart(40, "0")}`);
const FORM: SealedForm = { contests: 1, choices: 3 };
const APPROVAL: SealedForm = { contests: 2, choices: 2 };
const ABOUT =
  "Statements, ballots, hints, shares and tally: ISealedBallot. Session, registration, dealing, complaint and key: " +
  "ITrusteeCeremony. All secrets are in this file: they are drawn from its seeds and seal nothing else.";

/** Vectors of the sealed ballots, one for every statement, for other implementations. */
export type SealedVectors = ReturnType<typeof sealedVectors>;

/** Makes the vectors; always the same. */
export function sealedVectors() {
  const random = scalarsFrom("civitas test vectors of the sealed ballots");
  const plan: CeremonyPlan = {
    ballot: CONTRACT,
    trustees: ACCOUNTS,
    threshold: 2,
    keyCount: 2,
    registerUntil: 1_800_000_000,
    dealUntil: 1_800_003_600,
    complainUntil: 1_800_007_200,
  };
  const planHash = ceremonyPlanHash(plan);
  const session = ceremonySession(1n, CONTRACT, 4n, planHash);
  const trustees = ACCOUNTS.map((_, i) => registerTrustee(session, i + 1, random));
  const keys = trustees.map(({ registration }) => registration.key);
  const dealings = ACCOUNTS.map((_, i) => dealShares(session, i + 1, 2, 2, keys, random));
  const complaint = complainAbout(session, 2, 3, trustees[2].secret, dealings[1].ephemeral, random);
  const key = ceremonyKey(
    session,
    dealings.map(({ commitments }) => commitments),
  );
  const secrets = trustees.map(({ secret }, i) =>
    dealings
      .map((dealing, d) => openDealing(session, d + 1, i + 1, secret, dealing).shares)
      .reduce((sums, shares) => sums.map((sum, k) => (sum + shares[k]) % ORDER)),
  );

  const election: SealedElection = {
    chainId: 1n,
    contract: CONTRACT,
    electionId: 5n,
    termsHash: id("terms"),
    rollRoot: id("root"),
    rollSize: 3,
    keyHash: key.keyHash,
  };
  const context = electionContext(election);
  const choices = [2, 0, 2];
  const drafts = choices.map((choice, voterIndex) =>
    sealBallot(key.keys, FORM, { context, voterIndex, voter: ACCOUNTS[voterIndex] }, [choice], random),
  );
  const placed = drafts.map(({ ballot }, voterIndex) => ({
    voterIndex,
    voter: ACCOUNTS[voterIndex],
    ballot,
  }));
  const sums = placed.reduce(
    (total, { ballot, ...place }) =>
      addBallot(total, checkSealedBallot(key.keys, FORM, { context, ...place }, ballot)),
    emptySums(key.keys, FORM),
  );
  const shares = [1, 3].map((trustee) => ({
    trustee,
    ...shareOf(context, trustee, secrets[trustee - 1], sums, random),
  }));
  const approvalPlace = { context, voterIndex: 1, voter: ACCOUNTS[1] };
  const approval = sealBallot([key.keys[0]], APPROVAL, approvalPlace, [1, 0], random);
  return {
    about: ABOUT,
    statements: STATEMENTS,
    ceremony: {
      chainId: "1",
      contract: CONTRACT,
      ceremonyId: "4",
      plan,
      planHash,
      session,
      registrations: trustees.map(({ secret, registration }) => ({
        secret: scalarBytes(secret),
        key: pointBytes(registration.key),
        challenge: scalarBytes(registration.proof.challenge),
        response: scalarBytes(registration.proof.response),
      })),
      dealings: dealings.map((dealing) => {
        const bytes = dealingBytes(dealing);
        return { ...bytes, hash: dealingHash(bytes) };
      }),
      complaint: {
        dealer: 2,
        recipient: 3,
        exchanged: pointBytes(complaint.exchanged),
        challenge: scalarBytes(complaint.challenge),
        response: scalarBytes(complaint.response),
        hints: complaint.hints,
      },
      secrets: secrets.map((row) => row.map(scalarBytes)),
      page: key.page,
      keyHash: key.keyHash,
    },
    election: { ...election, chainId: "1", electionId: "5", context },
    ballots: drafts.map(({ ballot, ballotHash, seals, openings }, voterIndex) => ({
      voterIndex,
      voter: ACCOUNTS[voterIndex],
      choices: [choices[voterIndex]],
      openings: openings.map(scalarBytes),
      seals,
      ballot,
      ballotHash,
      hints: ballotHints(key.keys, FORM, context, [placed[voterIndex]]),
    })),
    approval: {
      keys: [pointBytes(key.keys[0])],
      voterIndex: 1,
      voter: ACCOUNTS[1],
      choices: [1, 0],
      seals: approval.seals,
      ballot: approval.ballot,
      hints: ballotHints([key.keys[0]], APPROVAL, context, [{ ...approvalPlace, ballot: approval.ballot }]),
    },
    batch: { of: [0, 1, 2], hints: ballotHints(key.keys, FORM, context, placed) },
    accumulators: accumulatorBytes(sums),
    shares: shares.map(({ trustee, share, proof }) => ({
      trustee,
      share,
      shareHash: keccak256(share),
      proof,
    })),
    tally: tallyOf(sums, shares, choices.length),
  };
}

/** Schemas of the files of sealed elections, by the name of their own file. */
export const SEALED_SCHEMAS = {
  "sealed-election-record.schema.json": SEALED_RECORD_SCHEMA,
  "sealed-ballot.schema.json": SEALED_BALLOT_FILE_SCHEMA,
} as const;
