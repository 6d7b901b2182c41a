import { HardhatPluginError } from "hardhat/plugins";
import type { SolidityHooks } from "hardhat/types/hooks";

/** Code and creation code beyond the chain's limits: no matter for tests, nor for code that counts its own lines. */
const SIZE_WARNINGS = new Set(["5574", "3860"]);

/**
 * Fails the build on the first compilation job with a warning about this project's own sources; a dependency's
 * warnings are its maintainers' to read and are left out of the output.
 */
const hooks = async (): Promise<Partial<SolidityHooks>> => ({
  async getCompilationJobErrors(context, job, output, next) {
    const errors = await next(context, job, output);
    const warnings = errors.filter(({ severity, errorCode, formattedMessage }) => {
      const [, folder] = /--> (?:\.\/|project\/)?(contracts|test)\//.exec(formattedMessage ?? "") ?? [];
      const mayBeLarge = folder === "test" || context.globalOptions.coverage;
      const isExcused = mayBeLarge && SIZE_WARNINGS.has(errorCode ?? "");
      return severity === "warning" && folder !== undefined && !isExcused;
    });
    if (warnings.length > 0) {
      const list = warnings.map(({ formattedMessage }) => formattedMessage).join("\n");
      throw new HardhatPluginError(
        "civitas-strict-warnings",
        `Compiler warnings are errors here:\n\n${list}`,
      );
    }
    return errors.filter(({ severity }) => severity === "error");
  },
});

export default hooks;
