import { getAddress, Interface, isAddress, type Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  CityAuthority__factory,
  type LandRegistry,
  LandRegistry__factory,
  References__factory,
  Rings__factory,
  Tiling__factory,
} from "../../typechain-types/index.js";
import { readAddressBook } from "../city/addressBook.js";
import { bad, faint, good, runCommand } from "../lib/cli.js";
import { type Connection, connect } from "../lib/connection.js";
import { receiptOf, sleep } from "../lib/receipt.js";
import { revertReason } from "../lib/revert.js";
import { thousands } from "../lib/table.js";

/** Options of every command that asks the chain. */
export interface LandArguments {
  readonly deployments: string;
  /** Whether to print what an office's wallet has to send, and to send nothing. */
  readonly calldata?: boolean;
}

/** The land register of the connected city, and the account that acts. */
export interface LandOffice extends Connection {
  readonly chainId: bigint;
  readonly registry: LandRegistry;
  readonly address: string;
  /**
   * Simulates an act and sends it, or prints it for an office's wallet.
   * @returns whether it was done
   */
  readonly act: (what: string, data: string) => Promise<boolean>;
}

/** Errors of everything that an act can meet. */
const ERRORS = new Interface([
  ...new Map(
    [LandRegistry__factory, References__factory, Rings__factory, Tiling__factory, CityAuthority__factory]
      .flatMap(({ abi }) => abi.filter(({ type }) => type === "error"))
      .map((entry) => [JSON.stringify(entry), entry]),
  ).values(),
]);

/** Runs a command on the land register of the connected city; a wrong input is told in its own words. */
export async function runLand(
  hre: HardhatRuntimeEnvironment,
  args: LandArguments,
  command: (office: LandOffice) => Promise<boolean>,
  isReadOnly = args.calldata === true,
): Promise<void> {
  await runCommand(async () => {
    const connection = await connect(hre, { isReadOnly });
    try {
      return await command(await officeOf(connection, args));
    } finally {
      await connection.close();
    }
  });
}

async function officeOf(
  connection: Connection,
  { deployments, calldata = false }: LandArguments,
): Promise<LandOffice> {
  const { provider } = connection;
  const { chainId } = await provider.getNetwork();
  const { contracts } = await readAddressBook(deployments, chainId);
  const found: string | undefined = contracts.LandRegistry?.address;
  if (found === undefined || !isAddress(found)) {
    throw new Error('--deployments: the address book names no LandRegistry; deploy the service "land" first');
  }
  const address = getAddress(found);
  return {
    ...connection,
    chainId,
    registry: LandRegistry__factory.connect(address, provider),
    address,
    act: (what, data) => (calldata ? print(what, address, data) : send(connection, what, address, data)),
  };
}

/** What an office's wallet has to send. */
async function print(what: string, to: string, data: string): Promise<boolean> {
  console.log(`${what}: let the office's wallet send`);
  console.log(`to    ${to}\ndata  ${data}`);
  return true;
}

async function send(
  { signers, provider }: Connection,
  what: string,
  to: string,
  data: string,
): Promise<boolean> {
  const [signer] = await signers();
  if (signer === undefined)
    throw new Error("--network: no account at hand; set the key of the one that acts");
  const from = await signer.getAddress();
  const reason = await refusalOf(signer, to, data);
  if (reason !== undefined) {
    console.error(bad(`${what}: the chain refuses ${from}: ${reason}`));
    console.error(
      reason.startsWith("AccessManagedUnauthorized")
        ? "act with the key of the office, or print the act for its wallet with --calldata"
        : "nothing was sent",
    );
    return false;
  }
  const { hash, nonce } = await signer.sendTransaction({ to, data });
  const receipt = await receiptOf(hash, from, nonce, provider);
  if (receipt?.status !== 1) {
    throw new Error(`${what}: transaction ${hash} was replaced or failed; look at it, then run again`);
  }
  console.log(`${good("done")} ${what} ${faint(`${thousands(receipt.gasUsed)} gas, ${hash}`)}`);
  return true;
}

/** Why the chain would refuse a call; nothing where it would not. */
async function refusalOf(signer: Signer, to: string, data: string): Promise<string | undefined> {
  try {
    await signer.call({ to, data });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** A revert in the contract's words. */
export function reasonOf(error: unknown): string {
  return revertReason(error, ERRORS) ?? (error as Error).message;
}

/** How long a run waits for what an earlier one has sent, milliseconds. */
const PATIENCE = 120_000;

/**
 * Waits until everything that the account has sent is mined, so that a run that follows a killed one sees what that one
 * did.
 */
export async function settlePending({ signers, provider }: Connection): Promise<void> {
  const [signer] = await signers();
  if (signer === undefined) return;
  const from = await signer.getAddress();
  for (const deadline = Date.now() + PATIENCE; ;) {
    const [mined, sent] = [
      await provider.getTransactionCount(from),
      await provider.getTransactionCount(from, "pending"),
    ];
    if (mined >= sent) return;
    if (Date.now() > deadline) {
      throw new Error(
        `--network: transactions of ${from} are waiting; wait until they are mined, then run again`,
      );
    }
    await sleep(100);
  }
}
