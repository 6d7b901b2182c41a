import { ZeroHash } from "ethers";

import { requireBytes32 } from "../../inputs/requireBytes32.js";
import type { Domain, Hex, TypedData } from "../../signing/types.js";
import { requireSale } from "./requireSale.js";
import type { Sale } from "./sale.js";
import { SALE_TYPES, type SaleMessage, type SaleTypes } from "./saleMessage.js";

const FIELDS = [
  { name: "sale", type: "Sale" },
  { name: "chain", type: "bytes32" },
] as const;

/** What all parties of a sale sign. */
export type StatementTypedData = TypedData<
  { Statement: (typeof FIELDS)[number][] } & SaleTypes,
  "Statement",
  { readonly sale: SaleMessage; readonly chain: Hex }
>;

/**
 * What all parties of a sale sign, the same for sellers, buyer, holders and notary (`Conveyance.settle`). Its digest
 * (`digestOf`) is the statement's name in the contract.
 * @param domain The contract's, from `readDomain`.
 * @param chain From `chainHash` where the sale is one of a chain; absent where it stands alone.
 * @throws InputError where a value does not fit.
 */
export function statementTypedData(domain: Domain, sale: Sale, chain: string = ZeroHash): StatementTypedData {
  return {
    domain,
    types: {
      Statement: [...FIELDS],
      Seller: [...SALE_TYPES.Seller],
      Payoff: [...SALE_TYPES.Payoff],
      Charge: [...SALE_TYPES.Charge],
      Sale: [...SALE_TYPES.Sale],
    },
    primaryType: "Statement",
    message: { sale: requireSale(sale), chain: requireBytes32("chain", chain) },
  };
}
