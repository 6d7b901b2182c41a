import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import config from "../../hardhat.config.js";

/**
 * A Hardhat runtime of its own on the network `city`, as an office's command finds it. A runtime keeps the first
 * address and key that it reads from the environment; the runtime of the tests is shared by the files of a worker,
 * each of which starts a chain of its own.
 */
export const officeRuntime = (): Promise<HardhatRuntimeEnvironment> =>
  createHardhatRuntimeEnvironment(config, { network: "city" });
