import accessManager from "@openzeppelin/contracts/build/contracts/AccessManager.json" with { type: "json" };
import { type BaseContract, ContractFactory, type Signer } from "ethers";

/** The authority with the few acts that a test or a bench needs. */
export interface TestAuthority {
  readonly address: string;
  /** Lets members of `role` call functions of `target`. */
  allow(target: BaseContract, functions: readonly string[], role: bigint): Promise<void>;
  /** Makes accounts members of `role`, without delay, in one transaction. */
  grant(role: bigint, accounts: readonly string[]): Promise<void>;
}

/** Deploys the contract that stands for the city's authority: the one line to change when it is another. */
async function deployAuthorityContract(admin: Signer): Promise<BaseContract> {
  return new ContractFactory(accessManager.abi, accessManager.bytecode, admin).deploy(
    await admin.getAddress(),
  );
}

/**
 * Deploys an authority with one admin, who needs no delay.
 * @param admin Holds the admin's role and signs the acts below.
 */
export async function deployAuthority(admin: Signer): Promise<TestAuthority> {
  const authority = await deployAuthorityContract(admin);
  await authority.waitForDeployment();
  return {
    address: await authority.getAddress(),
    async allow(target, functions, role) {
      const selectors = functions.map((name) => target.getFunction(name).fragment.selector);
      const act = authority.getFunction("setTargetFunctionRole");
      await (await act.send(await target.getAddress(), selectors, role)).wait();
    },
    async grant(role, accounts) {
      const calls = accounts.map((account) =>
        authority.interface.encodeFunctionData("grantRole", [role, account, 0]),
      );
      await (await authority.getFunction("multicall").send(calls)).wait();
    },
  };
}
