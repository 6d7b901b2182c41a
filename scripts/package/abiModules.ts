import type { PublishedArtifact } from "./artifacts.js";
import type { SourceFile } from "./sources.js";

/**
 * Bare ABIs as TypeScript, one file a contract, for client libraries that infer types from `as const`.
 * @param artifacts Those without functions, events and errors are left out.
 */
export function abiModules(artifacts: readonly PublishedArtifact[]): SourceFile[] {
  const modules = artifacts.filter(({ abi }) => abi.length > 0).map(abiModule);
  const index = modules.map(
    ({ path }) => `export * from "./${path.slice("abi/".length, -".ts".length)}.js";`,
  );
  return [...modules, { path: "abi/index.ts", text: `${index.join("\n")}\n` }];
}

/** The name under which a contract's ABI is exported: `cityTokenAbi`. */
export function abiName(contractName: string): string {
  return `${contractName[0].toLowerCase()}${contractName.slice(1)}Abi`;
}

/** The ABI of one contract. */
function abiModule({ contractName, abi }: PublishedArtifact): SourceFile {
  const text = `/** ABI of ${contractName}. */\nexport const ${abiName(contractName)} = ${JSON.stringify(abi)} as const;\n`;
  return { path: `abi/${contractName}.ts`, text };
}
