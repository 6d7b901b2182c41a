import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { STAGES } from "../ballots/stage.js";
import { good } from "../lib/cli.js";
import { numberOf } from "../lib/options.js";
import { runTrustee } from "./ceremony.js";
import { passwordOf, readKeyFile, removeKeyFile } from "./keyFile.js";
import type { ShareArguments } from "./share.js";

/** `hardhat trustee forget`: removes the trustee's key once the election is over. Remove its copies too. */
export default async function forget(args: ShareArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTrustee(hre, args, async ({ office, ceremonyId, owner }) => {
    const electionId = numberOf("election", args.election);
    const stage = STAGES[Number(await office.sealed.stageOf(electionId))];
    const form = await office.sealed.formOf(electionId);
    if (form.ceremonyId !== BigInt(ceremonyId) || (stage !== "Final" && stage !== "Void")) {
      throw new Error(
        `--election: election ${electionId} is ${stage}, of ceremony ${form.ceremonyId}; a key is needed until its ` +
          "election is Final or Void",
      );
    }
    if ((await readKeyFile(args.keyFile, passwordOf(process.env), owner)) === undefined) {
      console.log(`${args.keyFile} is gone already`);
      return true;
    }
    await removeKeyFile(args.keyFile);
    console.log(good(`removed ${args.keyFile}; destroy every copy of it`));
    return true;
  });
}
