import type { Address, Hex } from "../../signing/types.js";

const SELLER = [
  { name: "account", type: "address" },
  { name: "amount", type: "uint256" },
  { name: "forfeit", type: "uint256" },
] as const;

const PAYOFF = [
  { name: "number", type: "uint256" },
  { name: "holder", type: "address" },
  { name: "amount", type: "uint256" },
] as const;

const CHARGE = [
  { name: "holder", type: "address" },
  { name: "funds", type: "uint256" },
  { name: "secured", type: "uint40" },
  { name: "expiryDay", type: "uint16" },
  { name: "kind", type: "uint8" },
  { name: "documentHash", type: "bytes32" },
] as const;

const SALE = [
  { name: "id", type: "uint256" },
  { name: "version", type: "uint256" },
  { name: "numerator", type: "uint64" },
  { name: "sellers", type: "Seller[]" },
  { name: "buyer", type: "address" },
  { name: "token", type: "address" },
  { name: "price", type: "uint256" },
  { name: "payoffs", type: "Payoff[]" },
  { name: "charges", type: "Charge[]" },
  { name: "tax", type: "uint256" },
  { name: "levy", type: "uint256" },
  { name: "isExempt", type: "bool" },
  { name: "deposit", type: "uint256" },
  { name: "notary", type: "address" },
  { name: "deadline", type: "uint40" },
  { name: "documentHash", type: "bytes32" },
] as const;

/** The structs that a statement is made of, as EIP-712 takes them. */
export const SALE_TYPES = { Seller: SELLER, Payoff: PAYOFF, Charge: CHARGE, Sale: SALE } as const;

/** The types of {@link SALE_TYPES}, as typed data has them. */
export type SaleTypes = {
  Seller: (typeof SELLER)[number][];
  Payoff: (typeof PAYOFF)[number][];
  Charge: (typeof CHARGE)[number][];
  Sale: (typeof SALE)[number][];
};

/** A completion statement as the contract takes it: the argument of `Conveyance.settle`. */
export interface SaleMessage {
  readonly id: bigint;
  readonly version: bigint;
  readonly numerator: bigint;
  readonly sellers: { readonly account: Address; readonly amount: bigint; readonly forfeit: bigint }[];
  readonly buyer: Address;
  readonly token: Address;
  readonly price: bigint;
  readonly payoffs: { readonly number: bigint; readonly holder: Address; readonly amount: bigint }[];
  readonly charges: {
    readonly holder: Address;
    readonly funds: bigint;
    readonly secured: bigint;
    readonly expiryDay: bigint;
    readonly kind: bigint;
    readonly documentHash: Hex;
  }[];
  readonly tax: bigint;
  readonly levy: bigint;
  readonly isExempt: boolean;
  readonly deposit: bigint;
  readonly notary: Address;
  readonly deadline: bigint;
  readonly documentHash: Hex;
}
