import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { encodeBytes32String, type Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  formatAmount,
  InputError,
  parseAmount,
  type ProvenBill,
  randomSalt,
  saltedHash,
} from "../../sdk/index.js";
import { requireBytes32 } from "../../sdk/inputs/requireBytes32.js";
import { IDisputes__factory } from "../../typechain-types/index.js";
import { bad, good, runCommand } from "../lib/cli.js";
import { actOrTell, errorName } from "./desk.js";
import { readRoll } from "./rollFolder.js";
import { openSite } from "./site.js";

/** Arguments of `hardhat billing answer`. */
export interface AnswerArguments {
  readonly roll: string;
  readonly index: string;
  readonly amount: string;
  readonly reason: string;
  readonly document: string;
  readonly salt: string;
  readonly head: boolean;
  readonly deployments: string;
  readonly account: string;
}

/** An answer with its bill. */
export interface DisputeAnswer {
  readonly proven: ProvenBill;
  /** Credited, millionths; 0 where the bill stands. */
  readonly amount: bigint;
  /** Code as the city has published it, up to 31 characters. */
  readonly reason: string;
  readonly documentHash: string;
  /** Whether the head answers: without the officers' limit and time. */
  readonly isHead: boolean;
}

/** `hardhat billing answer`: answers a dispute. */
export default async function answer(args: AnswerArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    if (!/^\d{1,10}$/.test(args.index)) {
      throw new InputError("--index", args.index, "is no bill's number", "take it from `billing disputes`");
    }
    if (args.reason === "" || new TextEncoder().encode(args.reason).length > 31) {
      throw new InputError(
        "--reason",
        args.reason,
        "is no code",
        "give the code that the city has published, up to 31 characters",
      );
    }
    if (args.document === "" || !existsSync(args.document)) {
      throw new InputError("--document", args.document, "is no file", "name the file of the written answer");
    }
    const amount = parseAmount(args.amount);
    const salt = args.salt === "" ? randomSalt() : requireBytes32("--salt", args.salt);
    const { roll } = await readRoll(args.roll);
    const proven = roll.bill(Number(args.index));
    const documentHash = saltedHash(await readFile(args.document), salt);
    console.log(`salt of the document ${salt}: keep it with the file`);
    const site = await openSite(hre, args.deployments, args.account);
    try {
      return await answerDispute(site.signer, site.addressOf("Disputes"), {
        proven,
        amount,
        reason: args.reason,
        documentHash,
        isHead: args.head,
      });
    } finally {
      await site.close();
    }
  });
}

/**
 * Answers a dispute.
 * @returns whether the answer stands on the chain
 */
export async function answerDispute(
  signer: Signer,
  address: string,
  { proven, amount, reason, documentHash, isHead }: DisputeAnswer,
): Promise<boolean> {
  const contract = IDisputes__factory.connect(address, signer);
  const answers = [
    {
      bill: proven.bill,
      proof: [...proven.proof],
      amount,
      reason: encodeBytes32String(reason),
      documentHash,
    },
  ];
  const data = isHead
    ? contract.interface.encodeFunctionData("answerAsHead", [answers])
    : contract.interface.encodeFunctionData("answer", [answers]);
  const what = "answer the dispute";
  const receipt = await actOrTell(signer, { what, to: address, data, errors: contract.interface });
  if (receipt === undefined) return false;
  for (const log of receipt.logs) {
    const event = contract.interface.parseLog(log);
    if (event?.name === "ItemSkipped") {
      console.error(
        bad(`not answered: ${errorName(event.args.getValue("problem") as string, contract.interface)}`),
      );
      return false;
    }
    if (event?.name === "DisputeAnswered") {
      console.log(
        good(amount === 0n ? "answered: the bill stands" : `answered: ${formatAmount(amount)} credited`),
      );
      return true;
    }
  }
  throw new Error(`${what}: the chain says nothing of it; list the disputes again`);
}
