import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { times, GENERATOR } from "../../sdk/ballots/sealed/curve.js";
import { pointBytes, randomScalar, registerTrustee } from "../../sdk/ballots/sealed/index.js";
import { runTrustee, type TrusteeArguments } from "./ceremony.js";
import { passwordOf, readKeyFile, writeKeyFile } from "./keyFile.js";

/**
 * `hardhat trustee register`: draws a key for one ceremony, keeps it encrypted, and registers it. The file is written
 * before anything is sent; run again, it registers the key that is in it.
 */
export default async function register(
  args: TrusteeArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runTrustee(hre, args, async ({ office, ceremonyId, trustee, session, owner }) => {
    const { keyX } = await office.ceremonies.trusteeOf(ceremonyId, trustee);
    const password = passwordOf(process.env);
    const kept = await readKeyFile(args.keyFile, password, owner);
    if (keyX !== 0n) {
      if (kept === undefined || times(GENERATOR, kept.secret).toAffine().x !== keyX) {
        throw new Error("--key-file: the registered key is not in this file; name the one that it is in");
      }
      console.log(`trustee ${trustee} is registered already`);
      return true;
    }
    // The first scalar drawn is the key's; what is drawn after it never comes twice.
    const next = [kept?.secret ?? randomScalar()];
    const { secret, registration } = registerTrustee(session, trustee, () => next.pop() ?? randomScalar());
    if (kept === undefined) await writeKeyFile(args.keyFile, password, owner, { secret, shares: [] }, true);
    const data = office.ceremonies.interface.encodeFunctionData("register", [
      ceremonyId,
      trustee,
      pointBytes(registration.key),
      registration.proof,
    ]);
    return office.act(`register trustee ${trustee}`, office.addresses.ceremonies, data);
  });
}
