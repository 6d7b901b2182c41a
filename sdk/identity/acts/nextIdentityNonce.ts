import { Interface, keccak256 } from "ethers";

import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import { firstUnused } from "../../signing/firstUnused.js";
import type { Call, Hex } from "../../signing/types.js";
import { requireSigner } from "../didChange.js";

const REGISTRY = new Interface([
  "function isNonceUsed(bytes32 signerHash, uint256 nonce) view returns (bool)",
]);

/**
 * A number that the signer has not used in the registry. 256 numbers share a slot, so that counting up costs least.
 *
 * The registry knows only what was carried out or withdrawn. Who signs several acts before the first is carried out
 * counts on alone, from this number; they can be carried out in any order.
 * @param call Asks the chain.
 * @param registry The `DIDRegistry`.
 * @param signer Who will sign: an account, or verifier and key.
 * @param from Numbers below are not asked for.
 * @throws InputError where the contract is no `DIDRegistry`.
 */
export async function nextIdentityNonce(
  call: Call,
  registry: string,
  signer: string,
  from: bigint = 0n,
): Promise<bigint> {
  const [to, signerHash] = [requireAddress("registry", registry), keccak256(requireSigner(signer))];
  requireUint("from", from, 255);
  return firstUnused(async (number) => {
    const data = REGISTRY.encodeFunctionData("isNonceUsed", [signerHash, number]) as Hex;
    const answer = await call({ to, data });
    try {
      return REGISTRY.decodeFunctionResult("isNonceUsed", answer)[0] as boolean;
    } catch {
      throw new InputError(
        "registry",
        to,
        "does not know numbers of signers",
        "check the address, and the chain that the client is connected to",
      );
    }
  }, from);
}
