import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

const text = { defaultValue: "" } as const;
const deployments = {
  name: "deployments",
  description: "Folder of the address books",
  defaultValue: "deployments",
} as const;
const calldata = {
  name: "calldata",
  description: "Print what an office's wallet has to send; send nothing",
} as const;
const election = { ...text, name: "election", description: "Number of the election" } as const;
const roll = { ...text, name: "roll", description: "Path of the roll's file, from `ballots roll`" } as const;
const rollId = { ...text, name: "rollId", description: "Number of the roll" } as const;
const plan = {
  ...text,
  name: "plan",
  description: "Path of the election in words (JSON; schema: `plan` of the election record)",
} as const;

/** A command that asks the chain. */
const onChain = (name: string, description: string) =>
  task(["ballots", name], description).addOption(deployments).addFlag(calldata);

/** The commands of elections, in the order of their use. */
export const ballotTasks: TaskDefinition[] = [
  emptyTask("ballots", "Holds elections: roll, ballots, record").build(),
  task(["ballots", "roll"], "Builds a roll from a CSV file of accounts; every row must be right")
    .addOption({
      ...text,
      name: "csv",
      description: "Path of the file; its column `account` is read and nothing else",
    })
    .addOption({ defaultValue: "roll.json", name: "out", description: "Where the roll goes" })
    .setAction(() => import("./roll.js"))
    .build(),
  onChain("announce", "Announces a roll, which is then open to objections")
    .addOption(roll)
    .addOption({
      ...text,
      name: "source",
      description: "Path of the published statement which accounts these are",
    })
    .addOption({ defaultValue: "14", name: "days", description: "Days for objections" })
    .setAction(() => import("./announce.js"))
    .build(),
  onChain("freeze", "Freezes a roll whose objections are over, if it is the one in the file")
    .addOption(rollId)
    .addOption(roll)
    .setAction(() => import("./freeze.js"))
    .build(),
  onChain("pages", "Writes the pages of a roll that are not written yet; direct votes then cost less")
    .addOption(rollId)
    .addOption(roll)
    .setAction(() => import("./pages.js"))
    .build(),
  onChain("create", "Creates an election; its terms are fixed from then on")
    .addOption(plan)
    .setAction(() => import("./create.js"))
    .build(),
  onChain("open", "Opens an election in its time")
    .addOption(election)
    .setAction(() => import("./open.js"))
    .build(),
  onChain("relay", "Casts the signed ballots of a folder in batches; run again, it does what is left")
    .addOption(election)
    .addOption(roll)
    .addOption({ ...text, name: "folder", description: "Folder of the ballots, one a file" })
    .addOption({ defaultValue: "15000000", name: "maxGas", description: "Most gas of a batch" })
    .setAction(() => import("./relay.js"))
    .build(),
  onChain("close", "Closes an election after its closing second")
    .addOption(election)
    .setAction(() => import("./close.js"))
    .build(),
  onChain("finalise", "Counts the record of a closed election and makes its result final")
    .addOption(election)
    .setAction(() => import("./finalise.js"))
    .build(),
  onChain("export", "Writes the record of a final election and verifies it")
    .addOption(election)
    .addOption(plan)
    .addOption(roll)
    .addOption({ defaultValue: "election-record.json", name: "out", description: "Where the record goes" })
    .addOption({
      defaultValue: "finalized",
      name: "block",
      description: "Block of the proofs: finalized, latest or a number",
    })
    .addOption({ defaultValue: "0", name: "fromBlock", description: "Block from which ballots are searched" })
    .addFlag({ name: "headers", description: "Prove in which blocks the ballots stand, by every header" })
    .setAction(() => import("./export.js"))
    .build(),
  task(["ballots", "verify"], "Recomputes an election from its record, without asking anybody")
    .addOption({ ...text, name: "record", description: "Path of the record" })
    .addOption({ ...text, name: "chainId", description: "Which chain counts" })
    .addOption({
      ...text,
      name: "contract",
      description: "Address of the ballot contract, from the city's directory",
    })
    .addOption({
      ...text,
      name: "blockHash",
      description: "Hash of the record's last block, from a node of your own",
    })
    .addOption({
      ...text,
      name: "codeHash",
      description: "Hash of the contract's code, where the address alone is not trusted",
    })
    .addFlag({ name: "ballots", description: "Print every ballot with what became of it" })
    .setAction(() => import("./verify.js"))
    .build(),
];
