import type { Interface } from "ethers";

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

/** A revert in the words of an interface's errors; nothing where it has none of them. */
export function revertReason(error: unknown, errors: Interface): string | undefined {
  const revertData = revertDataOf(error);
  const parsed = revertData === "0x" ? null : errors.parseError(revertData);
  return parsed === null ? undefined : `${parsed.name}(${parsed.args.map(String).join(", ")})`;
}
