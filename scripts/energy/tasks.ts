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
const file = {
  ...text,
  name: "file",
  description: "Path of the CSV file (columns: docs/energy.md)",
} as const;
const zone = { ...text, name: "zone", description: "Number of the zone" } as const;
const day = { ...text, name: "day", description: "Day in UTC: 2027-01-31" } as const;
const key = {
  name: "key",
  description: "Path of the gateway's key",
  defaultValue: "gateway.key.json",
} as const;
const signed = {
  name: "signed",
  description: "Folder of the lists that the gateway has signed",
  defaultValue: "signed",
} as const;
const records = {
  name: "records",
  description: "Folder of what was settled, for corrections and statements",
  defaultValue: "settled",
} as const;

/** The commands of meter office, gateway, grid operator and keepers, in the order of their use. */
export const energyTasks: TaskDefinition[] = [
  emptyTask("energy", "Runs the energy market: meters, settlements, corrections, statements").build(),
  task(["energy", "meters"], "Registers the devices of a CSV file; every line must be right")
    .addOption(file)
    .addOption(deployments)
    .addFlag(calldata)
    .setAction(() => import("./meters.js"))
    .build(),
  task(["energy", "sign"], "Signs a day's readings from a CSV file, as their gateway")
    .addOption(file)
    .addOption(zone)
    .addOption(day)
    .addOption(key)
    .addOption({ name: "most", description: "Most intervals of a list", defaultValue: "16" })
    .addOption(signed)
    .addOption(deployments)
    .setAction(() => import("./sign.js"))
    .build(),
  task(["energy", "settle"], "Settles a day from a CSV file and the gateway's signed lists")
    .addOption(file)
    .addOption(zone)
    .addOption(day)
    .addOption(signed)
    .addOption(records)
    .addOption(deployments)
    .addFlag(calldata)
    .setAction(() => import("./settle.js"))
    .build(),
  task(["energy", "keep"], "Settles what no operator has settled in time, as anybody can")
    .addOption(signed)
    .addOption(records)
    .addOption(deployments)
    .addFlag({ name: "watch", description: "Go on until stopped" })
    .addFlag(calldata)
    .setAction(() => import("./keep.js"))
    .build(),
  task(["energy", "correct"], "Corrects a settlement to what a later CSV file says")
    .addOption({ ...text, name: "record", description: "Path of the record, from `energy settle`" })
    .addOption(file)
    .addOption(key)
    .addOption(deployments)
    .addFlag(calldata)
    .setAction(() => import("./correct.js"))
    .build(),
  task(["energy", "statement"], "Writes a household's statement of a day: text and picture (SVG)")
    .addOption(zone)
    .addOption({ ...text, name: "place", description: "Place of the household in its zone" })
    .addOption(day)
    .addOption(records)
    .addOption({ name: "out", description: "Folder for the files", defaultValue: "statements" })
    .addOption(deployments)
    .setAction(() => import("./statement.js"))
    .build(),
];
