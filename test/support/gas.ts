import hre from "hardhat";

/**
 * Whether the contracts under test are those that ship, so that their gas means something: not where they are
 * instrumented for coverage, and not where they are mutants, which are compiled in a quicker way.
 */
export function gasCounts(): boolean {
  return !hre.globalOptions.coverage && process.env.CIVITAS_MUTATION === undefined;
}
