import { keccak256, ZeroHash } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { GENERATOR, times } from "../../sdk/ballots/sealed/curve.js";
import { accumulatorBytes, shareOf } from "../../sdk/ballots/sealed/index.js";
import { STAGES } from "../ballots/stage.js";
import { numberOf } from "../lib/options.js";
import { keysOf, sumsOf } from "../sealed/office.js";
import { runTrustee, type TrusteeArguments } from "./ceremony.js";
import { passwordOf, readKeyFile } from "./keyFile.js";

/** Arguments of `hardhat trustee share`. */
export interface ShareArguments extends TrusteeArguments {
  readonly election: string;
  /** Hash of the sums on which the trustees have agreed; others are not decrypted. */
  readonly sums?: string;
}

/**
 * `hardhat trustee share`: decrypts the trustee's share of the sums of a closed election. It takes the sums from the
 * contract, of the election that this ceremony serves, and never anything else.
 */
export default async function share(args: ShareArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTrustee(hre, args, async ({ office, ceremonyId, trustee, owner }) => {
    const { sealed, addresses, act } = office;
    const electionId = numberOf("election", args.election);
    const stage = STAGES[Number(await sealed.stageOf(electionId))];
    if (stage !== "Closed" && stage !== "Tallying") {
      throw new Error(
        `--election: election ${electionId} is ${stage}; a trustee decrypts a closed one alone`,
      );
    }
    const form = await sealed.formOf(electionId);
    if (form.ceremonyId !== BigInt(ceremonyId)) {
      throw new Error(`--ceremony: the election is sealed to ceremony ${form.ceremonyId}; name that one`);
    }
    if ((await sealed.shareOf(electionId, trustee)) !== ZeroHash) {
      console.log(`trustee ${trustee} has shared already`);
      return true;
    }
    const kept = await readKeyFile(args.keyFile, passwordOf(process.env), owner);
    if (kept === undefined || kept.shares.length === 0) {
      throw new Error("--key-file: it holds no shares; run `hardhat trustee check` first");
    }
    const { verificationKeys } = await keysOf(office, form.ceremonyId);
    const fits = kept.shares.every((each, key) =>
      times(GENERATOR, each).equals(verificationKeys[trustee - 1][key]),
    );
    if (!fits) throw new Error("--key-file: its shares are not of this key; restore the right file");
    const context = await sealed.contextOf(electionId);
    const sums = await sumsOf(office, electionId);
    const sumsHash = keccak256(accumulatorBytes(sums));
    if (args.sums && args.sums !== sumsHash) {
      throw new Error(
        `--sums: the node names the sums ${sumsHash}; decrypt nothing before all trustees see the same`,
      );
    }
    console.log(`sums of ${await sealed.ballotsOf(electionId)} ballots: ${sumsHash}`);
    const { share: points, proof } = shareOf(context, trustee, kept.shares, sums);
    const data = sealed.interface.encodeFunctionData("share", [electionId, trustee, points, proof]);
    return act(`share the decryption of election ${electionId}`, addresses.sealed, data);
  });
}
