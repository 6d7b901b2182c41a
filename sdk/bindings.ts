/** The one file through which the SDK reaches the generated bindings: typed contracts and their factories for ethers. */
export * from "../typechain-types/index.js";
