import { getAddress } from "ethers";

import type { Address } from "../../signing/types.js";
import type { Sale } from "./sale.js";

/** What a sale costs its buyer, and who gets what. Amounts are millionths of the token. */
export interface SaleCosts {
  readonly price: bigint;
  /** At most: less is taken where less is due. */
  readonly tax: bigint;
  /** At most: less is taken where less is due. */
  readonly levy: bigint;
  /** Price, tax and levy. */
  readonly total: bigint;
  /** What lenders pay of it. */
  readonly lent: bigint;
  /** What the buyer pays of it: what it has to hold, and to have approved, when the sale completes without escrow. */
  readonly own: bigint;
  /** What the buyer pays when the sale is put in escrow; 0 where the statement names no deposit. */
  readonly deposit: bigint;
  /** What the buyer has to add when an escrow completes. */
  readonly rest: bigint;
  /** What the buyer gets back when an escrow completes, because the deposit is more than its own part. */
  readonly back: bigint;
  /** What the buyer loses of the deposit where it does not complete after a tender. */
  readonly forfeit: bigint;
  /** What each account gets, by account: sellers and holders of payoffs. */
  readonly proceeds: ReadonlyMap<Address, bigint>;
}

/** What a sale costs its buyer, before anybody signs. */
export function costsOfSale(sale: Sale): SaleCosts {
  const { price, tax, levy, deposit } = sale;
  const total = price + tax + levy;
  const lent = sale.charges.reduce((sum, { funds }) => sum + funds, 0n);
  const own = total > lent ? total - lent : 0n;
  const proceeds = new Map<Address, bigint>();
  const shares = [
    ...sale.sellers.map(({ account, amount }) => [account, amount] as const),
    ...sale.payoffs.map(({ holder, amount }) => [holder, amount] as const),
  ];
  for (const [account, amount] of shares) {
    const key = getAddress(account) as Address;
    proceeds.set(key, (proceeds.get(key) ?? 0n) + amount);
  }
  return {
    price,
    tax,
    levy,
    total,
    lent,
    own,
    deposit,
    rest: own > deposit ? own - deposit : 0n,
    back: deposit > own ? deposit - own : 0n,
    forfeit: sale.sellers.reduce((sum, seller) => sum + seller.forfeit, 0n),
    proceeds,
  };
}
