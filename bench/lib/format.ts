/** Gas with thousands apart: 13,868. */
export function gasText(gas: number): string {
  return Math.round(gas).toLocaleString("en-US");
}

/**
 * Lays cells out in columns; the first column is text, the others are figures.
 * @param lines The heading and the lines, each with the same number of cells.
 */
export function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const last = widths.length - 1;
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 || column === last ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
