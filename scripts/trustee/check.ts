import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { reduced } from "../../sdk/ballots/sealed/curve.js";
import { complainAbout, openDealing, pointBytes } from "../../sdk/ballots/sealed/index.js";
import { bad, good } from "../lib/cli.js";
import { type Dealt, dealingsOf, type HeldByTrustee, runTrustee, type TrusteeArguments } from "./ceremony.js";
import { passwordOf, readKeyFile, type TrusteeSecrets, writeKeyFile } from "./keyFile.js";

/**
 * `hardhat trustee check`: opens the trustee's shares of all dealings and keeps their sum. A share that does not fit what
 * its dealer has shown is complained about, at once: the contract judges, and the ceremony ends.
 */
export default async function check(args: TrusteeArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTrustee(hre, args, async (held) => {
    const { trustee, session, owner } = held;
    const password = passwordOf(process.env);
    const kept = await readKeyFile(args.keyFile, password, owner);
    if (kept === undefined) throw new Error("--key-file: there is no such file; register first");
    const dealt = await dealingsOf(held);
    const opened = dealt.map(({ dealing }, i) => openDealing(session, i + 1, trustee, kept.secret, dealing));
    const wrong = opened.findIndex(({ wrongKeys }) => wrongKeys.length > 0);
    if (wrong !== -1) return complain(held, kept, dealt[wrong], wrong + 1, opened[wrong].wrongKeys[0]);
    const shares = opened
      .map((each) => each.shares)
      .reduce((sums, row) => sums.map((sum, key) => reduced(sum + row[key])));
    await writeKeyFile(args.keyFile, password, owner, { secret: kept.secret, shares }, false);
    console.log(good(`all ${dealt.length} dealings are right; the shares are in ${args.keyFile}`));
    return true;
  });
}

async function complain(
  { office, ceremonyId, trustee, session }: HeldByTrustee,
  { secret }: TrusteeSecrets,
  { bytes, dealing }: Dealt,
  dealer: number,
  key: number,
): Promise<boolean> {
  console.error(bad(`trustee ${dealer} has dealt a wrong share of key ${key}`));
  const { exchanged, challenge, response, hints } = complainAbout(
    session,
    dealer,
    trustee,
    secret,
    dealing.ephemeral,
  );
  const complaint = {
    dealer,
    recipient: trustee,
    key,
    commitments: bytes.commitments,
    shares: bytes.shares,
    exchanged: pointBytes(exchanged),
    proof: { challenge, response },
    hints,
  };
  const data = office.ceremonies.interface.encodeFunctionData("complain", [ceremonyId, complaint]);
  await office.act(`complain about trustee ${dealer}`, office.addresses.ceremonies, data);
  // There is no key, whoever was right: the ceremony is to be watched.
  return false;
}
