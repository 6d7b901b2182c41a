import { Bench } from "./bench.js";
import type { Target } from "./contracts.js";
import { stopTests } from "./testRun.js";

/** What a worker process is asked, one question at a time. */
export type Question =
  | { readonly ask: "open"; readonly folder: string; readonly target: Target }
  | { readonly ask: "mutants" }
  | { readonly ask: "try"; readonly text: string }
  | { readonly ask: "close" };

/** What it answers. */
export type Answer = { readonly value: unknown } | { readonly error: string };

let bench: Bench | undefined;

async function answer(question: Question): Promise<unknown> {
  if (question.ask === "open") {
    bench = new Bench(question.folder, question.target);
    return bench.control();
  }
  if (!bench) throw new Error(`${question.ask}: no contract is open`);
  if (question.ask === "mutants") return bench.mutants();
  if (question.ask === "try") return bench.try(question.text);
  return bench.close();
}

process.on("message", (question: Question) => {
  answer(question)
    .then((value): Answer => ({ value }))
    .catch((error: unknown): Answer => ({ error: error instanceof Error ? error.message : String(error) }))
    .then((reply) => process.send?.(reply))
    .catch(() => process.exit(1));
});

process.on("disconnect", () => {
  stopTests();
  process.exit(0);
});
