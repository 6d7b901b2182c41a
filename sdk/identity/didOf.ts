import { toBeHex } from "ethers";

import { requireAddress } from "../inputs/requireAddress.js";
import { requireUint } from "../inputs/requireUint.js";

/**
 * The identifier of an account: `did:ethr:0x7a69:0x…`. Nothing has to be written for it to exist.
 * @param chainId The chain of the registry.
 * @throws InputError where the chain or the account is none.
 */
export function didOf(chainId: bigint, identity: string): string {
  const chain = requireUint("chainId", chainId, 64);
  return `did:ethr:${toBeHex(chain).replace(/^0x0+(?=.)/, "0x")}:${requireAddress("identity", identity)}`;
}
