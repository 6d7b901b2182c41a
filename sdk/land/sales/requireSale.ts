import { ZeroAddress } from "ethers";

import { requireAddress } from "../../inputs/requireAddress.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address } from "../../signing/types.js";
import { requireTerms } from "../titles/requireTerms.js";
import type { Sale } from "./sale.js";
import type { SaleMessage } from "./saleMessage.js";

/** Amounts are bounded far below what their sums could overflow. */
const AMOUNT_BITS = 128;

/**
 * A statement as the contract takes it (`Conveyance.settle`).
 * @throws InputError where the contract has no room for a value. Whether the statement can complete, `saleFaults` says.
 */
export function requireSale(sale: Sale): SaleMessage {
  const amount = (field: string, value: bigint): bigint => requireUint(field, value, AMOUNT_BITS);
  return {
    id: requireUint("id", sale.id, 256),
    version: requireUint("version", BigInt(sale.version), 24),
    numerator: requireUint("numerator", sale.numerator, 64),
    sellers: sale.sellers.map((seller, i) => ({
      account: requireAddress(`sellers[${i}].account`, seller.account),
      amount: amount(`sellers[${i}].amount`, seller.amount),
      forfeit: amount(`sellers[${i}].forfeit`, seller.forfeit),
    })),
    buyer: requireAddress("buyer", sale.buyer),
    token: requireAddress("token", sale.token),
    price: amount("price", sale.price),
    payoffs: sale.payoffs.map((payoff, i) => ({
      number: requireUint(`payoffs[${i}].number`, BigInt(payoff.number), 12),
      holder: requireAddress(`payoffs[${i}].holder`, payoff.holder),
      amount: amount(`payoffs[${i}].amount`, payoff.amount),
    })),
    charges: sale.charges.map((charge, i) => {
      const terms = requireTerms({ ...charge, amount: charge.secured });
      return {
        holder: terms.holder,
        funds: amount(`charges[${i}].funds`, charge.funds),
        secured: terms.amount,
        expiryDay: terms.expiryDay,
        kind: terms.kind,
        documentHash: requireBytes32(`charges[${i}].documentHash`, charge.documentHash),
      };
    }),
    tax: amount("tax", sale.tax),
    levy: amount("levy", sale.levy),
    isExempt: sale.isExempt,
    deposit: amount("deposit", sale.deposit),
    notary: sale.notary === ZeroAddress ? (ZeroAddress as Address) : requireAddress("notary", sale.notary),
    deadline: requireUint("deadline", sale.deadline, 40),
    documentHash: requireBytes32("documentHash", sale.documentHash),
  };
}
