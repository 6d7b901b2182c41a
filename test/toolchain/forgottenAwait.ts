import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** A test of a contract's event whose assertion is awaited, or is not. */
function sample(assertion: string): string {
  return `
    import { expect } from "chai";
    import type { BaseContract, ContractTransactionResponse } from "ethers";

    export async function check(bell: BaseContract, ring: Promise<ContractTransactionResponse>): Promise<void> {
      await Promise.resolve();
      ${assertion}
    }`;
}

/** An assertion that nobody awaits passes whatever happens. The linter sees it only with the types of the matchers. */
describe("a forgotten await", function () {
  let project: string;

  before(function () {
    project = mkdtempSync(path.join(tmpdir(), "civitas-lint-"));
    for (const file of ["tsconfig.json", ".oxlintrc.json", "hardhat.config.ts", "package.json"]) {
      cpSync(path.join(ROOT, file), path.join(project, file));
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(project, "node_modules"), "junction");
    mkdirSync(path.join(project, "test"));
  });

  after(function () {
    rmSync(project, { recursive: true, force: true });
  });

  /** What our linter, with our settings, says of an assertion. */
  function lint(assertion: string): { status: number | null; stdout: string } {
    writeFileSync(path.join(project, "test/sample.ts"), sample(assertion));
    const oxlint = path.join(ROOT, "node_modules/oxlint/bin/oxlint");
    const { status, stdout } = spawnSync(
      process.execPath,
      [oxlint, "--type-aware", "--deny-warnings", "test/sample.ts"],
      { cwd: project, encoding: "utf8" },
    );
    return { status, stdout };
  }

  it("before an assertion on an event or a revert is an error", function () {
    for (const matcher of ['emit(bell, "Rung")', 'revertedWithCustomError(bell, "Worn")']) {
      const { status, stdout } = lint(`expect(ring).to.${matcher};`);
      expect(status, stdout).to.equal(1);
      expect(stdout).to.include("no-floating-promises");
    }
  });

  it("is the only thing that is wrong with it", function () {
    const { status, stdout } = lint('await expect(ring).to.emit(bell, "Rung");');
    expect(status, stdout).to.equal(0);
  });
});
