import { ZeroAddress } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { ContractUnderTest } from "./runSuite.js";

/** No test of the suite reaches what an office may do. */
const AUTHORITY = "0x000000000000000000000000000000000000c1c1";

/**
 * Our registry, with the signatures of ERC-1056 switched on, as the suite uses them. A city deploys it with them off.
 */
export async function registryUnderTest(hre: HardhatRuntimeEnvironment): Promise<ContractUnderTest> {
  const contract = async (name: string, args: ContractUnderTest["args"]): Promise<ContractUnderTest> => {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    return { abi, bytecode, args };
  };
  const guardianship = await contract("IdentityGuardians", []);
  return contract("DIDRegistry", [AUTHORITY, ZeroAddress, true, guardianship]);
}
