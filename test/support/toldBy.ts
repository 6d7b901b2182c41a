/** What a command has printed, and whether it went well. */
export interface Told {
  readonly text: string;
  readonly isGood: boolean;
}

/** Runs a command in this process, and catches what it prints. */
export async function toldBy(command: () => Promise<void>): Promise<Told> {
  const { log, error } = console;
  const { exitCode } = process;
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  console.log = keep;
  console.error = keep;
  process.exitCode = undefined;
  try {
    await command();
    // eslint-disable-next-line no-control-regex -- colours are of no interest here
    return { text: lines.join("\n").replaceAll(/\u001B\[\d+m/g, ""), isGood: process.exitCode === undefined };
  } finally {
    console.log = log;
    console.error = error;
    process.exitCode = exitCode;
  }
}
