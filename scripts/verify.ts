import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { readAddressBook } from "./city/addressBook.js";
import { drawBlueprint } from "./city/blueprint.js";
import { readCityFile } from "./city/cityFile.js";
import { inspectCity } from "./city/inspect.js";
import { placesOf } from "./city/steps.js";
import { bad, good, heading, runCommand } from "./lib/cli.js";
import { counted } from "./lib/table.js";
import { artifactReader, buildQuietly, connect } from "./lib/connection.js";

/** Arguments of `hardhat city verify`. */
export interface VerifyArguments {
  readonly city: string;
  readonly deployments: string;
}

/** `hardhat city verify`: compares a deployed city with its file, reads only. */
export default async function verify(args: VerifyArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const city = await readCityFile(args.city);
    await buildQuietly(hre);
    const { provider, close } = await connect(hre, { isReadOnly: true });
    try {
      const { chainId } = await provider.getNetwork();
      if (chainId !== city.chainId) {
        throw new Error(
          `chainId: the chain is ${chainId}, the city file says ${city.chainId}; connect to that chain`,
        );
      }
      const { deployer } = await readAddressBook(args.deployments, chainId);
      const blueprint = drawBlueprint(city, deployer);
      console.log(heading(`${city.name} on chain ${chainId}, factory ${blueprint.factory}`));
      const differences = await inspectCity({
        blueprint,
        provider,
        artifactOf: artifactReader(hre),
        isSealed: true,
      });
      for (const line of differences) console.error(bad(`- ${line}`));
      console.log(
        differences.length === 0
          ? good(
              `${placesOf(blueprint).length} contracts, ${blueprint.roles.length} roles: all as the city file says`,
            )
          : `${counted(differences.length, "difference")} between the city file and the chain`,
      );
      return differences.length === 0;
    } finally {
      await close();
    }
  });
}
