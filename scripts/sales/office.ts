import { getAddress, Interface, isAddress } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  CityAuthority__factory,
  CityToken__factory,
  type Conveyance,
  Conveyance__factory,
  LandRegistry__factory,
} from "../../typechain-types/index.js";
import { readAddressBook } from "../city/addressBook.js";
import { actor } from "../lib/actor.js";
import { runCommand } from "../lib/cli.js";
import { type Connection, connect } from "../lib/connection.js";
import { revertReason } from "../lib/revert.js";

/** Options of every command about sales. */
export interface SaleArguments {
  readonly deployments: string;
  /** Whether to print what a wallet has to send, and to send nothing. */
  readonly calldata?: boolean;
}

/** The contract that settles sales in the connected city, and the account that acts. */
export interface SaleOffice extends Connection {
  readonly conveyance: Conveyance;
  readonly address: string;
  /**
   * Simulates an act and sends it, or prints it for a wallet.
   * @returns whether it was done
   */
  readonly act: (what: string, data: string) => Promise<boolean>;
}

/** Errors of everything that a settlement can meet. */
const ERRORS = new Interface([
  ...new Map(
    [Conveyance__factory, LandRegistry__factory, CityToken__factory, CityAuthority__factory]
      .flatMap(({ abi }) => abi.filter(({ type }) => type === "error"))
      .map((entry) => [JSON.stringify(entry), entry]),
  ).values(),
]);

/** Runs a command on the sales of the connected city; a wrong input is told in its own words. */
export async function runSales(
  hre: HardhatRuntimeEnvironment,
  args: SaleArguments,
  command: (office: SaleOffice) => Promise<boolean>,
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
  { deployments, calldata = false }: SaleArguments,
): Promise<SaleOffice> {
  const { provider } = connection;
  const { chainId } = await provider.getNetwork();
  const { contracts } = await readAddressBook(deployments, chainId);
  const found: string | undefined = contracts.Conveyance?.address;
  if (found === undefined || !isAddress(found)) {
    throw new Error('--deployments: the address book names no Conveyance; deploy the service "sales" first');
  }
  const address = getAddress(found);
  const act = actor(connection, calldata, (error) => revertReason(error, ERRORS) ?? (error as Error).message);
  return {
    ...connection,
    conveyance: Conveyance__factory.connect(address, provider),
    address,
    act: async (what, data) => act(what, address, data),
  };
}
