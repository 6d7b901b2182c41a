import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { OUTCOMES } from "../../sdk/index.js";
import { thousands } from "../lib/table.js";
import { numberOf } from "../lib/options.js";
import { type Office, runBallots } from "./office.js";
import { stageOf, type StageArguments } from "./stage.js";

/** Words that are counted in one transaction: its gas stays under 15 million with the narrowest lanes. */
const WORDS_AT_ONCE = 500;

/** `hardhat ballots finalise`: counts what is not counted of an election's record and makes its result final; anyone may. */
export default async function finalise(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runBallots(hre, args, async (office) => {
    const electionId = numberOf("election", args.election);
    if ((await stageOf(office, electionId)) !== "Final") {
      if (!(await countRecord(office, electionId))) return false;
      const data = office.ballot.interface.encodeFunctionData("finalise", [electionId]);
      if (!(await office.act(`finalise election ${electionId}`, office.addresses.ballot, data))) return false;
    }
    if (args.calldata) return true;
    const { outcome, winner, ballots, blank } = await office.ballot.resultOf(electionId);
    const told = winner === 0n ? "" : `, option ${winner}`;
    console.log(
      `election ${electionId}: ${OUTCOMES[Number(outcome)]}${told}; ${thousands(ballots)} ballots, ${thousands(blank)} blank`,
    );
    return true;
  });
}

/** Counts the words that are not counted yet. */
async function countRecord(office: Office, electionId: number): Promise<boolean> {
  const { ballot, act, addresses } = office;
  const { countedWords, words } = await ballot.countOf(electionId);
  let isBegun = (await stageOf(office, electionId)) === "Tallying";
  let counted = Number(countedWords);
  while (counted < Number(words) || !isBegun) {
    counted = Math.min(counted + WORDS_AT_ONCE, Number(words));
    const data = ballot.interface.encodeFunctionData("count", [electionId, WORDS_AT_ONCE]);
    const what = `[${counted}/${words}] count the record of election ${electionId}`;
    if (!(await act(what, addresses.ballot, data))) return false;
    isBegun = true;
  }
  return true;
}
