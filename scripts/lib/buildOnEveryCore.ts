import type { HardhatPlugin } from "hardhat/types/plugins";

/** Local Hardhat plugin: compiles on every core. Hardhat leaves one free, which of two cores is half. */
const buildOnEveryCore: HardhatPlugin = {
  id: "civitas-build-on-every-core",
  hookHandlers: { solidity: () => import("./buildOnEveryCoreHook.js") },
};

export default buildOnEveryCore;
