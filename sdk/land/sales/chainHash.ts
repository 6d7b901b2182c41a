import { concat, keccak256, TypedDataEncoder } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";
import { requireSale } from "./requireSale.js";
import type { Sale } from "./sale.js";
import { SALE_TYPES } from "./saleMessage.js";

/**
 * What commits the statements of linked sales to each other: they complete together or not at all
 * (`Conveyance.settleChain`).
 * @param sales In ascending order of their titles, as the contract takes them.
 * @throws InputError where there are fewer than two, or they are out of order.
 */
export function chainHash(sales: readonly Sale[]): Hex {
  if (sales.length < 2) {
    throw new InputError(
      "sales",
      sales.length,
      "are no chain",
      "give at least two, or settle the sale alone",
    );
  }
  const wrong = sales.findIndex(({ id }, i) => i > 0 && id <= sales[i - 1].id);
  if (wrong !== -1) {
    throw new InputError(
      `sales[${wrong}].id`,
      sales[wrong].id,
      "does not follow the one before",
      "sort the sales by their titles; no title is sold twice in a chain",
    );
  }
  const encoder = TypedDataEncoder.from({
    Seller: [...SALE_TYPES.Seller],
    Payoff: [...SALE_TYPES.Payoff],
    Charge: [...SALE_TYPES.Charge],
    Sale: [...SALE_TYPES.Sale],
  });
  return keccak256(concat(sales.map((sale) => encoder.hashStruct("Sale", requireSale(sale))))) as Hex;
}
