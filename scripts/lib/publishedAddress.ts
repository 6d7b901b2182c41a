import { getAddress, isAddress } from "ethers";

import { readAddressBook } from "../city/addressBook.js";

/**
 * The address of a contract of the connected city, as its address book has it.
 * @param service that brings the contract
 * @throws where the book does not name it
 */
export async function publishedAddress(
  deployments: string,
  chainId: bigint,
  contract: string,
  service: string,
): Promise<string> {
  const { contracts } = await readAddressBook(deployments, chainId);
  const address: string | undefined = contracts[contract]?.address;
  if (address === undefined || !isAddress(address)) {
    throw new Error(
      `--deployments: the address book names no ${contract}; deploy the service "${service}" first`,
    );
  }
  return getAddress(address);
}
