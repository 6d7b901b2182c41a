import type { BaseContract, Signer } from "ethers";

import { CityAuthority__factory } from "../../typechain-types/index.js";

/** The city's authority, not sealed yet, with the few acts that a test or a bench needs. */
export interface TestAuthority {
  readonly address: string;
  /** Lets members of `role` call functions of `target`; registers the role at its first use. */
  allow(target: BaseContract, functions: readonly string[], role: bigint): Promise<void>;
  /** Makes accounts members of `role`, without delay, in one transaction. */
  grant(role: bigint, accounts: readonly string[]): Promise<void>;
}

const COUNCIL = 0n;

/** A role without guardian, delay, group or holders. */
const roleSetup = (id: bigint, minimumDelay: number) => ({
  id,
  label: `ROLE_${id}`,
  admin: COUNCIL,
  guardian: COUNCIL,
  minimumDelay,
  exclusionGroup: 0,
  holders: [],
});

/**
 * Deploys an authority with one admin, who needs no delay: its deployer.
 * @param admin Holds the admin's role and signs the acts below.
 */
export async function deployAuthority(admin: Signer): Promise<TestAuthority> {
  const authority = await new CityAuthority__factory(admin).deploy(admin, [roleSetup(COUNCIL, 48 * 3600)]);
  await authority.waitForDeployment();
  return {
    address: await authority.getAddress(),
    async allow(target, functions, role) {
      if (!(await authority.roles()).includes(role)) {
        await (await authority.registerRole(roleSetup(role, 0))).wait();
      }
      const selectors = functions.map((name) => target.getFunction(name).fragment.selector);
      await (await authority.setTargetFunctionRole(target, selectors, role)).wait();
    },
    async grant(role, accounts) {
      const calls = accounts.map((account) =>
        authority.interface.encodeFunctionData("grantRole", [role, account, 0]),
      );
      await (await authority.multicall(calls)).wait();
    },
  };
}
