import { getAddress, ZeroAddress } from "ethers";

import type { Address } from "../../signing/types.js";
import type { Sale } from "./sale.js";

/** What somebody is in a sale. */
export type SaleRole = "seller" | "buyer" | "holder" | "lender" | "notary";

/** Somebody who signs, in one part. */
export interface SaleParty {
  readonly account: Address;
  readonly role: SaleRole;
}

/**
 * Everyone who signs a statement, in the order in which the contract takes the signatures. An account with two parts
 * signs once, and its signature stands twice.
 */
export function saleParties(sale: Sale): SaleParty[] {
  const party = (role: SaleRole) => (account: string) => ({ account: getAddress(account) as Address, role });
  return [
    ...sale.sellers.map(({ account }) => account).map(party("seller")),
    party("buyer")(sale.buyer),
    ...sale.payoffs.map(({ holder }) => holder).map(party("holder")),
    ...sale.charges.map(({ holder }) => holder).map(party("lender")),
    ...(sale.notary === ZeroAddress ? [] : [party("notary")(sale.notary)]),
  ];
}
