import { ZeroHash } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { dealingBytes, dealShares } from "../../sdk/ballots/sealed/index.js";
import { registeredKeys, runTrustee, type TrusteeArguments } from "./ceremony.js";

/**
 * `hardhat trustee deal`: draws the trustee's polynomials and deals everybody's shares. What is drawn is forgotten with
 * the process: the trustee's own share of it comes with the others', out of the chain.
 */
export default async function deal(
  args: Omit<TrusteeArguments, "keyFile">,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runTrustee(hre, { ...args, keyFile: "" }, async (held) => {
    const { office, ceremonyId, trustee, session, threshold, keyCount } = held;
    const { dealingHash } = await office.ceremonies.trusteeOf(ceremonyId, trustee);
    if (dealingHash !== ZeroHash) {
      console.log(`trustee ${trustee} has dealt already`);
      return true;
    }
    const keys = await registeredKeys(held);
    if (keys === undefined) throw new Error("--ceremony: not all trustees are registered; wait for them");
    const dealing = dealShares(session, trustee, threshold, keyCount, keys);
    const { commitments, shares } = dealingBytes(dealing);
    const data = office.ceremonies.interface.encodeFunctionData("deal", [
      ceremonyId,
      trustee,
      commitments,
      [...dealing.proofs],
      shares,
    ]);
    return office.act(`deal the shares of trustee ${trustee}`, office.addresses.ceremonies, data);
  });
}
