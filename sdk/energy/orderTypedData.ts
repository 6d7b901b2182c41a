import type { Domain, TypedData } from "../signing/types.js";
import type { Order } from "./order.js";

/** A standing order to sign. */
export interface StandingOrder {
  readonly account: bigint;
  readonly order: Order;
  /** Last day, from 1970-01-01. */
  readonly validUntil: bigint;
  /** Number of the order, as the market tells it. */
  readonly sequence: bigint;
  /** Last second in which it is taken. */
  readonly deadline: bigint;
}

/** A one-off order to sign. */
export interface OneOffOrder extends Omit<StandingOrder, "validUntil"> {
  readonly firstInterval: bigint;
  readonly lastInterval: bigint;
}

const TERMS = [
  { name: "account", type: "uint32" },
  { name: "buyLimit", type: "uint24" },
  { name: "sellLimit", type: "uint24" },
  { name: "maxBuy", type: "uint24" },
  { name: "maxSell", type: "uint24" },
];
const END = [
  { name: "sequence", type: "uint16" },
  { name: "deadline", type: "uint40" },
];

/** What a household signs for a standing order. The domain is that of the energy market. */
export function standingOrderTypedData(domain: Domain, { order, ...rest }: StandingOrder): TypedData {
  const types = { StandingOrder: [...TERMS, { name: "validUntil", type: "uint16" }, ...END] };
  return { domain, types, primaryType: "StandingOrder", message: { ...order, ...rest } };
}

/** What a household signs for a one-off order. */
export function oneOffOrderTypedData(domain: Domain, { order, ...rest }: OneOffOrder): TypedData {
  const intervals = [
    { name: "firstInterval", type: "uint32" },
    { name: "lastInterval", type: "uint32" },
  ];
  const types = { OneOffOrder: [...TERMS, ...intervals, ...END] };
  return { domain, types, primaryType: "OneOffOrder", message: { ...order, ...rest } };
}
