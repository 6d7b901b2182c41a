import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

const text = { defaultValue: "" } as const;
const deployments = {
  name: "deployments",
  description: "Folder of the address books",
  defaultValue: "deployments",
} as const;
const statements = {
  name: "statements",
  description: "Path of the statements, for the parties to sign",
  defaultValue: "statements.json",
} as const;

/** The commands of notaries and of the land office's desk for sales, in the order of their use. */
export const saleTasks: TaskDefinition[] = [
  emptyTask("sale", "Prepares, settles and records sales of land").build(),
  task(["sale", "prepare"], "Makes the statements of a draft; names everything that does not fit")
    .addOption({ ...text, name: "draft", description: "Path of the draft (JSON): one sale, or linked ones" })
    .addOption({ ...text, name: "document", description: "Path of the deed" })
    .addOption({ ...text, name: "salt", description: "Salt of the document; drawn where absent" })
    .addOption({ name: "days", description: "Days until the statements end", defaultValue: "30" })
    .addOption(statements)
    .addOption(deployments)
    .setAction(() => import("./prepare.js"))
    .build(),
  task(["sale", "settle"], "Hands a sale, or a chain, in once everybody has signed")
    .addOption(statements)
    .addOption({
      name: "signatures",
      description: "Folder of the signatures, one JSON file each: {account, statement, signature}",
      defaultValue: "signatures",
    })
    .addOption(deployments)
    .addFlag({ name: "calldata", description: "Print what a wallet has to send; send nothing" })
    .setAction(() => import("./settle.js"))
    .build(),
  task(["sale", "record"], "Prints the completion record of a statement")
    .addOption({ ...text, name: "statement", description: "Digest of the statement" })
    .addOption({ name: "fromBlock", description: "A block before the sale", defaultValue: "0" })
    .addOption(deployments)
    .setAction(() => import("./record.js"))
    .build(),
];
