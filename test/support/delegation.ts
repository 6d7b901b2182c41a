import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type Addressable, id, Wallet } from "ethers";

import { ethers } from "./network.js";

/**
 * A key whose account delegates to a contract's code (EIP-7702): it answers like the contract and is still one key.
 * `sponsor` sends the authorization.
 */
export async function delegate(
  sponsor: HardhatEthersSigner,
  contract: string | Addressable,
): Promise<string> {
  const key = new Wallet(id("a key with delegated code"), ethers.provider);
  const { chainId } = await ethers.provider.getNetwork();
  const authorization = await key.authorize({ address: contract, nonce: 0, chainId });
  const payer = new Wallet(id("the sponsor of a delegation"), ethers.provider);
  await sponsor.sendTransaction({ to: payer.address, value: 10n ** 18n });
  await payer.sendTransaction({
    type: 4,
    to: payer.address,
    authorizationList: [authorization],
    gasLimit: 100_000n,
  });
  const code = await ethers.provider.getCode(key.address);
  if (!code.startsWith("0xef0100"))
    throw new Error(`delegate: ${key.address} has code ${code}, expected 0xef0100…`);
  return key.address;
}
