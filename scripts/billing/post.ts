import type { Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { formatAmount, readRollId } from "../../sdk/index.js";
import { IBilling__factory } from "../../typechain-types/index.js";
import { good, heading, runCommand } from "../lib/cli.js";
import { thousands } from "../lib/table.js";
import { actOrTell } from "./desk.js";
import { readRoll, type RollSheet } from "./rollFolder.js";
import { openSite } from "./site.js";

/** Arguments of `hardhat billing post`. */
export interface PostArguments {
  readonly roll: string;
  readonly deployments: string;
  readonly account: string;
}

/** States of `IBilling.RollState`. */
const [UNKNOWN, , , VOIDED] = [0n, 1n, 2n, 3n];

/** `hardhat billing post`: posts a prepared roll, after holding its dataset against its sheet. */
export default async function post(args: PostArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const { sheet } = await readRoll(args.roll);
    const site = await openSite(hre, args.deployments, args.account);
    try {
      return await postRoll(site.signer, site.addressOf("Billing"), sheet);
    } finally {
      await site.close();
    }
  });
}

/**
 * Posts a roll, once: where it stands there already with the same root, nothing is sent.
 * @returns whether it stands there now
 */
export async function postRoll(signer: Signer, billingAddress: string, sheet: RollSheet): Promise<boolean> {
  const billing = IBilling__factory.connect(billingAddress, signer);
  const roll = BigInt(sheet.roll);
  const { payee, opensAt, generation, levels, serial } = readRollId(roll);
  console.log(heading(`Roll ${serial} for ${payee}`));
  console.log(
    `${thousands(sheet.count)} bills, ${formatAmount(BigInt(sheet.total))}, ${levels} levels, ` +
      `opens ${new Date(Number(opensAt) * 1000).toISOString()}`,
  );
  const state = await billing.rollStateOf(roll);
  if (state === VOIDED) throw new Error(`--roll: ${roll} was voided; prepare it again with another --serial`);
  if (state !== UNKNOWN) {
    const root = await billing.rootOf(roll);
    if (root !== sheet.root) {
      throw new Error(
        `--roll: ${roll} stands there with the root ${root}; prepare yours with another --serial`,
      );
    }
    console.log(good("posted already, with the same root"));
    return true;
  }
  const expected = Number(await billing.generation());
  if (generation !== expected) {
    throw new Error(
      `--roll: is of generation ${generation}, the contract's is ${expected}; prepare it with --generation ${expected}`,
    );
  }
  const data = billing.interface.encodeFunctionData("postRoll", [
    roll,
    sheet.root,
    sheet.count,
    sheet.total,
    sheet.datasetHash,
  ]);
  const call = { what: "post the roll", to: billingAddress, data, errors: billing.interface };
  return (await actOrTell(signer, call)) !== undefined;
}
