import { Interface, toBeHex, type InterfaceAbi } from "ethers";

/**
 * ERC-165 id of an interface, as Solidity's `type(I).interfaceId`: the XOR of the selectors that it declares itself.
 * @param abi ABI of the interface, which holds inherited functions too
 * @param inherited ABIs of the interfaces that it extends
 */
export function interfaceId(abi: InterfaceAbi, ...inherited: InterfaceAbi[]): string {
  const inheritedSelectors = new Set(inherited.flatMap(selectors));
  const own = selectors(abi).filter((selector) => !inheritedSelectors.has(selector));
  return toBeHex(
    own.reduce((id, selector) => id ^ BigInt(selector), 0n),
    4,
  );
}

function selectors(abi: InterfaceAbi): string[] {
  const found: string[] = [];
  new Interface(abi).forEachFunction(({ selector }) => found.push(selector));
  return found;
}
