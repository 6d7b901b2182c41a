/** Revert data that a failed call carries, wherever the client put it; `0x` where there is none. */
export function revertDataOf(error: unknown): string {
  for (
    let cause = error;
    typeof cause === "object" && cause !== null;
    cause = (cause as { cause?: unknown }).cause
  ) {
    const { data } = cause as { data?: unknown };
    if (typeof data === "string") return data;
  }
  return "0x";
}
