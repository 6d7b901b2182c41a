import { emptyTask, task } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

const deployments = {
  name: "deployments",
  description: "Folder of the address books",
  defaultValue: "deployments",
} as const;
const text = { defaultValue: "" } as const;
const trustee = { ...text, name: "trustee", description: "Number of the trustee, from 1" } as const;
const keyFile = {
  ...text,
  name: "keyFile",
  description: "Path of the trustee's encrypted key; its password is in TRUSTEE_PASSWORD",
} as const;
const election = { ...text, name: "election", description: "Number of the election" } as const;

/** A command about one ceremony. */
const ofCeremony = (name: string, description: string) =>
  task(["trustee", name], description)
    .addOption(deployments)
    .addOption({ ...text, name: "ceremony", description: "Number of the ceremony" });

/** The commands of a trustee, in the order of their use: one process, one trustee. */
export const trusteeTasks: TaskDefinition[] = [
  emptyTask("trustee", "Serves as a trustee of sealed elections: one process, one trustee").build(),
  ofCeremony("register", "Draws the trustee's key for one ceremony, keeps it encrypted and registers it")
    .addOption(trustee)
    .addOption(keyFile)
    .setAction(() => import("./register.js"))
    .build(),
  ofCeremony("deal", "Deals the trustee's part of the key")
    .addOption(trustee)
    .setAction(() => import("./deal.js"))
    .build(),
  ofCeremony("check", "Checks what was dealt to the trustee, and complains about a wrong share")
    .addOption(trustee)
    .addOption(keyFile)
    .setAction(() => import("./check.js"))
    .build(),
  ofCeremony("complete", "Adds up the key after the complaints; anyone may")
    .setAction(() => import("./complete.js"))
    .build(),
  ofCeremony("share", "Decrypts the trustee's share of the tally of a closed election")
    .addOption(trustee)
    .addOption(keyFile)
    .addOption(election)
    .addOption({
      ...text,
      name: "sums",
      description: "Hash of the sums on which the trustees have agreed; others are not decrypted",
    })
    .setAction(() => import("./share.js"))
    .build(),
  ofCeremony("forget", "Removes the trustee's key once the election is over")
    .addOption(trustee)
    .addOption(keyFile)
    .addOption(election)
    .setAction(() => import("./forget.js"))
    .build(),
];
