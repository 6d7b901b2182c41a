import { getAddress, Interface, isAddress } from "ethers";
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
import { actor } from "../lib/actor.js";
import { runCommand } from "../lib/cli.js";
import { type Connection, connect } from "../lib/connection.js";
import { waitForPending } from "../lib/pending.js";
import { revertReason } from "../lib/revert.js";

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
  const act = actor(connection, calldata, reasonOf);
  return {
    ...connection,
    chainId,
    registry: LandRegistry__factory.connect(address, provider),
    address,
    act: async (what, data) => act(what, address, data),
  };
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
  const { mined, known } = await waitForPending(from, provider, PATIENCE);
  if (known > mined) {
    throw new Error(
      `--network: transactions of ${from} are waiting; wait until they are mined, then run again`,
    );
  }
}
