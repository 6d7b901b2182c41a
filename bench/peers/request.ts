import { createRequire } from "node:module";

import { type BaseContract, ContractFactory, type InterfaceAbi, type Signer } from "ethers";

interface Published {
  readonly ERC20FeeProxy__factory: { readonly abi: InterfaceAbi; readonly bytecode: string };
}

const FACTORY = "@requestnetwork/smart-contracts/types/factories/src/contracts/ERC20FeeProxy__factory.js";

/** Request's payment proxy for ERC-20 tokens, from the published artifact: it takes a payment with a reference. */
export async function deployRequestProxy(signer: Signer): Promise<BaseContract> {
  const { abi, bytecode } = (createRequire(import.meta.url)(FACTORY) as Published).ERC20FeeProxy__factory;
  const proxy = await new ContractFactory(abi, bytecode, signer).deploy();
  await proxy.waitForDeployment();
  return proxy;
}
