import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { domainsOf, rolesOf, services } from "./city/domains/index.js";
import { runCommand } from "./lib/cli.js";
import { connect } from "./lib/connection.js";
import { deploySafes } from "./lib/safe.js";

/** Arguments of `hardhat city sample`. */
export interface SampleArguments {
  readonly city: string;
}

/** `hardhat city sample`: on a test chain, offices as 2-of-3 wallets and a city file that names them. */
export default async function sample(args: SampleArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const { provider, signers, close } = await connect(hre);
    try {
      // The first account stays fresh: it is the deployer of the city.
      const accounts = (await signers()).slice(1);
      if (accounts.length < 4) {
        throw new Error(
          `--network: ${accounts.length + 1} accounts; a sample needs a test chain with at least 5`,
        );
      }
      const roles = rolesOf(domainsOf(services));
      const teams = roles.map((_, index) =>
        [0, 1, 2].map((seat) => accounts[(index + seat) % accounts.length]),
      );
      const safes = await deploySafes(accounts[0], teams, 2);
      const { chainId } = await provider.getNetwork();
      const city = {
        name: "Sample City",
        chainId: Number(chainId),
        services,
        token: { name: "Sample Token", symbol: "SAMP" },
        readers: "restricted",
        offices: Object.fromEntries(roles.map(({ name }, index) => [name, [safes[index].address]])),
      };
      const path = args.city === "" ? "cities/local.json" : args.city;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${JSON.stringify(city, null, 2)}\n`);
      console.log(`wrote ${path}: ${roles.length} offices, each a 2-of-3 multisignature wallet`);
      return true;
    } finally {
      await close();
    }
  });
}
