import type { Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { readAddressBook } from "../city/addressBook.js";
import { type Connection, connect } from "../lib/connection.js";

/** A city's contracts and the account at hand. */
export interface Site {
  readonly connection: Connection;
  readonly signer: Signer;
  /** Address of a contract of the city. */
  readonly addressOf: (contract: string) => string;
}

/** Connects to a city by its address book. */
export async function openSite(
  hre: HardhatRuntimeEnvironment,
  deployments: string,
  account: string,
): Promise<Site & { close: () => Promise<void> }> {
  const connection = await connect(hre);
  try {
    const { provider } = connection;
    const { chainId } = await provider.getNetwork();
    const book = await readAddressBook(deployments, chainId);
    return {
      connection,
      signer: await accountOf(connection, account),
      addressOf: (contract) => {
        const place = book.contracts[contract];
        if (place === undefined) {
          throw new Error(`--deployments: the city has no ${contract}; deploy the service payments first`);
        }
        return place.address;
      },
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function accountOf({ name, signers }: Connection, address: string): Promise<Signer> {
  const accounts = await signers();
  if (address === "") {
    if (accounts.length > 0) return accounts[0];
    throw new Error(
      `--network: ${name} has no account; set CITY_DEPLOYER_KEY to the private key of the sender`,
    );
  }
  for (const signer of accounts) {
    if ((await signer.getAddress()).toLowerCase() === address.toLowerCase()) return signer;
  }
  throw new Error(`--account: ${address} is no account of network ${name}; give one whose key it has`);
}
