import { Interface } from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { requireUint } from "../inputs/requireUint.js";
import { firstUnused } from "../signing/firstUnused.js";
import type { Address, Call, Hex } from "../signing/types.js";
import { countedNonce } from "./countedNonce.js";

const ERC3009 = new Interface([
  "function authorizationState(address authorizer, bytes32 nonce) view returns (bool)",
]);

/**
 * A number whose nonce the holder has not used, found in few questions where the holder counts up: the last of a run
 * of used ones, and one more.
 *
 * The token knows only what was carried out or cancelled. Who signs several authorisations before the first is carried
 * out counts on alone, from this number.
 * @param call Asks the chain.
 * @param token The municipal token.
 * @param holder Who will sign.
 * @param from Numbers below are not asked for.
 * @returns a number for {@link countedNonce}
 * @throws InputError where the contract does not answer as an ERC-3009 token.
 */
export async function nextCountedNonce(
  call: Call,
  token: string,
  holder: string,
  from: bigint = 0n,
): Promise<bigint> {
  const [to, authorizer] = [requireAddress("token", token), requireAddress("holder", holder)];
  requireUint("from", from, 255);
  return firstUnused((number) => askWhetherUsed(call, to, authorizer, number), from);
}

/** Whether an authorisation with this number was carried out or cancelled. */
async function askWhetherUsed(
  call: Call,
  to: Address,
  authorizer: Address,
  number: bigint,
): Promise<boolean> {
  const data = ERC3009.encodeFunctionData("authorizationState", [authorizer, countedNonce(number)]) as Hex;
  const answer = await call({ to, data });
  try {
    return ERC3009.decodeFunctionResult("authorizationState", answer)[0] as boolean;
  } catch {
    throw new InputError(
      "token",
      to,
      "does not know nonces of authorisations (ERC-3009)",
      "check the address, and the chain that the client is connected to",
    );
  }
}
