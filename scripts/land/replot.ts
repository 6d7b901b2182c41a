import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { getAddress, isHexString, MaxUint256 } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  type Call,
  type Hex,
  InputError,
  isSignedBy,
  parcelId,
  readDomain,
  readTitleWord,
} from "../../sdk/index.js";
import { requireAddress } from "../../sdk/inputs/requireAddress.js";
import { bad } from "../lib/cli.js";
import { readJson } from "./inputs.js";
import { type LandArguments, type LandOffice, runLand } from "./office.js";
import { planTypedData, readPlan, type ReplotPlan } from "./plan.js";

/** Arguments of `hardhat land replot`. */
export interface ReplotArguments extends LandArguments {
  readonly plan: string;
  readonly consents: string;
}

/** `hardhat land replot`: hands in a plan of `land subdivide`, once everyone who owns the parcel has signed it. */
export default async function replot(args: ReplotArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runLand(hre, args, async (office) => {
    const plan = await readPlan(args.plan);
    if (await isDone(office, plan)) {
      console.log(`${plan.title} is divided already`);
      return true;
    }
    const signatures = await readConsents(args.consents);
    const problem = await problemOf(office, plan, signatures);
    if (problem !== undefined) {
      console.error(bad(problem));
      return false;
    }
    const consents = plan.owners.map((owner) => ({
      holder: owner,
      signature: signatures.get(getAddress(owner)) ?? "0x",
    }));
    const data = office.registry.interface.encodeFunctionData("replot", [
      [
        {
          id: parcelId(plan.title),
          consents,
          carries: plan.encumbrances.map((number) => ({ number, heirs: MaxUint256, signature: "0x" })),
        },
      ],
      plan.parcels.map((reference) => ({ id: parcelId(reference), continues: 0 })),
      plan.tiling,
      plan.documentHash,
      plan.deadline,
    ]);
    return office.act(`divide ${plan.title} into ${plan.parcels.join(", ")}`, data);
  });
}

/** Whether the new parcels stand, in the version that the plan makes. */
async function isDone({ registry }: LandOffice, plan: ReplotPlan): Promise<boolean> {
  const old = readTitleWord(await registry.titleOf(parcelId(plan.title)));
  const isKept = plan.parcels.includes(plan.title);
  const others = await Promise.all(
    plan.parcels
      .filter((reference) => reference !== plan.title)
      .map(async (reference) => registry.titleOf(parcelId(reference))),
  );
  return (
    others.every((word) => word !== 0n) &&
    (isKept ? old.version > plan.titleVersion : old.status === "retired")
  );
}

/** Signatures by who gave them. */
async function readConsents(folder: string): Promise<ReadonlyMap<string, Hex>> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith(".json")).toSorted();
  } catch (error) {
    throw new Error(`--consents: ${folder} is no folder; name the one with the signatures`, { cause: error });
  }
  const signatures = new Map<string, Hex>();
  for (const name of names) {
    const { holder, signature } = (await readJson("consents", join(folder, name))) as Record<string, unknown>;
    if (typeof signature !== "string" || !isHexString(signature)) {
      throw new InputError(
        `${name}.signature`,
        signature,
        "is no signature",
        "give 0x and hexadecimal digits",
      );
    }
    signatures.set(requireAddress(`${name}.holder`, String(holder)), signature);
  }
  return signatures;
}

/** Why the plan cannot be handed in; nothing where it can. */
async function problemOf(
  { registry, provider, address }: LandOffice,
  plan: ReplotPlan,
  signatures: ReadonlyMap<string, Hex>,
): Promise<string | undefined> {
  const { version } = readTitleWord(await registry.titleOf(parcelId(plan.title)));
  if (version !== plan.titleVersion) {
    return `${plan.title} has changed since the plan was made (version ${version}); plan it again`;
  }
  const missing = plan.owners.filter((owner) => !signatures.has(getAddress(owner)));
  if (missing.length > 0) return `nothing was sent; these have not signed yet:\n${missing.join("\n")}`;
  const call: Call = (request) => provider.call(request);
  const typedData = planTypedData(await readDomain(call, address), plan);
  for (const owner of plan.owners) {
    if (!(await isSignedBy(call, typedData, owner, signatures.get(getAddress(owner)) ?? "0x"))) {
      return `nothing was sent; the signature of ${owner} is not over this plan: let it be signed again`;
    }
  }
  return undefined;
}
