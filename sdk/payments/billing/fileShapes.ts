import type { Shape } from "../../inputs/requireShape.js";

/** Parts of the files that payers and offices hand each other. */
export const fileShapes = {
  chainId: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  account: { type: "string", pattern: "^0x[0-9a-f]{40}$" },
  bytes32: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
  /** A word of 256 bits, decimal; whoever reads it checks its parts. */
  word: { type: "string", pattern: "^(0|[1-9][0-9]{0,77})$" },
  bytes: { type: "string", pattern: "^0x([0-9a-f]{2})*$" },
  signature: { type: "string", pattern: "^0x([0-9a-f]{2}){1,4096}$" },
} as const satisfies Readonly<Record<string, Shape>>;
