import { Interface, type Result } from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import type { Address, Call, Domain, Hex } from "./types.js";

const ERC5267 = new Interface([
  "function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)",
]);

/** Name, version, chain and contract, without salt: the domains that Civitas uses. */
const FIELDS = "0x0f";

/**
 * Reads a contract's domain from the contract itself (ERC-5267), so that no name or version is written down twice.
 *
 * A contract that answers with the address of another one is refused: what a holder signs for it would count there.
 * @param call Asks the chain.
 * @param contract The contract that will check the signature.
 * @throws InputError where the contract answers nothing, something else, or for another contract.
 */
export async function readDomain(call: Call, contract: string): Promise<Domain> {
  const address = requireAddress("contract", contract);
  const data = ERC5267.encodeFunctionData("eip712Domain") as Hex;
  const { fields, name, version, chainId, verifyingContract } = decode(
    address,
    await call({ to: address, data }),
  );
  if (fields !== FIELDS) {
    throw new InputError(
      "contract",
      contract,
      `has a domain of the fields ${fields}`,
      `use one of ${FIELDS}`,
    );
  }
  if (verifyingContract !== address) {
    throw new InputError(
      "contract",
      contract,
      `answers with the domain of ${verifyingContract}`,
      "sign nothing for it; take the address from the city's directory",
    );
  }
  return { name, version, chainId, verifyingContract };
}

/** What the contract has answered. */
function decode(contract: Address, answer: string): { fields: string } & Domain {
  let result: Result;
  try {
    result = ERC5267.decodeFunctionResult("eip712Domain", answer);
  } catch {
    throw new InputError(
      "contract",
      contract,
      "does not tell its domain (ERC-5267)",
      "check the address, and the chain that the client is connected to",
    );
  }
  return result.toObject() as { fields: string } & Domain;
}
