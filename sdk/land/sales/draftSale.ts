import { ZeroAddress } from "ethers";

import { sorted } from "../sorted.js";
import type { Sale, SaleCharge, SalePayoff, SaleSeller } from "./sale.js";

/** What the parties agree on; the rest follows from the register and the tariff. */
export interface SaleDraft {
  readonly id: bigint;
  readonly price: bigint;
  readonly buyer: string;
  /** Of a share, its numerator; absent for the whole title. */
  readonly numerator?: bigint;
  /** Everyone who sells, in any order. `amount` absent: all that is left of the price, for one of them. */
  readonly sellers: readonly (Pick<SaleSeller, "account"> & Partial<SaleSeller>)[];
  /** What is paid off or waived, in any order. */
  readonly payoffs?: readonly SalePayoff[];
  readonly charges?: readonly SaleCharge[];
  /** Whether the buyer's lower rate is claimed. */
  readonly isExempt?: boolean;
  readonly deposit?: bigint;
  readonly notary?: string;
  readonly deadline: bigint;
  readonly documentHash: string;
}

/** A statement as far as it goes without the chain: what `readSaleFacts` asks for. */
export function draftSale(draft: SaleDraft): Sale {
  const payoffs = [...(draft.payoffs ?? [])];
  const given = [...draft.sellers, ...payoffs].reduce((sum, { amount }) => sum + (amount ?? 0n), 0n);
  const left = draft.price > given ? draft.price - given : 0n;
  const open = draft.sellers.findIndex(({ amount }) => amount === undefined);
  return {
    id: draft.id,
    version: 0,
    numerator: draft.numerator ?? 0n,
    sellers: sorted(
      draft.sellers.map(({ account, amount, forfeit }, i) => ({
        account,
        amount: amount ?? (i === open ? left : 0n),
        forfeit: forfeit ?? 0n,
      })),
      (a, b) => (BigInt(a.account) < BigInt(b.account) ? -1 : 1),
    ),
    buyer: draft.buyer,
    token: ZeroAddress,
    price: draft.price,
    payoffs,
    charges: [...(draft.charges ?? [])],
    tax: 0n,
    levy: 0n,
    isExempt: draft.isExempt ?? false,
    deposit: draft.deposit ?? 0n,
    notary: draft.notary ?? ZeroAddress,
    deadline: draft.deadline,
    documentHash: draft.documentHash,
  };
}
