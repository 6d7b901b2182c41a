import { keccak256 } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { dealingsOf, runTrustee, type TrusteeArguments } from "./ceremony.js";

/** `hardhat trustee complete`: adds up what was dealt, after the complaints; anyone may. */
export default async function complete(
  args: Pick<TrusteeArguments, "deployments" | "ceremony">,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runTrustee(hre, { ...args, trustee: "1", keyFile: "" }, async (held) => {
    const { office, ceremonyId, stage } = held;
    if (stage === "Ready") {
      console.log(`ceremony ${ceremonyId} has its key already`);
      return true;
    }
    const dealt = await dealingsOf(held);
    const data = office.ceremonies.interface.encodeFunctionData("complete", [
      ceremonyId,
      dealt.map(({ bytes }) => bytes.commitments),
      dealt.map(({ bytes }) => keccak256(bytes.shares)),
    ]);
    return office.act(`make the key of ceremony ${ceremonyId}`, office.addresses.ceremonies, data);
  });
}
