import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { MutableBuild, type Built } from "./build.js";
import type { Target } from "./contracts.js";
import { mutantsOf, type Mutant } from "./mutants.js";
import { runSuite, suitesOf, type Suite } from "./testRun.js";

/** What the tests made of a mutant. */
export type Outcome = "invalid" | "equivalent" | "killed" | "timeout" | "survived";

interface TimedSuite extends Suite {
  readonly timeoutSeconds: number;
}

/** A slow machine must not kill a mutant: the limit is far above what the unchanged contract needs. */
const timeoutFor = (seconds: number): number => 30 + 6 * seconds;

/** One contract in one copy of the project, ready to be mutated and tested. */
export class Bench {
  readonly #folder: string;
  readonly #target: Target;
  readonly #source: string;
  readonly #build: MutableBuild;
  #suites: readonly TimedSuite[] = [];

  constructor(folder: string, target: Target) {
    this.#folder = folder;
    this.#target = target;
    this.#source = readFileSync(join(folder, target.path), "utf8");
    this.#build = new MutableBuild(folder, target);
  }

  /** Every mutant of the contract, in the order of the source. */
  mutants(): Mutant[] {
    return mutantsOf(this.#source, this.#build.tree);
  }

  /**
   * Runs the tests on the contract with a comment added: they must pass, or they would condemn every mutant. The run
   * also tells how long the tests take and which runner to ask first.
   */
  async control(): Promise<void> {
    const text = `${this.#source}\n// unchanged\n`;
    const built = this.#build.build(text);
    if (built.kind === "invalid")
      throw new Error(`${this.#target.path}: does not compile\n${built.errors.join("\n")}`);
    if (built.kind === "changed") throw new Error(`${this.#target.path}: a comment changes its code`);
    this.#install(text, built.files);
    const timed = [];
    for (const suite of suitesOf(this.#target)) timed.push(await this.#time(suite));
    timed.sort((a, b) => a.seconds - b.seconds);
    this.#suites = timed.map(({ suite, seconds }) => ({ ...suite, timeoutSeconds: timeoutFor(seconds) }));
  }

  /** Builds a mutant and runs the tests on it until one fails. */
  async try(text: string): Promise<Outcome> {
    const [first] = this.#suites;
    // Most mutants die in the quickest suite; where that is Solidity, nothing but the tests is compiled for it. Whoever
    // survives is built whole and meets every suite: the tests may see more of it then.
    if (this.#suites.length > 1 && first.kind === "solidity") {
      const outcome = await this.#ask(this.#build.buildTests(text), text, [first]);
      if (outcome !== "equivalent" && outcome !== "survived") return outcome;
    }
    return this.#ask(this.#build.build(text), text, this.#suites);
  }

  async #ask(built: Built, text: string, suites: readonly TimedSuite[]): Promise<Outcome> {
    if (built.kind !== "changed") return built.kind;
    this.#install(text, built.files);
    for (const suite of suites) {
      const { kind } = await runSuite(this.#folder, suite, suite.timeoutSeconds);
      if (kind !== "passed") return kind === "failed" ? "killed" : kind;
    }
    return "survived";
  }

  /** Leaves the copy as it was found. */
  close(): void {
    this.#build.restore();
    writeFileSync(join(this.#folder, this.#target.path), this.#source);
  }

  #install(text: string, files: ReadonlyMap<string, string>): void {
    writeFileSync(join(this.#folder, this.#target.path), text);
    this.#build.install(files);
  }

  async #time(suite: Suite): Promise<{ suite: Suite; seconds: number }> {
    const result = await runSuite(this.#folder, suite, 600);
    if (result.kind === "passed") return { suite, seconds: result.seconds };
    const files = suite.files.join(" ");
    throw new Error(
      `${files}: ${result.kind} on the unchanged contract; mend the tests first. If they pass outside a mutation run, ` +
        `they read names from the chain's messages: use revertedWithCustomError\n${result.output}`,
    );
  }
}
