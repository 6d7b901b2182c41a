import { formatEther, formatUnits, type Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { makeAddressBook, writeAddressBook } from "./city/addressBook.js";
import { applySteps, type Sent } from "./city/apply.js";
import { drawBlueprint, type Blueprint } from "./city/blueprint.js";
import { readCityFile } from "./city/cityFile.js";
import { inspectCity } from "./city/inspect.js";
import { preflight, type ChainFacts } from "./city/preflight.js";
import { actsOfTheCouncil, deploymentSteps, placesOf, sealStep, type Step } from "./city/steps.js";
import { artifactReader, buildQuietly, connect, forkOf, type Connection } from "./lib/connection.js";
import { faint, good, heading, runCommand } from "./lib/cli.js";
import { counted, table, thousands } from "./lib/table.js";

/** Arguments of `hardhat city deploy`. */
export interface DeployArguments {
  readonly city: string;
  readonly deployments: string;
  readonly deployer: string;
  readonly plan: boolean;
}

/** `hardhat city deploy`: plan, preflight, apply, hand over, verify. */
export default async function deploy(args: DeployArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runCommand(async () => {
    const city = await readCityFile(args.city);
    await buildQuietly(hre);
    const connection = await connect(hre);
    try {
      const signer = await deployerOf(connection, args.deployer);
      const blueprint = drawBlueprint(city, await signer.getAddress());
      const facts = await preflight(blueprint, connection.provider);
      printCity(blueprint, facts);
      return args.plan
        ? await plan(blueprint, connection, facts, hre)
        : await apply(blueprint, facts, connection, signer, hre, args.deployments);
    } finally {
      await connection.close();
    }
  });
}

async function deployerOf(connection: Connection, address: string): Promise<Signer> {
  const signers = await connection.signers();
  if (address === "") {
    if (signers.length > 0) return signers[0];
    throw new Error(
      `--network: ${connection.name} has no account; set CITY_DEPLOYER_KEY to the deployer's private key`,
    );
  }
  for (const signer of signers) {
    if ((await signer.getAddress()).toLowerCase() === address.toLowerCase()) return signer;
  }
  throw new Error(
    `--deployer: ${address} is no account of network ${connection.name}; give one whose key it has`,
  );
}

function printCity({ city, deployer }: Blueprint, { chainId, gasPrice, balance, notes }: ChainFacts): void {
  console.log(heading(`${city.name} on chain ${chainId}`));
  console.log(
    `deployer ${deployer}, balance ${formatEther(balance)}, gas price ${formatUnits(gasPrice, "gwei")} gwei`,
  );
  for (const note of notes) console.log(`note: ${note}`);
}

/** Says what is missing, simulates it on a fork, prices it, and sends nothing. */
async function plan(
  blueprint: Blueprint,
  connection: Connection,
  { gasPrice, balance }: ChainFacts,
  hre: HardhatRuntimeEnvironment,
): Promise<boolean> {
  const fork = await forkOf(hre, connection);
  try {
    const signer = await fork.impersonate(blueprint.deployer);
    const steps = await openSteps(
      deploymentSteps(blueprint, fork.provider),
      sealStep(blueprint, fork.provider),
    );
    if (steps === undefined) return false;
    const sent = await applySteps(steps, signer, fork.provider);
    printPlan(blueprint, sent);
    const gas = sent.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
    const cost = gas * gasPrice;
    console.log(
      `\n${counted(sent.length, "transaction")}, ${thousands(gas)} gas, ${formatEther(cost)} at ${formatUnits(gasPrice, "gwei")} gwei`,
    );
    if (cost > balance) {
      console.log(`deployer: holds ${formatEther(balance)}, send it ${formatEther(cost - balance)} more`);
    }
    const differences = await inspectCity({
      blueprint,
      provider: fork.provider,
      artifactOf: artifactReader(hre),
      isSealed: true,
    });
    return report(differences, "simulated on a fork: the city would be as its file says; nothing was sent");
  } finally {
    await fork.close();
  }
}

function printPlan(blueprint: Blueprint, sent: readonly Sent[]): void {
  console.log(`\n${heading("Addresses")}`);
  console.log(
    table(
      ["contract", "address"],
      placesOf(blueprint).map(({ name, address }) => [name, address]),
    ),
  );
  console.log(`\n${heading("Transactions")}`);
  console.log(
    sent.length === 0
      ? "nothing is missing"
      : table(
          ["step", "gas"],
          sent.map(({ what, gasUsed }) => [what, thousands(gasUsed)]),
        ),
  );
}

async function apply(
  blueprint: Blueprint,
  { gasPrice, balance }: ChainFacts,
  { provider }: Connection,
  signer: Signer,
  hre: HardhatRuntimeEnvironment,
  folder: string,
): Promise<boolean> {
  const seal = sealStep(blueprint, provider);
  const steps = await openSteps(deploymentSteps(blueprint, provider), seal);
  if (steps === undefined) return false;
  if (balance === 0n && gasPrice > 0n && !(await seal.isDone())) {
    throw new Error(
      `deployer: ${blueprint.deployer} holds nothing and the chain asks ${formatUnits(gasPrice, "gwei")} gwei for a unit of gas; ` +
        "send it what --plan says, then run again",
    );
  }
  const artifactOf = artifactReader(hre);
  const wiring = steps.slice(0, -1);

  const progress = progressOf(steps.length);
  const sent = await applySteps(wiring, signer, provider, progress(0));
  if (!(await seal.isDone())) {
    const before = await inspectCity({ blueprint, provider, artifactOf, isSealed: false });
    // Another run may have handed the city over meanwhile: then it is inspected as a sealed one below.
    if (!(await seal.isDone()) && !report(before, "verified before the handover")) return false;
    sent.push(...(await applySteps([seal], signer, provider, progress(wiring.length))));
  }
  const gas = sent.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  console.log(
    sent.length === 0 ? "nothing to do" : `${counted(sent.length, "transaction")}, ${thousands(gas)} gas`,
  );

  const after = await inspectCity({ blueprint, provider, artifactOf, isSealed: true });
  if (
    !report(
      after,
      "verified: code, roles, functions, directory and the history of rights are as the city file says",
    )
  ) {
    return false;
  }
  const path = await writeAddressBook(folder, await makeAddressBook(blueprint, provider));
  console.log(`address book ${path}`);
  return true;
}

/**
 * In a sealed city the council acts, not the deployer: what is missing is told with its calldata.
 * @returns what the deployer may do; undefined where it is the council's turn
 */
async function openSteps(steps: Step[], seal: Step): Promise<Step[] | undefined> {
  if (!(await seal.isDone())) return steps;
  const acts = await actsOfTheCouncil(steps);
  if (acts.length === 0) return steps;
  console.log("The city is sealed. Its council has to schedule and execute, in this order:");
  for (const { what, to, data } of acts) {
    console.log(`- ${what}\n  to ${to ?? "(creation)"}\n  data ${data}`);
  }
  return undefined;
}

function progressOf(total: number) {
  return (offset: number) => {
    const line = (position: number, what: string, end: string) =>
      console.log(
        `[${String(offset + position).padStart(String(total).length)}/${total}] ${what} ${faint(end)}`,
      );
    return {
      onSkip: ({ what }: Step, position: number) => line(position, what, "(done already)"),
      onDoneElsewhere: ({ what }: Step, position: number) => line(position, what, "(done by another run)"),
      onSent: ({ what }: Step, position: number, _: number, { gasUsed, hash }: Sent) =>
        line(position, what, `${thousands(gasUsed)} gas, ${hash}`),
    };
  };
}

function report(differences: readonly string[], success: string): boolean {
  if (differences.length === 0) {
    console.log(good(success));
    return true;
  }
  console.error(`${counted(differences.length, "difference")} between the city file and the chain:`);
  for (const line of differences) console.error(`- ${line}`);
  return false;
}
