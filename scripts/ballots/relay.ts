import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  ballotForm,
  packBallots,
  readDomain,
  rollPageCount,
  type ElectoralRoll,
  type SignedBallot,
} from "../../sdk/index.js";
import { bad, good } from "../lib/cli.js";
import { sendBatches } from "../lib/sendBatches.js";
import { counted, table } from "../lib/table.js";
import { numberOf } from "../lib/options.js";
import { readBallotFolder, type FolderBallot } from "./ballotFolder.js";
import { readRoll } from "./files.js";
import { type Office, type OfficeArguments, reasonOf, runBallots } from "./office.js";
import { sortBallots } from "./sortBallots.js";
import { STAGES } from "./stage.js";

/** Arguments of `hardhat ballots relay`. */
export interface RelayArguments extends OfficeArguments {
  readonly election: string;
  readonly folder: string;
  readonly roll: string;
  readonly maxGas: string;
}

/** Most ballots that a batch is tried with. */
const LARGEST_BATCH = 1_500;

/**
 * `hardhat ballots relay`: casts the signed ballots of a folder, in batches under a limit of gas. What is cast already is
 * read from the chain, so that a run that was killed is resumed by running again.
 */
export default async function relay(args: RelayArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runBallots(hre, args, async (office) => {
    const electionId = numberOf("election", args.election);
    const maxGas = BigInt(numberOf("max-gas", args.maxGas, 50_000));
    const roll = await readRoll(args.roll);
    const { rollId, rollRoot, termsHash, stage: number } = await office.ballot.electionOf(electionId);
    const stage = STAGES[Number(number)];
    if (stage !== "Open")
      throw new Error(`--election: election ${electionId} is ${stage}; it takes no ballots`);
    if (rollRoot !== roll.root) {
      throw new Error(`--roll: the election's roll has the root ${rollRoot}; name the file of that one`);
    }
    const held = await office.ballot.formOf(electionId);
    const form = ballotForm({
      form: Number(held.form),
      optionCount: Number(held.optionCount),
      maxApprovals: Number(held.maxApprovals),
      isRevotable: held.isRevotable,
    });
    const domain = await readDomain((call) => office.provider.call(call), office.addresses.ballot);
    const { ballots, problems } = await readBallotFolder(args.folder);
    const sorted = await sortBallots(
      {
        domain,
        electionId,
        termsHash,
        form,
        roll,
        ballotsOf: async (voterIndex) =>
          Number((await office.ballot.ballotOf(electionId, voterIndex)).ballots),
      },
      ballots,
    );
    const wrong = [...problems, ...sorted.problems];
    console.log(
      `${counted(ballots.length + problems.length, "file")}: ${sorted.ready.length} to cast, ` +
        `${sorted.done.length} cast already, ${wrong.length} wrong`,
    );
    if (wrong.length > 0) {
      const rows = wrong.map(({ file, field, value, problem, mend }) => [file, field, value, problem, mend]);
      console.error(table(["file", "field", "value", "problem", "mend"], rows));
    }
    const hasPages = await allPublished(office, rollId, roll);
    const call = callOf(office, { electionId, roll, choiceBytes: form.choiceBytes, hasPages });
    const isSent = await sendBatches(
      { ...office, to: office.addresses.ballot, reasonOf, largest: LARGEST_BATCH, maxGas },
      sorted.ready,
      call,
    );
    if (isSent && wrong.length === 0) console.log(good("all ballots of the folder are cast"));
    else
      console.error(bad(isSent ? `${counted(wrong.length, "file")} not cast` : "not all ballots are cast"));
    return isSent && wrong.length === 0;
  });
}

/** Makes the call of a batch. */
type BatchCall = (batch: readonly FolderBallot[]) => string;

/** What a batch's call is made of. */
interface BatchInputs {
  readonly electionId: number;
  readonly roll: ElectoralRoll;
  readonly choiceBytes: number;
  /** Whether all pages of the roll are published, which spares the proofs. */
  readonly hasPages: boolean;
}

function callOf({ ballot }: Office, { electionId, roll, choiceBytes, hasPages }: BatchInputs): BatchCall {
  return (batch) => {
    const packed = packBallots(
      batch.map(({ voterIndex, ordinal, choice, signature }): SignedBallot => ({
        voterIndex,
        ordinal,
        choice: BigInt(choice),
        signature: signature as SignedBallot["signature"],
      })),
      choiceBytes,
    );
    if (hasPages) return ballot.interface.encodeFunctionData("castSigned", [electionId, packed]);
    const proofs = batch.map(({ voterIndex }) => ({
      account: roll.accounts[voterIndex],
      siblings: roll.proofOf(voterIndex),
    }));
    return ballot.interface.encodeFunctionData("castSignedWithProofs", [electionId, packed, proofs]);
  };
}

async function allPublished({ rolls }: Office, rollId: bigint, { size }: ElectoralRoll): Promise<boolean> {
  for (let number = 0; number < rollPageCount(size); ++number) {
    if (!(await rolls.pageOf(rollId, number)).isPublished) return false;
  }
  return true;
}
