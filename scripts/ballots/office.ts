import { Interface } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  CityAuthority__factory,
  ElectionRoll__factory,
  RollCallBallot__factory,
  type ElectionRoll,
  type RollCallBallot,
} from "../../typechain-types/index.js";
import { type Act, actor } from "../lib/actor.js";
import { connect, type Connection } from "../lib/connection.js";
import { runCommand } from "../lib/cli.js";
import { publishedAddress } from "../lib/publishedAddress.js";
import { revertReason } from "../lib/revert.js";

/** Options of every command that asks the chain. */
export interface OfficeArguments {
  readonly deployments: string;
  /** Whether to print what an office's wallet has to send, and to send nothing. */
  readonly calldata: boolean;
}

/** The ballot contracts of the connected city, and the account that acts. */
export interface Office extends Connection {
  readonly chainId: bigint;
  readonly rolls: ElectionRoll;
  readonly ballot: RollCallBallot;
  /** Addresses as they are published. */
  readonly addresses: { readonly rolls: string; readonly ballot: string };
  /**
   * Simulates an act and sends it, or prints it for an office's wallet.
   * @returns whether it was done
   */
  readonly act: Act;
}

/** Errors of everything that an act can meet. */
const ERRORS = new Interface([
  ...new Map(
    [ElectionRoll__factory, RollCallBallot__factory, CityAuthority__factory]
      .flatMap(({ abi }) => abi.filter(({ type }) => type === "error"))
      .map((entry) => [JSON.stringify(entry), entry]),
  ).values(),
]);

/** Runs a command on the connected city; a wrong input is told in its own words. */
export async function runBallots(
  hre: HardhatRuntimeEnvironment,
  args: OfficeArguments,
  command: (office: Office) => Promise<boolean>,
): Promise<void> {
  await runCommand(async () => {
    const connection = await connect(hre, { isReadOnly: args.calldata });
    try {
      return await command(await officeOf(connection, args));
    } finally {
      await connection.close();
    }
  });
}

async function officeOf(connection: Connection, { deployments, calldata }: OfficeArguments): Promise<Office> {
  const { provider } = connection;
  const { chainId } = await provider.getNetwork();
  const [rolls, ballot] = [
    await publishedAddress(deployments, chainId, "ElectionRoll", "ballots"),
    await publishedAddress(deployments, chainId, "RollCallBallot", "ballots"),
  ];
  return {
    ...connection,
    chainId,
    rolls: ElectionRoll__factory.connect(rolls, provider),
    ballot: RollCallBallot__factory.connect(ballot, provider),
    addresses: { rolls, ballot },
    act: actor(connection, calldata, reasonOf),
  };
}

/** A revert in the contract's words. */
export function reasonOf(error: unknown): string {
  return revertReason(error, ERRORS) ?? (error as Error).message;
}
