import { Wallet, type Signer } from "ethers";
import hre from "hardhat";
import { createPublicClient, createWalletClient, custom, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";

import { type Call, type Domain, readDomain } from "../../sdk/index.js";
import { deployTokenCity, mintTo, timeIn, type TokenCity } from "./tokenCity.js";

/** What the holder owns at the start, in millionths. */
export const HOLDINGS = 1_000_000_000n;

/** A token city with a holder who has no ether, seen through ethers and through viem. */
export async function signingCity() {
  const { ethers, provider } = await hre.network.create({
    network: "default",
    chainType: "l1",
  });
  const [admin, minter, court, relayer, payee]: Signer[] = await ethers.getSigners();
  const city: TokenCity = await deployTokenCity({ admin, minter, court });
  const holder = Wallet.createRandom();
  await mintTo(city, HOLDINGS, holder);

  const viem = createPublicClient({ chain: hardhat, transport: custom(provider) });
  const viemRelayer = createWalletClient({
    account: (await relayer.getAddress()) as Hex,
    chain: hardhat,
    transport: custom(provider),
  });
  const callWithEthers: Call = (request) => ethers.provider.call(request);
  const callWithViem: Call = async (request) => (await viem.call(request)).data ?? "0x";
  const tokenAddress = (await city.token.getAddress()) as Hex;
  const domain: Domain = await readDomain(callWithEthers, tokenAddress);
  return {
    ...city,
    ethers,
    relayer,
    payee,
    holder,
    viemHolder: privateKeyToAccount(holder.privateKey as Hex),
    viem,
    viemRelayer,
    callWithEthers,
    callWithViem,
    tokenAddress,
    domain,
    validBefore: await timeIn(admin, 3600),
  };
}

/** See {@link signingCity}. */
export type SigningCity = Awaited<ReturnType<typeof signingCity>>;
