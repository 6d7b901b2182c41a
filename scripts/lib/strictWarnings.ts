import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Local Hardhat plugin: a compiler warning in our own sources fails the build.
 * It sees only what is compiled, so continuous integration builds with `--force`.
 */
const strictWarnings: HardhatPlugin = {
  id: "civitas-strict-warnings",
  hookHandlers: { solidity: () => import("./strictWarningsHook.js") },
};

export default strictWarnings;
