import { fork, type ChildProcess } from "node:child_process";

import { makeCopies, removeCopies } from "../lib/projectCopy.js";
import type { Outcome } from "./bench.js";
import type { Target } from "./contracts.js";
import type { Mutant } from "./mutants.js";
import type { Answer, Question } from "./worker.js";

/** A mutant and what became of it. */
export interface Trial {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** Called after each trial. */
export type Progress = (trial: Trial) => void;

/** True for a trial that says something about the tests: the mutant compiles and differs. */
export function counts({ outcome }: Trial): boolean {
  return outcome !== "invalid" && outcome !== "equivalent";
}

/** Copies of the project with one worker process each: compiling and testing run in parallel. */
export class Workshop {
  readonly #copies: readonly string[];
  readonly #workers: readonly ChildProcess[];

  private constructor(copies: readonly string[]) {
    this.#copies = copies;
    this.#workers = copies.map(startWorker);
  }

  /** Copies and builds the project, once for each job. */
  static async open(root: string, jobs: number): Promise<Workshop> {
    return new Workshop(await makeCopies(root, jobs));
  }

  /** Prepares every worker for a contract and returns its mutants. */
  async take(target: Target): Promise<Mutant[]> {
    await Promise.all(
      this.#workers.map((worker, i) => ask(worker, { ask: "open", folder: this.#copies[i], target })),
    );
    return (await ask(this.#workers[0], { ask: "mutants" })) as Mutant[];
  }

  /**
   * Tries mutants in the given order until `quota` of them have counted. Which ones are tried depends on the order
   * alone, not on the number of workers.
   */
  async try(mutants: readonly Mutant[], quota: number, progress: Progress): Promise<Trial[]> {
    const trials: Trial[] = [];
    let next = 0;
    let claimed = 0;
    const work = async (worker: ChildProcess): Promise<void> => {
      while (claimed < quota && next < mutants.length) {
        const mutant = mutants[next++];
        claimed++;
        const started = performance.now();
        const outcome = (await ask(worker, { ask: "try", text: mutant.text })) as Outcome;
        const trial = { mutant, outcome, seconds: (performance.now() - started) / 1000 };
        if (!counts(trial)) claimed--;
        trials.push(trial);
        progress(trial);
      }
    };
    await Promise.all(this.#workers.map(work));
    return trials.toSorted((a, b) => mutants.indexOf(a.mutant) - mutants.indexOf(b.mutant));
  }

  /** Puts the contract back in every copy. */
  async putBack(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => ask(worker, { ask: "close" })));
  }

  /** Ends the workers and removes the copies. */
  async close(): Promise<void> {
    const ended = this.#workers.map((worker) => new Promise((done) => worker.once("exit", done)));
    for (const worker of this.#workers) worker.disconnect();
    await Promise.all(ended);
    await removeCopies(this.#copies);
  }
}

function startWorker(): ChildProcess {
  return fork(new URL("worker.ts", import.meta.url), { execArgv: ["--import", import.meta.resolve("tsx")] });
}

function ask(worker: ChildProcess, question: Question): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const leave = (code: number | null) => reject(new Error(`a mutation worker ended with ${code}`));
    worker.once("exit", leave);
    worker.once("message", (answer: Answer) => {
      worker.off("exit", leave);
      if ("error" in answer) reject(new Error(answer.error));
      else resolve(answer.value);
    });
    worker.send(question);
  });
}
