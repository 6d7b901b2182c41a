import type { CellProblem } from "../../sdk/index.js";
import { table } from "./table.js";

/** Bad cells of a file as a table. */
export const problemTable = (problems: readonly CellProblem[]): string =>
  table(
    ["line", "field", "value", "problem", "mend"],
    problems.map(({ line, field, value, problem, mend }) => [String(line), field, value, problem, mend]),
  );
