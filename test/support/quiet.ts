/** Runs something that prints, and keeps what it prints. */
export async function quietly<T>(run: () => Promise<T>): Promise<{ result: T; output: string }> {
  const [log, error] = [console.log, console.error];
  const lines: string[] = [];
  console.log = (text: unknown) => void lines.push(String(text));
  console.error = console.log;
  try {
    return { result: await run(), output: lines.join("\n") };
  } finally {
    [console.log, console.error] = [log, error];
  }
}
