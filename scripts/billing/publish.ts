import { createReadStream } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Provider } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { datasetHash } from "../../sdk/index.js";
import { IBilling__factory } from "../../typechain-types/index.js";
import { readAddressBook } from "../city/addressBook.js";
import { good, runCommand } from "../lib/cli.js";
import { connect } from "../lib/connection.js";
import { logsOf } from "../lib/logs.js";
import { readRoll, ROLL_FILES, type RollSheet } from "./rollFolder.js";

/** Arguments of `hardhat billing publish`. */
export interface PublishArguments {
  readonly roll: string;
  readonly to: string;
  readonly deployments: string;
}

/** `hardhat billing publish`: puts the public files of a posted roll where everybody gets them. */
export default async function publish(args: PublishArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const { sheet } = await readRoll(args.roll);
    const { provider, close } = await connect(hre, { isReadOnly: true });
    try {
      const { chainId } = await provider.getNetwork();
      const { contracts } = await readAddressBook(args.deployments, chainId);
      await requirePosted(provider, contracts.Billing.address, sheet);
      console.log(good(`published ${await publishRoll(args.roll, args.to, sheet)}`));
      return true;
    } finally {
      await close();
    }
  });
}

/** Refuses a dataset that is not the one of the roll on the chain. */
export async function requirePosted(
  provider: Provider,
  billingAddress: string,
  sheet: RollSheet,
): Promise<void> {
  const billing = IBilling__factory.connect(billingAddress, provider);
  const topics = await billing.filters.RollPosted(BigInt(sheet.roll)).getTopicFilter();
  const [log] = await logsOf(provider, billingAddress, topics);
  if (log === undefined) throw new Error(`--roll: ${sheet.roll} is not posted; run \`billing post\` first`);
  const {
    root,
    count,
    total,
    datasetHash: hash,
  } = billing.interface.decodeEventLog("RollPosted", log.data, log.topics);
  const differs = root !== sheet.root || count !== BigInt(sheet.count) || total !== BigInt(sheet.total);
  if (differs || hash !== sheet.datasetHash) {
    throw new Error(
      `--roll: ${sheet.roll} stands on the chain with another root, sum or dataset; publish that one`,
    );
  }
}

/**
 * Copies sheet and dataset; what is copied has the hash that the roll names, and columns without a person by its form:
 * it was read back as terms and commitments alone.
 * @returns path of the dataset
 */
export async function publishRoll(folder: string, to: string, sheet: RollSheet): Promise<string> {
  await mkdir(to, { recursive: true });
  const name = `roll-${BigInt(sheet.roll).toString(16).padStart(64, "0")}`;
  const path = join(to, `${name}.csv`);
  await copyFile(join(folder, ROLL_FILES.dataset), path);
  await copyFile(join(folder, ROLL_FILES.sheet), join(to, `${name}.json`));
  const hash = await datasetHash(createReadStream(path));
  if (hash !== sheet.datasetHash) throw new Error(`--to: ${path} was not copied whole; publish it again`);
  return path;
}
