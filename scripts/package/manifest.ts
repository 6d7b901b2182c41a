/** What the package takes from the project's own package.json. */
export interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

/**
 * Versions with which the package works; `npm run consumer` tests that those of the lockfile are among them. Earlier ones
 * of `@noble/curves` 2 have no common sums of products, and take a time for secrets that depends on them.
 */
const PEERS = {
  "@noble/curves": "^2.4.0",
  "@openzeppelin/contracts": "^5.7.0",
  ethers: "^6.14.0",
} as const;

/** What the SDK stands on besides, in ranges that hold the versions of the lockfile; browsers and Node run them alike. */
export const LIBRARIES = { "@noble/hashes": "^2.4.0", papaparse: "^5.7.1" } as const;

/**
 * The package.json that is published: no script, no dependency of the development, no `private`.
 * @param project The project's own.
 */
export function packageManifest({ name, version, description, license }: ProjectManifest): object {
  return {
    name,
    version,
    description,
    license,
    type: "module",
    sideEffects: false,
    exports: {
      ".": entry("sdk/index"),
      "./sealed-ballots": entry("sdk/ballots/sealed/index"),
      "./abi": entry("abi/index"),
      "./addresses": entry("addresses/index"),
      "./contracts/*": "./contracts/*",
      "./artifacts/*": "./artifacts/*",
      "./package.json": "./package.json",
    },
    files: ["dist", "contracts", "artifacts"],
    dependencies: LIBRARIES,
    peerDependencies: PEERS,
    // Who takes the bare ABIs with another client library, or the Solidity alone, needs no ethers; who meets no sealed
    // ballot, and none that was signed with P-256, needs no curves.
    peerDependenciesMeta: { "@noble/curves": { optional: true }, ethers: { optional: true } },
    engines: { node: ">=20" },
  };
}

/** An entry point with its types. */
function entry(module: string): object {
  return { types: `./dist/${module}.d.ts`, default: `./dist/${module}.js` };
}
