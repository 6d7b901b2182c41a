import {
  type BallotForm,
  ballotSigner,
  ballotTypedData,
  digestOf,
  type Domain,
  InputError,
  type ElectoralRoll,
} from "../../sdk/index.js";
import { type BallotProblem, type FolderBallot, problemOf } from "./ballotFolder.js";

/** What ballots are held against before they are sent. */
export interface RelayedElection {
  readonly domain: Domain;
  readonly electionId: number;
  readonly termsHash: string;
  readonly form: BallotForm;
  readonly roll: ElectoralRoll;
  /** How many ballots a voter has cast so far. */
  readonly ballotsOf: (voterIndex: number) => Promise<number>;
}

/** Ballots by what is to be done with them. */
export interface SortedBallots {
  /** To be sent: first ballots first, neighbours on the roll together, which share a word of the record. */
  readonly ready: FolderBallot[];
  /** Cast already, by this ballot or in another way. */
  readonly done: FolderBallot[];
  readonly problems: BallotProblem[];
}

/** Holds the ballots of a folder against the election, so that none is sent that the contract would refuse. */
export async function sortBallots(
  election: RelayedElection,
  ballots: readonly FolderBallot[],
): Promise<SortedBallots> {
  const sorted: SortedBallots = { ready: [], done: [], problems: [] };
  const right: FolderBallot[] = [];
  for (const ballot of ballots) {
    await sortInto(sorted, ballot, async () => {
      await requireRight(election, ballot);
      right.push(ballot);
    });
  }
  const filesOf = new Map<string, string[]>();
  for (const { voterIndex, ordinal, file } of right) {
    const key = `${voterIndex}/${ordinal}`;
    filesOf.set(key, [...(filesOf.get(key) ?? []), file]);
  }
  const cast = new Map<number, number>();
  for (const ballot of right.toSorted((a, b) => a.ordinal - b.ordinal || a.voterIndex - b.voterIndex)) {
    await sortInto(sorted, ballot, async () => {
      const { voterIndex, ordinal, file } = ballot;
      const before = cast.get(voterIndex) ?? (await election.ballotsOf(voterIndex));
      cast.set(voterIndex, before);
      if (ordinal <= before) {
        sorted.done.push(ballot);
        return;
      }
      const twin = filesOf.get(`${voterIndex}/${ordinal}`)?.find((other) => other !== file);
      if (twin !== undefined)
        throw ordinalError(ordinal, `is that of ${twin} too`, "ask the voter which counts");
      if (ordinal !== before + 1) {
        const mend = "find the ballot before it, or ask the voter for a new one";
        throw ordinalError(ordinal, `is not the voter's next: ${before + 1}`, mend);
      }
      cast.set(voterIndex, ordinal);
      sorted.ready.push(ballot);
    });
  }
  return sorted;
}

/** Sorts a ballot, or keeps what is wrong with it. */
async function sortInto(
  sorted: SortedBallots,
  { file }: FolderBallot,
  sort: () => Promise<void>,
): Promise<void> {
  try {
    await sort();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    sorted.problems.push(problemOf(file, error));
  }
}

const ordinalError = (ordinal: number, problem: string, mend: string): InputError =>
  new InputError("ballot.ordinal", ordinal, problem, mend);

/** The ballot is for this election, by a voter of its roll, and signed by nobody else. */
async function requireRight(election: RelayedElection, ballot: FolderBallot): Promise<void> {
  const { domain, electionId, termsHash, form, roll } = election;
  const elsewhere = "keep it out of this folder";
  requireSame("chainId", ballot.chainId, Number(domain.chainId), elsewhere);
  requireSame("contract", ballot.contract, domain.verifyingContract.toLowerCase(), elsewhere);
  requireSame("electionId", ballot.electionId, electionId, elsewhere);
  requireSame(
    "termsHash",
    ballot.termsHash,
    termsHash,
    "let the voter read the question again and sign anew",
  );
  const { voterIndex, ordinal, signature } = ballot;
  const choice = BigInt(ballot.choice);
  const account = roll.accounts[voterIndex];
  if (account === undefined) {
    throw new InputError("ballot.voterIndex", voterIndex, "is no voter of the roll", elsewhere);
  }
  if (!form.allows(choice)) {
    const problem = "is no choice of this election";
    throw new InputError("ballot.choice", ballot.choice, problem, "let the voter choose and sign anew");
  }
  if (!form.isRevotable && ordinal !== 1) {
    throw new InputError(
      "ballot.ordinal",
      ordinal,
      "is not 1: this election has no second ballot",
      elsewhere,
    );
  }
  const terms = { electionId: BigInt(electionId), termsHash, voterIndex, ordinal, choice };
  const signer = await ballotSigner(digestOf(ballotTypedData(domain, terms)), signature);
  if (signer !== account) {
    const problem = `is not by the voter ${account}`;
    throw new InputError("ballot.signature", signature, problem, "ask the voter to sign anew");
  }
}

function requireSame(field: string, value: string | number, wanted: string | number, mend: string): void {
  if (value !== wanted) throw new InputError(`ballot.${field}`, value, `is not ${wanted}`, mend);
}
