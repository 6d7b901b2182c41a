import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { openSealedBallot, readSealedBallotFile, sealHash } from "../../sdk/ballots/sealed/index.js";
import { readContest } from "../../sdk/ballots/sealed/sealedContest.js";
import { contestBytes } from "../../sdk/ballots/sealed/sealedForm.js";
import { readRoll, readText } from "../ballots/files.js";
import type { OfficeArguments } from "../ballots/office.js";
import { bad, good } from "../lib/cli.js";
import { keysOf, runSealed } from "./office.js";

/** Arguments of `hardhat sealed audit`. */
export interface AuditArguments extends Pick<OfficeArguments, "deployments"> {
  readonly ballot: string;
  readonly openings: string;
  readonly roll: string;
}

/**
 * `hardhat sealed audit`: opens a ballot that its voter has spoilt, with what the sealing device reveals. For another
 * device than that one.
 */
export default async function audit(args: AuditArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSealed(hre, { ...args, calldata: true }, async (office) => {
    const { ballot, electionId, context, voterIndex } = readSealedBallotFile(
      await readText("ballot", args.ballot),
    );
    const openings = args.openings.split(",").map((opening) => {
      if (!/^(0x[0-9a-fA-F]{1,64}|\d{1,78})$/.test(opening)) {
        throw new Error(
          "--openings: no whole numbers, one a contest, with commas between them; copy them again",
        );
      }
      return BigInt(opening);
    });
    const onChain = await office.sealed.contextOf(electionId);
    if (onChain !== context) {
      throw new Error(`--ballot: it is bound to ${context}, and election ${electionId} to ${onChain}`);
    }
    const { contests, choices, ceremonyId } = await office.sealed.formOf(electionId);
    const form = { contests: Number(contests), choices: Number(choices) };
    const { keys } = await keysOf(office, ceremonyId);
    const voter = (await readRoll(args.roll)).accounts.at(voterIndex);
    if (voter === undefined) throw new Error(`--roll: it has no voter ${voterIndex}; name the election's`);
    const place = { context, voterIndex, voter };
    const found = openSealedBallot(keys, form, place, ballot, openings);
    for (const [contest, choice] of found.entries()) console.log(`contest ${contest + 1}: choice ${choice}`);
    const bytes = 2 * contestBytes(form);
    let areSpoilt = true;
    for (let contest = 0; contest < form.contests; ++contest) {
      const text = `0x${ballot.slice(2 + contest * bytes, 2 + (contest + 1) * bytes)}`;
      const seal = sealHash(place, contest, readContest(text, form.choices));
      areSpoilt &&= await office.sealed.isSpoilt(electionId, voterIndex, seal);
    }
    if (areSpoilt) console.log(good("spoilt: this ballot never counts. Seal another one to vote"));
    else
      console.error(bad("NOT spoilt: whoever has this ballot and its signature can still cast it. Spoil it"));
    return areSpoilt;
  });
}
