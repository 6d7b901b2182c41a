import { MaxUint256, type Signer, Wallet, id } from "ethers";

import type { Billing } from "../../typechain-types/index.js";
import { deployBilling } from "../../test/support/billing.js";
import { deployTokenCity, mintTo, type TokenCity } from "../../test/support/tokenCity.js";
import type { Chain } from "../lib/chain.js";

/** A city that bills, under the real authority. */
export interface ScaleCity extends TokenCity {
  readonly chain: Chain;
  readonly billing: Billing;
  readonly office: Signer;
  readonly payee: string;
  readonly payer: Signer;
  readonly relayer: Signer;
}

const [BILLING_OFFICE, BILLING_HEAD] = [8n, 11n];

/** Deploys token, billing and the roles that the bench needs. */
export async function openScaleCity(chain: Chain): Promise<ScaleCity> {
  const [admin, minter, court, office, head, payeeSigner, payer, relayer] = await chain.ethers.getSigners();
  const city = await deployTokenCity({ admin, minter, court });
  const billing = await deployBilling(admin, city.authority.address, city.token);
  await city.authority.allow(billing, ["postRoll"], BILLING_OFFICE);
  await city.authority.allow(billing, ["setPayee"], BILLING_HEAD);
  await city.authority.grant(BILLING_OFFICE, [office.address]);
  await city.authority.grant(BILLING_HEAD, [head.address]);
  const payee = payeeSigner.address;
  await (await billing.connect(head).setPayee(payee, true)).wait();
  await mintTo(city, 10n ** 12n, payer, payee);
  await (await city.token.connect(payer).approve(billing, MaxUint256)).wait();
  return { ...city, chain, billing, office, payee, payer, relayer };
}

/** Accounts with a key, tokens and an allowance to Billing. */
export async function openAccounts(city: ScaleCity, count: number): Promise<Wallet[]> {
  const { provider } = city.chain.ethers;
  const wallets = Array.from({ length: count }, (_, i) => new Wallet(id(`scale payer ${i}`), provider));
  for (let from = 0; from < count; from += 150)
    await mintTo(city, 10n ** 11n, ...wallets.slice(from, from + 150));
  for (const wallet of wallets) {
    await city.chain.networkHelpers.setBalance(wallet.address, 10n ** 18n);
    await (await city.token.connect(wallet).approve(city.billing, MaxUint256)).wait();
  }
  return wallets;
}
