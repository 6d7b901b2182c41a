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
const plan = { ...text, name: "plan", description: "Path of the election in words (JSON)" } as const;

/** A command that asks the chain. */
const onChain = (name: string, description: string) =>
  task(["sealed", name], description).addOption(deployments).addFlag(calldata);

/** The commands of sealed elections, in the order of their use; a trustee's own are under `trustee`. */
export const sealedTasks: TaskDefinition[] = [
  emptyTask("sealed", "Holds sealed elections: key, ballots, tally, record").build(),
  onChain("plan", "Plans the trustees' ceremony of one election")
    .addOption({ ...text, name: "plan", description: "Path of the ceremony in words (JSON)" })
    .setAction(() => import("./plan.js"))
    .build(),
  onChain("create", "Creates a sealed election; its terms are fixed from then on")
    .addOption(plan)
    .setAction(() => import("./create.js"))
    .build(),
  onChain("adopt", "Takes the key that the trustees have made")
    .addOption(election)
    .setAction(() => import("./adopt.js"))
    .build(),
  onChain("open", "Opens a sealed election in its time")
    .addOption(election)
    .setAction(() => import("./open.js"))
    .build(),
  onChain("relay", "Checks and casts the signed sealed ballots of a folder; run again, it does what is left")
    .addOption(election)
    .addOption(roll)
    .addOption({ ...text, name: "folder", description: "Folder of the ballots, one a file" })
    .addOption({ defaultValue: "15000000", name: "maxGas", description: "Most gas of a batch" })
    .setAction(() => import("./relay.js"))
    .build(),
  task(
    ["sealed", "audit"],
    "Opens a ballot that its voter has spoilt; for another device than the sealing one",
  )
    .addOption(deployments)
    .addOption(roll)
    .addOption({ ...text, name: "ballot", description: "Path of the sealed ballot" })
    .addOption({ ...text, name: "openings", description: "What the sealing device reveals, with commas" })
    .setAction(() => import("./audit.js"))
    .build(),
  onChain("close", "Closes a sealed election after its closing second")
    .addOption(election)
    .setAction(() => import("./close.js"))
    .build(),
  onChain("tally", "Combines the trustees' shares and proves the votes")
    .addOption(election)
    .setAction(() => import("./tally.js"))
    .build(),
  onChain("finalise", "Makes the result of a tallied election final")
    .addOption(election)
    .setAction(() => import("./finalise.js"))
    .build(),
  onChain("export", "Writes the record of a final sealed election and verifies it")
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
    .setAction(() => import("./export.js"))
    .build(),
  task(["sealed", "verify"], "Recomputes a sealed election from its record, without asking anybody")
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
    .addOption({ ...text, name: "find", description: "Hash of a ballot to find" })
    .setAction(() => import("./verify.js"))
    .build(),
];
