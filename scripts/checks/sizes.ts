import type { Build } from "./lib/build.js";
import { type GateResult, resultOf } from "./lib/finding.js";

/** The largest runtime code that a chain accepts, in bytes (EIP-170). */
const LIMIT = 24_576;

/** The size that we aim to stay under, in bytes. */
const AIM = 20_000;

/**
 * No contract's runtime code exceeds the 24,576 bytes that chains accept; those above 20,000 are noted.
 *
 * @param build what the compiler says of the contracts
 */
export function checkSizes({ contracts }: Pick<Build, "contracts">): GateResult {
  const sizes = contracts
    .map(({ name, path, deployedBytecode }) => ({ name, path, bytes: (deployedBytecode.length - 2) / 2 }))
    .toSorted((a, b) => b.bytes - a.bytes);
  const findings = sizes
    .filter(({ bytes }) => bytes > LIMIT)
    .map(({ name, path, bytes }) => ({
      file: path,
      what: `${name} has ${bytes.toLocaleString("en")} bytes of runtime code, over ${LIMIT.toLocaleString("en")}`,
      mend: "split it by subject or link a library; never shorten names, errors or checks.",
    }));
  const notes = sizes
    .filter(({ bytes }) => bytes > AIM && bytes <= LIMIT)
    .map(
      ({ name, bytes }) =>
        `${name}: ${bytes.toLocaleString("en")} bytes, above the ${AIM.toLocaleString("en")} aimed at`,
    );
  return resultOf(findings, notes);
}
