import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

const deploymentsOption = {
  name: "deployments",
  description: "Folder of the address books",
  defaultValue: "deployments",
} as const;

const rollOption = {
  name: "roll",
  description: "Folder of a roll, as `billing prepare` writes it",
  defaultValue: "roll",
} as const;

const accountOption = {
  name: "account",
  description: "Address of the account that sends; the first of the network where absent",
  defaultValue: "",
} as const;

const checkFlag = { name: "check", description: "Say what would be done; send nothing" } as const;

/** The commands of the billing office, in the order of their use. */
export const billingTasks: TaskDefinition[] = [
  emptyTask("billing", "Bills a city: the operators' commands").build(),
  task(["billing", "prepare"], "Makes a roll of a CSV file of bills; asks no chain")
    .addOption({
      name: "file",
      description: "CSV file of the bills (columns: docs/billing.md)",
      defaultValue: "",
    })
    .addOption({ name: "out", description: "Folder for the roll", defaultValue: "roll" })
    .addOption({ name: "payee", description: "Account that gets the revenue", defaultValue: "" })
    .addOption({ name: "opens", description: "When bills can be paid from: 2027-01-01", defaultValue: "" })
    .addOption({ name: "serial", description: "Number of the roll", defaultValue: "1" })
    .addOption({ name: "generation", description: "generation() of Billing", defaultValue: "0" })
    .addOption({ name: "secret", description: "File of the office's secret", defaultValue: "" })
    .addOption({ name: "delimiter", description: "Between cells: , or ; or | or tab", defaultValue: "," })
    .setAction(() => import("./prepare.js"))
    .build(),
  task(["billing", "bill"], "Prints what the payer of one bill gets: terms, opening, proof")
    .addOption(rollOption)
    .addOption({ name: "document", description: "The bill's document", defaultValue: "" })
    .setAction(() => import("./bill.js"))
    .build(),
  task(["billing", "post"], "Posts a prepared roll; tells the call where the office is a wallet")
    .addOption(rollOption)
    .addOption(deploymentsOption)
    .addOption(accountOption)
    .setAction(() => import("./post.js"))
    .build(),
  task(["billing", "publish"], "Copies the public files of a posted roll")
    .addOption(rollOption)
    .addOption(deploymentsOption)
    .addOption({ name: "to", description: "Folder that everybody can read", defaultValue: "public" })
    .setAction(() => import("./publish.js"))
    .build(),
  task(["billing", "mandates"], "Registers a folder of signed mandates; skips what would fail")
    .addOption({
      name: "mandates",
      description: "Folder of the mandates, one JSON file each",
      defaultValue: "mandates",
    })
    .addOption(deploymentsOption)
    .addOption(accountOption)
    .addFlag(checkFlag)
    .setAction(() => import("./mandates.js"))
    .build(),
  task(["billing", "collect"], "Collects a roll under its debtors' mandates")
    .addOption(rollOption)
    .addOption(deploymentsOption)
    .addOption(accountOption)
    .addFlag(checkFlag)
    .setAction(() => import("./collect.js"))
    .build(),
  task(["billing", "relay"], "Hands in a folder of signed payments; skips what would fail")
    .addOption({
      name: "payments",
      description: "Folder of the payments, one JSON file each",
      defaultValue: "payments",
    })
    .addOption(deploymentsOption)
    .addOption(accountOption)
    .addFlag(checkFlag)
    .setAction(() => import("./relay.js"))
    .build(),
  task(["billing", "disputes"], "Lists open disputes by their clock; fails where the officers are late")
    .addOption(deploymentsOption)
    .setAction(() => import("./disputes.js"))
    .build(),
  task(["billing", "answer"], "Answers a dispute")
    .addOption(rollOption)
    .addOption({ name: "index", description: "Number of the bill", defaultValue: "" })
    .addOption({
      name: "amount",
      description: "What is credited: 12.34; 0 where the bill stands",
      defaultValue: "0",
    })
    .addOption({ name: "reason", description: "Code of the reason", defaultValue: "" })
    .addOption({ name: "document", description: "File of the written answer", defaultValue: "" })
    .addOption({ name: "salt", description: "Salt of the document; drawn where absent", defaultValue: "" })
    .addFlag({ name: "head", description: "Answer as the head of billing" })
    .addOption(deploymentsOption)
    .addOption(accountOption)
    .setAction(() => import("./answer.js"))
    .build(),
];
