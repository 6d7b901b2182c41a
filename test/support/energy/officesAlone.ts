import { expect } from "chai";
import type { BaseContract } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

/** Asserts that a stranger is refused by each of these functions, whatever it hands in. */
export async function expectOfficesAlone(
  contract: BaseContract,
  stranger: HardhatEthersSigner,
  calls: Readonly<Record<string, readonly unknown[]>>,
): Promise<void> {
  for (const [name, args] of Object.entries(calls)) {
    const act = contract
      .connect(stranger)
      .getFunction(name)
      .staticCall(...args);
    await expect(act, name)
      .to.be.revertedWithCustomError(contract, "AccessManagedUnauthorized")
      .withArgs(stranger.address);
  }
}
