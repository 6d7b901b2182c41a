import { dataLength, dataSlice } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { type AcceptedShare, readPoint, tallyOf } from "../../sdk/ballots/sealed/index.js";
import { type StageArguments, STAGES } from "../ballots/stage.js";
import { numberOf } from "../lib/options.js";
import { runSealed, type SealedOffice, sumsOf } from "./office.js";

const POINT_BYTES = 64;

/** `hardhat sealed tally`: combines the trustees' shares and proves what they decrypt; anyone may. */
export default async function tally(args: StageArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSealed(hre, args, async (office) => {
    const { sealed, ceremonies, addresses, act } = office;
    const electionId = numberOf("election", args.election);
    const stage = STAGES[Number(await sealed.stageOf(electionId))];
    if (stage === "Final") {
      console.log(`election ${electionId} is Final already`);
      return true;
    }
    const { ceremonyId } = await sealed.formOf(electionId);
    const { threshold } = await ceremonies.ceremonyOf(ceremonyId);
    const shares = await sharesOf(office, electionId);
    if (shares.length < Number(threshold)) {
      throw new Error(
        `--election: ${shares.length} trustees have shared; ${threshold} are needed: wait for the others`,
      );
    }
    const ballots = Number(await sealed.ballotsOf(electionId));
    const accepted = shares.slice(0, Number(threshold));
    const { counts, proof } = tallyOf(await sumsOf(office, electionId), accepted, ballots);
    const data = sealed.interface.encodeFunctionData("tally", [electionId, [...counts], proof]);
    return act(`prove the tally of election ${electionId}`, addresses.sealed, data);
  });
}

/** The shares that the contract has accepted, in their order. */
async function sharesOf({ sealed }: SealedOffice, electionId: number): Promise<AcceptedShare[]> {
  const logs = await sealed.queryFilter(sealed.filters.ShareAccepted(electionId));
  return logs.map(({ args: { trustee, share } }) => ({
    trustee: Number(trustee),
    points: Array.from({ length: dataLength(share) / POINT_BYTES }, (_, i) =>
      readPoint(dataSlice(share, i * POINT_BYTES, (i + 1) * POINT_BYTES), `share[${i}]`),
    ),
  }));
}
