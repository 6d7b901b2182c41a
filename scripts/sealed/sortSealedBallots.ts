import {
  type Accumulator,
  addBallot,
  type CheckedContest,
  checkSealedBallot,
  isAddable,
  type Point,
  type SealedBallotFile,
  sealedBallotTypedData,
  type SealedForm,
} from "../../sdk/ballots/sealed/index.js";
import {
  ballotSigner,
  digestOf,
  type Domain,
  type ElectoralRoll,
  type Hex,
  InputError,
} from "../../sdk/index.js";
import { keccak256 } from "ethers";
import { type BallotProblem, problemOf } from "../ballots/ballotFolder.js";

/** A sealed ballot of a folder. */
export interface FolderSealedBallot extends SealedBallotFile {
  /** Name of its file. */
  readonly file: string;
}

/** What sealed ballots are held against before they are sent. */
export interface RelayedSealedElection {
  readonly domain: Domain;
  readonly electionId: number;
  readonly context: Hex;
  readonly keys: readonly Point[];
  readonly form: SealedForm;
  /** As they are on the chain. */
  readonly sums: readonly Accumulator[];
  readonly roll: ElectoralRoll;
  /** What is on the chain of a voter, and of a ciphertext. */
  readonly hasVoted: (voterIndex: number) => Promise<boolean>;
  readonly isSpoilt: (voterIndex: number, seal: string) => Promise<boolean>;
}

/** Sealed ballots by what is to be done with them. */
export interface SortedSealedBallots {
  /** To be sent, in the order of the roll: neighbours share a word. */
  readonly ready: FolderSealedBallot[];
  /** Of voters who have cast already. */
  readonly done: FolderSealedBallot[];
  readonly problems: BallotProblem[];
}

/** Holds sealed ballots against the election, proof by proof: one wrong ballot would revert its whole batch. */
export async function sortSealedBallots(
  election: RelayedSealedElection,
  ballots: readonly FolderSealedBallot[],
): Promise<SortedSealedBallots> {
  const sorted: SortedSealedBallots = { ready: [], done: [], problems: [] };
  const right: (FolderSealedBallot & { readonly contests: readonly CheckedContest[] })[] = [];
  for (const ballot of ballots) {
    await sortInto(sorted, ballot, async () => {
      right.push({ ...ballot, contests: await requireRight(election, ballot) });
    });
  }
  const filesOf = new Map<number, string[]>();
  for (const { voterIndex, file } of right) {
    filesOf.set(voterIndex, [...(filesOf.get(voterIndex) ?? []), file]);
  }
  let { sums } = election;
  for (const { contests, ...ballot } of right.toSorted((a, b) => a.voterIndex - b.voterIndex)) {
    await sortInto(sorted, ballot, async () => {
      if (await election.hasVoted(ballot.voterIndex)) {
        sorted.done.push(ballot);
        return;
      }
      const twin = filesOf.get(ballot.voterIndex)?.find((other) => other !== ballot.file);
      if (twin !== undefined) {
        const problem = `has another ballot in ${twin}, and votes once`;
        throw new InputError("ballot.voterIndex", ballot.voterIndex, problem, "ask the voter which counts");
      }
      if (!isAddable(sums, contests)) {
        const problem = "is the sum of the ballots before it: the contract cannot add it";
        throw new InputError(
          "ballot.ballot",
          keccak256(ballot.ballot),
          problem,
          "let the voter seal another one",
        );
      }
      sums = addBallot(sums, contests);
      sorted.ready.push(ballot);
    });
  }
  return sorted;
}

/** Sorts a ballot, or keeps what is wrong with it. */
async function sortInto(
  sorted: SortedSealedBallots,
  { file }: FolderSealedBallot,
  sort: () => Promise<void>,
): Promise<void> {
  try {
    await sort();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    sorted.problems.push(problemOf(file, error));
  }
}

/** The ballot is for this election, by a voter of its roll, signed by nobody else, proven, and not spoilt. */
async function requireRight(
  election: RelayedSealedElection,
  ballot: FolderSealedBallot,
): Promise<readonly CheckedContest[]> {
  const { domain, electionId, context, keys, form, roll } = election;
  const elsewhere = "keep it out of this folder";
  requireSame("chainId", ballot.chainId, Number(domain.chainId), elsewhere);
  requireSame("contract", ballot.contract, domain.verifyingContract.toLowerCase(), elsewhere);
  requireSame("electionId", ballot.electionId, electionId, elsewhere);
  requireSame("context", ballot.context, context, "let the voter seal a ballot for this election");
  const { voterIndex, signature } = ballot;
  const voter = roll.accounts.at(voterIndex);
  if (voter === undefined) {
    throw new InputError("ballot.voterIndex", voterIndex, "is no voter of the roll", elsewhere);
  }
  const message = {
    electionId: BigInt(electionId),
    context,
    voterIndex,
    ballotHash: keccak256(ballot.ballot) as Hex,
  };
  const signer = await ballotSigner(digestOf(sealedBallotTypedData(domain, message)), signature);
  if (signer !== voter) {
    throw new InputError(
      "ballot.signature",
      signature,
      `is not by the voter ${voter}`,
      "ask the voter to sign anew",
    );
  }
  const contests = checkSealedBallot(keys, form, { context, voterIndex, voter }, ballot.ballot);
  for (const { seal } of contests) {
    if (await election.isSpoilt(voterIndex, seal)) {
      throw new InputError("ballot.ballot", seal, "is spoilt", "let the voter seal another one");
    }
  }
  return contests;
}

function requireSame(field: string, value: string | number, wanted: string | number, mend: string): void {
  if (value !== wanted) throw new InputError(`ballot.${field}`, value, `is not ${wanted}`, mend);
}
