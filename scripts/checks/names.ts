import { type Finding, type GateResult, resultOf } from "./lib/finding.js";
import { declaredContracts, readSources } from "./lib/solidity.js";

interface Place {
  name: string;
  place: string;
}

/**
 * Names of contracts, interfaces and libraries are unique over `contracts/`, and nothing under `test/` takes one of
 * them: of two contracts of one name, one vanishes silently from the bindings.
 *
 * @param root folder of the repository
 */
export function checkNames(root: string): GateResult {
  const taken = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { name, place } of placesIn(root, "contracts")) {
    const first = taken.get(name);
    if (first === undefined) taken.set(name, place);
    else findings.push(clash(name, place, first));
  }
  for (const { name, place } of placesIn(root, "test")) {
    const first = taken.get(name);
    if (first !== undefined) findings.push(clash(name, place, first));
  }
  return resultOf(findings);
}

function placesIn(root: string, folder: string): Place[] {
  return readSources(root, folder).flatMap(({ path, text }) =>
    declaredContracts(text).map(({ name, line }) => ({ name, place: `${path}:${line}` })),
  );
}

function clash(name: string, place: string, first: string): Finding {
  return {
    file: place,
    what: `the name ${name} is taken by ${first}`,
    mend: "rename one of the two; a double of a test is called X__Mock or X__Harness.",
  };
}
