import { getAddress, Interface, isAddress, type Provider } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  AccountBooks__factory,
  CityAuthority__factory,
  CityToken__factory,
  type EnergyMarket,
  EnergyMarket__factory,
  type MeterRegistry,
  MeterRegistry__factory,
  OrderBooks__factory,
  Settlements__factory,
} from "../../typechain-types/index.js";
import { readAddressBook } from "../city/addressBook.js";
import { type Act, actor } from "../lib/actor.js";
import { runCommand } from "../lib/cli.js";
import { type Connection, connect } from "../lib/connection.js";
import { revertReason } from "../lib/revert.js";

/** Options of every command that asks the chain. */
export interface EnergyArguments {
  readonly deployments: string;
  /** Whether to print what an office's wallet has to send, and to send nothing. */
  readonly calldata?: boolean;
}

/** Register and market of the connected city, and the account that acts. */
export interface EnergyOffice {
  readonly provider: Provider;
  readonly meters: MeterRegistry;
  readonly market: EnergyMarket;
  /** Simulates an act and sends it, or prints it for an office's wallet. Answers whether it was done. */
  readonly act: Act;
}

/** Errors of everything that an act can meet. */
const ERRORS = new Interface([
  ...new Map(
    [
      MeterRegistry__factory,
      EnergyMarket__factory,
      AccountBooks__factory,
      OrderBooks__factory,
      Settlements__factory,
      CityToken__factory,
      CityAuthority__factory,
    ]
      .flatMap(({ abi }) => abi.filter(({ type }) => type === "error"))
      .map((entry) => [JSON.stringify(entry), entry]),
  ).values(),
]);

/** Runs a command on the energy market of the connected city; a wrong input is told in its own words. */
export async function runEnergy(
  hre: HardhatRuntimeEnvironment,
  args: EnergyArguments,
  command: (office: EnergyOffice) => Promise<boolean>,
  isReadOnly = args.calldata === true,
): Promise<void> {
  await runCommand(async () => {
    const connection = await connect(hre, { isReadOnly });
    try {
      const { chainId } = await connection.provider.getNetwork();
      const { contracts } = await readAddressBook(args.deployments, chainId);
      const at = { meters: contracts.MeterRegistry?.address, market: contracts.EnergyMarket?.address };
      return await command(officeAt(connection, at, args.calldata ?? false));
    } finally {
      await connection.close();
    }
  });
}

/** The office at the contracts that an address book names. */
export function officeAt(
  connection: Connection,
  { meters, market }: { readonly meters: string | undefined; readonly market: string | undefined },
  calldata: boolean,
): EnergyOffice {
  if (!isAddress(meters) || !isAddress(market)) {
    throw new Error(
      '--deployments: the address book names no energy market; deploy the service "energy" first',
    );
  }
  const { provider } = connection;
  return {
    provider,
    meters: MeterRegistry__factory.connect(getAddress(meters), provider),
    market: EnergyMarket__factory.connect(getAddress(market), provider),
    act: actor(connection, calldata, reasonOf),
  };
}

/** A revert in the contracts' words. */
export function reasonOf(error: unknown): string {
  return revertReason(error, ERRORS) ?? (error as Error).message;
}

/** The chain's time, Unix seconds. */
export async function timeOf({ provider }: Pick<EnergyOffice, "provider">): Promise<bigint> {
  const block = await provider.getBlock("latest");
  if (block === null) throw new Error("--network: the chain has no block; start it, or name another");
  return BigInt(block.timestamp);
}
