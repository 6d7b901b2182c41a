import { type BaseContract, ContractFactory, type Signer } from "ethers";
import hre from "hardhat";

/**
 * Deploys a test double: Hardhat compiles what lies under test/, but there are no TypeChain bindings for it.
 * @param name The contract's name.
 * @param signer Who deploys it.
 * @param args Constructor arguments.
 * @returns The deployed double; reach its functions with `getFunction`.
 */
export async function deployDouble(
  name: string,
  signer: Signer,
  args: readonly unknown[] = [],
): Promise<BaseContract> {
  const { abi, bytecode } = await hre.artifacts.readArtifact(name);
  const double = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  return double.waitForDeployment();
}
