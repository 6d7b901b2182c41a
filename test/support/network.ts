import { network } from "hardhat";

/** The one embedded chain of the behaviour tests; fixtures bring it to a known state. */
export const { ethers, networkHelpers } = await network.getOrCreate();
