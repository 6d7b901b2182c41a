import { HardhatPluginError } from "hardhat/plugins";
import type { SolidityHooks } from "hardhat/types/hooks";

/**
 * Fails the build on the first compilation job with a warning about this project's own sources; a dependency's
 * warnings are its maintainers' to read and are left out of the output.
 */
const hooks = async (): Promise<Partial<SolidityHooks>> => ({
  async getCompilationJobErrors(context, job, output, next) {
    const errors = await next(context, job, output);
    const warnings = errors.filter(
      ({ severity, formattedMessage }) =>
        severity === "warning" && /--> (\.\/|project\/)?(contracts|test)\//.test(formattedMessage ?? ""),
    );
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
