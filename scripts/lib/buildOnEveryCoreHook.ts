import { availableParallelism } from "node:os";

import type { SolidityHooks } from "hardhat/types/hooks";

const hooks = async (): Promise<Partial<SolidityHooks>> => ({
  build: (context, files, options, next) =>
    next(context, files, { concurrency: availableParallelism(), ...options }),
});

export default hooks;
