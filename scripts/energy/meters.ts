import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { type CellProblem, type MeterRegistration, surveyMeters } from "../../sdk/index.js";
import { faint, good } from "../lib/cli.js";
import { counted } from "../lib/table.js";
import { openInput, tellProblems } from "./inputs.js";
import { type EnergyArguments, type EnergyOffice, runEnergy } from "./office.js";

/** Arguments of `hardhat energy meters`. */
export interface MetersArguments extends EnergyArguments {
  readonly file: string;
}

/** Devices of a transaction: as many as {IMeterDevices-register} takes below 15 million gas. */
const BATCH = 200;

/** `hardhat energy meters`: registers the devices of a CSV file, those that are registered already left out. */
export default async function registerMeters(
  args: MetersArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runEnergy(hre, args, async (office) => registerFile(office, args.file));
}

/**
 * Registers the devices of a file, in batches. A run that was killed is resumed by running again.
 * @returns whether all of them are registered; false where the file has a fault, and then nothing is sent
 */
export async function registerFile(office: EnergyOffice, file: string): Promise<boolean> {
  const problems: CellProblem[] = [];
  const found = await surveyMeters(await openInput("file", file), (problem) => problems.push(problem));
  if (problems.length > 0) {
    tellProblems(problems);
    return false;
  }
  const known = await registeredKeys(office);
  const open = found.filter(({ keyHash }) => !known.has(keyHash));
  if (open.length < found.length) {
    console.log(faint(`${counted(found.length - open.length, "device")} registered already`));
  }
  const { meters, act } = office;
  for (let from = 0; from < open.length; from += BATCH) {
    const batch = open.slice(from, from + BATCH);
    const data = meters.interface.encodeFunctionData("register", [batch.map(entryOf)]);
    const what = `[${from + batch.length}/${open.length}] register ${counted(batch.length, "device")}`;
    if (!(await act(what, await meters.getAddress(), data))) return false;
  }
  console.log(good(`all ${counted(found.length, "device")} of the file are done`));
  return true;
}

const entryOf = (meter: MeterRegistration) => ({
  keyHash: meter.keyHash,
  isSecp256k1: meter.isSecp256k1,
  zone: meter.zone,
  class: meter.class,
  gateway: meter.gateway,
  owner: meter.owner,
  calibratedUntil: meter.calibratedUntil,
});

/** Keys that stand in the register. */
async function registeredKeys({ meters }: EnergyOffice): Promise<ReadonlySet<bigint>> {
  const events = await meters.queryFilter(meters.filters.DeviceRegistered());
  return new Set(events.map(({ args }) => args.keyHash));
}
