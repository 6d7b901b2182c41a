import { concat } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { ballotHints, packSealedBallots, readSealedBallotFile } from "../../sdk/ballots/sealed/index.js";
import { type Hex, InputError, readDomain, rollPageCount } from "../../sdk/index.js";
import { ElectionRoll__factory } from "../../typechain-types/index.js";
import { type BallotProblem, problemOf } from "../ballots/ballotFolder.js";
import { readRoll } from "../ballots/files.js";
import type { RelayArguments } from "../ballots/relay.js";
import { STAGES } from "../ballots/stage.js";
import { bad, good } from "../lib/cli.js";
import { numberOf } from "../lib/options.js";
import { readFolder } from "../lib/readFolder.js";
import { sendBatches } from "../lib/sendBatches.js";
import { counted, table } from "../lib/table.js";
import { keysOf, reasonOfSealed, runSealed, type SealedOffice, sumsOf } from "./office.js";
import { type FolderSealedBallot, sortSealedBallots } from "./sortSealedBallots.js";

/** Most ballots that a batch is tried with. */
const LARGEST_BATCH = 280;

/**
 * `hardhat sealed relay`: casts the signed sealed ballots of a folder, each of them checked before, in batches under a
 * limit of gas. What is cast already is read from the chain: a run that was killed is resumed by running again.
 */
export default async function relay(args: RelayArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSealed(hre, args, async (office) => {
    const { sealed, provider, addresses } = office;
    const electionId = numberOf("election", args.election);
    const maxGas = BigInt(numberOf("max-gas", args.maxGas, 50_000));
    const roll = await readRoll(args.roll);
    const { rollId, rollRoot, stage: number } = await sealed.electionOf(electionId);
    const stage = STAGES[Number(number)];
    if (stage !== "Open")
      throw new Error(`--election: election ${electionId} is ${stage}; it takes no ballots`);
    if (rollRoot !== roll.root) {
      throw new Error(`--roll: the election's roll has the root ${rollRoot}; name the file of that one`);
    }
    const { contests, choices, ceremonyId } = await sealed.formOf(electionId);
    const form = { contests: Number(contests), choices: Number(choices) };
    const context = (await sealed.contextOf(electionId)) as Hex;
    const { keys } = await keysOf(office, ceremonyId);
    const domain = await readDomain((call) => provider.call(call), addresses.sealed);
    const { ballots, problems } = await readSealedFolder(args.folder);
    const sorted = await sortSealedBallots(
      {
        domain,
        electionId,
        context,
        keys,
        form,
        sums: await sumsOf(office, electionId),
        roll,
        hasVoted: async (voterIndex) => (await sealed.voterOf(electionId, voterIndex)).hasVoted,
        isSpoilt: (voterIndex, seal) => sealed.isSpoilt(electionId, voterIndex, seal),
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
    const hasPages = await allPublished(office, rollId, roll.size);
    const call = (batch: readonly FolderSealedBallot[]): string => {
      const placed = batch.map(({ voterIndex, ballot }) => ({
        voterIndex,
        voter: roll.accounts[voterIndex],
        ballot,
      }));
      const proofs = placed.flatMap(({ voterIndex, voter }) => [voter, ...roll.proofOf(voterIndex)]);
      return sealed.interface.encodeFunctionData("castSigned", [
        electionId,
        packSealedBallots(batch),
        ballotHints(keys, form, context, placed),
        hasPages ? "0x" : concat(proofs),
      ]);
    };
    const isSent = await sendBatches(
      { ...office, to: addresses.sealed, reasonOf: reasonOfSealed, largest: LARGEST_BATCH, maxGas },
      sorted.ready,
      call,
    );
    if (isSent && wrong.length === 0) console.log(good("all ballots of the folder are cast"));
    else
      console.error(bad(isSent ? `${counted(wrong.length, "file")} not cast` : "not all ballots are cast"));
    return isSent && wrong.length === 0;
  });
}

async function readSealedFolder(
  folder: string,
): Promise<{ ballots: FolderSealedBallot[]; problems: BallotProblem[] }> {
  const ballots: FolderSealedBallot[] = [];
  const problems: BallotProblem[] = [];
  for (const { file, text } of await readFolder(folder)) {
    try {
      ballots.push({ file, ...readSealedBallotFile(text) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(problemOf(file, error));
    }
  }
  return { ballots, problems };
}

async function allPublished(
  { sealed, provider }: SealedOffice,
  rollId: bigint,
  size: number,
): Promise<boolean> {
  const rolls = ElectionRoll__factory.connect(await sealed.roll(), provider);
  for (let number = 0; number < rollPageCount(size); ++number) {
    if (!(await rolls.pageOf(rollId, number)).isPublished) return false;
  }
  return true;
}
