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
const file = { ...text, name: "file", description: "Path of the GeoJSON file" } as const;
const reference = {
  name: "reference",
  description: "Property of a feature that holds the cadastral reference",
  defaultValue: "reference",
} as const;
const crs = {
  ...text,
  name: "crs",
  description:
    "Projected reference system, as proj4 writes it; absent where positions are metres of it already",
} as const;
const document = { ...text, name: "document", description: "Path of what it rests on" } as const;
const salt = { ...text, name: "salt", description: "Salt of the document; drawn where absent" } as const;
const title = { ...text, name: "title", description: "Cadastral reference of the title" } as const;
const fromBlock = {
  name: "fromBlock",
  description: "A block before the first register was created",
  defaultValue: "0",
} as const;
const atBlock = {
  ...text,
  name: "atBlock",
  description: "Block after which the register is told; the latest where absent",
} as const;
const plan = {
  name: "plan",
  description: "Path of the plan, for the owners to sign",
  defaultValue: "plan.json",
} as const;

/** The commands of the land office, in the order of their use. */
export const landTasks: TaskDefinition[] = [
  emptyTask("land", "Keeps the land register: import, subdivision, extracts").build(),
  task(["land", "import"], "Surveys a GeoJSON cadastre, then registers it section by section")
    .addOption(file)
    .addOption(reference)
    .addOption({
      name: "owner",
      description: "Property of a feature that holds the owner's account",
      defaultValue: "owner",
    })
    .addOption(crs)
    .addOption({ ...text, name: "report", description: "Where faults go as GeoJSON points, for a map" })
    .addOption({ name: "most", description: "Most parcels of a section", defaultValue: "200" })
    .addOption(fromBlock)
    .addOption(document)
    .addOption(salt)
    .addOption(deployments)
    .addFlag({ name: "check", description: "Survey the file; ask and send nothing" })
    .addFlag(calldata)
    .setAction(() => import("./import.js"))
    .build(),
  task(["land", "subdivide"], "Plans the division of a parcel from a GeoJSON file, for its owners to sign")
    .addOption(title)
    .addOption(file)
    .addOption(reference)
    .addOption(crs)
    .addOption(document)
    .addOption(salt)
    .addOption({ name: "days", description: "Days that the owners have to sign", defaultValue: "30" })
    .addOption(plan)
    .addOption(fromBlock)
    .addOption(deployments)
    .setAction(() => import("./subdivide.js"))
    .build(),
  task(["land", "replot"], "Hands in a plan that all owners have signed")
    .addOption(plan)
    .addOption({
      name: "consents",
      description: "Folder of the signatures, one JSON file each: {holder, signature}",
      defaultValue: "consents",
    })
    .addOption(deployments)
    .addFlag(calldata)
    .setAction(() => import("./replot.js"))
    .build(),
  task(["land", "extract"], "Writes what the register says of a title: text, map (SVG), LADM (JSON)")
    .addOption(title)
    .addOption(atBlock)
    .addOption({
      ...file,
      description: "GeoJSON cadastre with boundaries that were never sent to the register",
    })
    .addOption(reference)
    .addOption(crs)
    .addOption(fromBlock)
    .addOption({ name: "out", description: "Folder for the files", defaultValue: "extracts" })
    .addOption(deployments)
    .setAction(() => import("./extract.js"))
    .build(),
  task(["land", "export"], "Writes the whole register in LADM's classes (ISO 19152)")
    .addOption(atBlock)
    .addOption(fromBlock)
    .addOption({ name: "out", description: "Path of the file", defaultValue: "register.json" })
    .addOption(deployments)
    .setAction(() => import("./export.js"))
    .build(),
];
