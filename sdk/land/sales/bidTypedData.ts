import { requireAddress } from "../../inputs/requireAddress.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";

const FIELDS = [
  { name: "id", type: "uint256" },
  { name: "version", type: "uint256" },
  { name: "buyer", type: "address" },
  { name: "token", type: "address" },
  { name: "price", type: "uint256" },
  { name: "tax", type: "uint256" },
  { name: "levy", type: "uint256" },
  { name: "protocolHash", type: "bytes32" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a bidder offers for a title that a court has ordered to be sold. Amounts are millionths of the token. */
export interface Bid {
  readonly id: bigint;
  readonly version: number;
  readonly buyer: string;
  readonly token: string;
  readonly price: bigint;
  /** Most transfer tax that the bidder pays beside the price. */
  readonly tax: bigint;
  /** Most levy that the bidder pays. */
  readonly levy: bigint;
  /** `saltedHash` of the auction's protocol. */
  readonly protocolHash: string;
  /** Unix seconds, at most ninety days away. */
  readonly deadline: bigint;
}

/** What the winning bidder signs. */
export type BidTypedData = TypedData<
  { Bid: (typeof FIELDS)[number][] },
  "Bid",
  {
    readonly id: bigint;
    readonly version: bigint;
    readonly buyer: Address;
    readonly token: Address;
    readonly price: bigint;
    readonly tax: bigint;
    readonly levy: bigint;
    readonly protocolHash: Hex;
    readonly deadline: bigint;
  }
>;

/**
 * What the winning bidder of a forced sale signs (`Conveyance.foreclose`).
 * @param domain The contract's, from `readDomain`.
 * @throws InputError where a value does not fit.
 */
export function bidTypedData(domain: Domain, bid: Bid): BidTypedData {
  return {
    domain,
    types: { Bid: [...FIELDS] },
    primaryType: "Bid",
    message: {
      id: requireUint("id", bid.id, 256),
      version: requireUint("version", BigInt(bid.version), 24),
      buyer: requireAddress("buyer", bid.buyer),
      token: requireAddress("token", bid.token),
      price: requireUint("price", bid.price, 128),
      tax: requireUint("tax", bid.tax, 128),
      levy: requireUint("levy", bid.levy, 128),
      protocolHash: requireBytes32("protocolHash", bid.protocolHash),
      deadline: requireUint("deadline", bid.deadline, 40),
    },
  };
}
