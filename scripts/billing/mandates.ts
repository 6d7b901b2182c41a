import { getAddress, type Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { formatAmount, type MandateFile, readMandateFile } from "../../sdk/index.js";
import { type IMandates, IMandates__factory } from "../../typechain-types/index.js";
import { faint, runCommand } from "../lib/cli.js";
import { oneLine } from "../lib/oneLine.js";
import { counted, thousands } from "../lib/table.js";
import { batchesUnderCap, providerOf, reasonOf } from "./desk.js";
import { elsewhere, type HandedIn, printHandedIn, readSignedFiles } from "./signedFiles.js";
import { openSite } from "./site.js";

/** Arguments of `hardhat billing mandates`. */
export interface MandatesArguments {
  readonly mandates: string;
  readonly deployments: string;
  readonly account: string;
  readonly check: boolean;
}

/** What became of a mandate. */
export type Registered = HandedIn<"registered" | "would be registered">;

/** As many fit under 15 million gas with signatures of keys. */
const LARGEST_BATCH = 150;

/** `hardhat billing mandates`: registers signed mandates of a folder. */
export default async function mandates(
  args: MandatesArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runCommand(async () => {
    const files = await readMandates(args.mandates);
    const site = await openSite(hre, args.deployments, args.account);
    try {
      const results = await registerMandates(site.signer, site.addressOf("Mandates"), files, args.check);
      return printHandedIn("mandate", args.check ? "would be registered" : "registered", results);
    } finally {
      await site.close();
    }
  });
}

/** Reads the mandates of a folder; files that are none stay in the list with what is wrong. */
export const readMandates = (folder: string): Promise<Map<string, MandateFile | string>> =>
  readSignedFiles("mandates", folder, "signed mandates", readMandateFile);

/**
 * Registers mandates: each is simulated first, what would fail is left out, the others go in batches under the gas cap.
 * A mandate that was registered works no second time, so that a second run, or one after a crash, changes nothing.
 * @param isCheck whether to send nothing
 */
export async function registerMandates(
  signer: Signer,
  address: string,
  files: ReadonlyMap<string, MandateFile | string>,
  isCheck = false,
): Promise<Registered[]> {
  const contract = IMandates__factory.connect(address, signer);
  const results = new Map<string, Registered>();
  const items: Item[] = [];
  const seen = new Map<string, string>();
  for (const [file, mandate] of files) {
    const problem = typeof mandate === "string" ? mandate : await problemOf(contract, mandate);
    if (typeof mandate === "string" || problem !== undefined) {
      results.set(file, { file, outcome: "skipped", note: problem ?? "" });
      continue;
    }
    const { payer, payee, roll, collector } = mandate;
    const scope = [payer, payee, roll, collector].join(" ");
    const twin = seen.get(scope);
    if (twin !== undefined) {
      results.set(file, { file, outcome: "skipped", note: `${twin} is for the same bills` });
      continue;
    }
    seen.set(scope, file);
    if (isCheck) results.set(file, { file, outcome: "would be registered", note: noteOf(mandate) });
    else items.push({ file, mandate });
  }
  for (const result of await sendAll(contract, items)) results.set(result.file, result);
  return [...files.keys()].flatMap((file) => results.get(file) ?? []);
}

type Item = { readonly file: string; readonly mandate: MandateFile };

async function sendAll(contract: IMandates, items: readonly Item[]): Promise<Registered[]> {
  const results: Registered[] = [];
  const signed = (batch: readonly Item[]) => batch.map(({ mandate }) => signedMandate(mandate));
  const batches = batchesUnderCap(items, LARGEST_BATCH, (batch) =>
    contract.giveMany.estimateGas(signed(batch)),
  );
  for await (const batch of batches) {
    const receipt = await (await contract.giveMany(signed(batch))).wait();
    if (receipt === null) throw new Error("a batch of mandates was not mined; run the command again");
    console.log(
      `${counted(batch.length, "mandate")} ` +
        faint(
          `${thousands(receipt.gasUsed)} gas, ${thousands(receipt.gasUsed / BigInt(batch.length))} each, ${receipt.hash}`,
        ),
    );
    const refused = new Set<number>();
    for (const log of receipt.logs) {
      const event = contract.interface.parseLog(log);
      if (event?.name === "MandateRefused") refused.add(Number(event.args.getValue("position")));
    }
    for (const [position, { file, mandate }] of batch.entries()) {
      results.push(
        refused.has(position)
          ? {
              file,
              outcome: "skipped",
              note: "the contract refused it: run the command again for the reason",
            }
          : { file, outcome: "registered", note: noteOf(mandate) },
      );
    }
  }
  return results;
}

/** What a mandate allows. */
const noteOf = ({ perBill, perPeriod, periodDays, periods }: MandateFile): string =>
  `${formatAmount(BigInt(perBill))} a bill, ${formatAmount(BigInt(perPeriod))} in ${periodDays} days, ` +
  counted(periods, "period");

/** A mandate as the contract takes it. */
const signedMandate = ({ signature, ...mandate }: MandateFile) => ({ mandate, signature });

/** Why a mandate would be refused now; nothing where it would not. */
async function problemOf(contract: IMandates, mandate: MandateFile): Promise<string | undefined> {
  const { chainId } = await providerOf(contract.runner).getNetwork();
  const wrongPlace = elsewhere(mandate, chainId, await contract.getAddress());
  if (wrongPlace !== undefined) return wrongPlace;
  const { payer, payee, roll, collector, ordinal } = mandate;
  const current = Number((await contract.mandateInfo(payer, payee, roll, collector)).ordinal);
  if (ordinal < current) return "it was registered already, or one was given or revoked since it was signed";
  if (ordinal > current) return `it names the ordinal ${ordinal}, the next one is ${current}`;
  try {
    await contract.giveBySignature.staticCall(signedMandate(mandate));
    return undefined;
  } catch (error) {
    const reason = reasonOf(error, contract.interface);
    if (reason.startsWith("SignatureInvalid")) return `${getAddress(payer)} has not signed it`;
    if (reason.startsWith("MandateTermsWrong"))
      return "its caps are wrong, or it ends in the past or too far off";
    return oneLine(reason);
  }
}
