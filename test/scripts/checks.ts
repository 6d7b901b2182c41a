import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

import { expect } from "chai";

import { checkBindings } from "../../scripts/checks/bindings.js";
import { checkCoverage } from "../../scripts/checks/coverage.js";
import { checkDependencies } from "../../scripts/checks/dependencies.js";
import { checkInvariants } from "../../scripts/checks/invariants.js";
import { mochaTitles } from "../../scripts/checks/lib/mochaTitles.js";
import { checkLinks } from "../../scripts/checks/links.js";
import { checkNames } from "../../scripts/checks/names.js";
import { checkNatspec } from "../../scripts/checks/natspec.js";
import { checkPromises } from "../../scripts/checks/promises.js";
import { checkRoles } from "../../scripts/checks/roles.js";
import { checkRestricted } from "../../scripts/checks/restricted.js";
import { checkSizes } from "../../scripts/checks/sizes.js";
import { checkStorage } from "../../scripts/checks/storage.js";

import { found, Samples, textOf } from "./samples.js";

const ROOT = path.resolve(import.meta.dirname, "../..");

describe("the static gates", function () {
  const samples = new Samples();

  after(function () {
    samples.clear();
  });

  describe("bindings", function () {
    const generated = { "index.ts": "export A;\nexport B;", "land/A.ts": "a", "land/B.ts": "b" };

    const compare = (committed: Record<string, string>): string[] => {
      const root = samples.create({
        ...Object.fromEntries(Object.entries(committed).map(([file, text]) => [`types/${file}`, text])),
        ...Object.fromEntries(Object.entries(generated).map(([file, text]) => [`clean/${file}`, text])),
      });
      return found(checkBindings(path.join(root, "types"), path.join(root, "clean")));
    };

    it("accept what a clean build generates, in any order of the index", function () {
      expect(compare(generated)).to.deep.equal([]);
      expect(compare({ ...generated, "index.ts": "export B;\n  export A;\n" })).to.deep.equal([]);
    });

    it("refuse a stale file, and an index that lacks a line", function () {
      expect(compare({ ...generated, "land/A.ts": "old", "index.ts": "export A;" })).to.deep.equal([
        "types/index.ts: differs from what a clean build generates; it is stale",
        "types/land/A.ts: differs from what a clean build generates; it is stale",
      ]);
    });

    it("refuse the leftover of a deleted contract", function () {
      expect(compare({ ...generated, "land/Gone.ts": "c" })).to.deep.equal([
        "types/land/Gone.ts: no contract generates this file; it is a leftover",
      ]);
    });

    it("refuse a missing file, and a missing folder", function () {
      expect(compare({ "index.ts": generated["index.ts"], "land/A.ts": "a" })).to.deep.equal([
        "types/land/B.ts: a clean build generates this file and it is missing",
      ]);
      expect(compare({})).to.have.length(3);
    });
  });

  describe("names", function () {
    const registry = "/// The contract Decoy is not declared here.\ncontract Registry {}\n";

    it("accept unique names, and doubles of tests that share one among themselves", function () {
      const root = samples.create({
        "contracts/land/Registry.sol": registry,
        "contracts/land/IRegistry.sol": 'interface IRegistry {}\nstring constant S = "contract Registry";',
        "test/land/A.t.sol": "contract Handler {}",
        "test/land/B.t.sol": "contract Handler {}",
      });
      expect(found(checkNames(root))).to.deep.equal([]);
    });

    it("refuse a second contract, library or interface of one name", function () {
      const root = samples.create({
        "contracts/energy/Registry.sol": "abstract contract Registry {}",
        "contracts/land/Other.sol": "library Other {}\n\ninterface Registry {}",
        "contracts/land/Registry.sol": registry,
      });
      expect(found(checkNames(root))).to.deep.equal([
        "contracts/land/Other.sol:3: the name Registry is taken by contracts/energy/Registry.sol:1",
        "contracts/land/Registry.sol:2: the name Registry is taken by contracts/energy/Registry.sol:1",
      ]);
    });

    it("refuse a double of a test that takes the name of a contract", function () {
      const root = samples.create({
        "contracts/land/Registry.sol": registry,
        "test/land/Doubles.sol": "contract Registry {}",
      });
      expect(found(checkNames(root))).to.deep.equal([
        "test/land/Doubles.sol:1: the name Registry is taken by contracts/land/Registry.sol:2",
      ]);
    });
  });

  describe("restricted", function () {
    const office = (body: string): string[] =>
      found(
        checkRestricted(
          samples.build({
            "contracts/a/Office.sol": `abstract contract Managed { modifier restricted() { _; } }
contract Office is Managed {
struct Spring { uint256 origin; }
${body}
}`,
          }),
        ),
      );
    const inside = (subject: string): string =>
      `contracts/a/Office.sol:6: ${subject} and restricted; the modifier checks the outer call's selector`;

    it("accepts external functions, and members that are merely called origin", function () {
      expect(
        office(
          "function act() external restricted {}\nfunction flow(Spring memory s) public pure returns (uint256) { return s.origin; }",
        ),
      ).to.deep.equal([]);
    });

    it("refuses the modifier on public and internal functions and on the constructor", function () {
      expect(office("function act() public restricted {}")).to.deep.equal([inside("act is public")]);
      expect(office("function _act() internal restricted {}")).to.deep.equal([inside("_act is internal")]);
      expect(office("constructor() restricted {}")).to.deep.equal([inside("constructor is public")]);
    });

    it("refuses tx.origin, in Solidity and in assembly", function () {
      const finding =
        "contracts/a/Office.sol:6: reads tx.origin; any contract that a citizen calls could act in their name";
      expect(office("function a() external view returns (address) { return tx.origin; }")).to.deep.equal([
        finding,
      ]);
      expect(
        office("function a() external view returns (address b) { assembly { b := origin() } }"),
      ).to.deep.equal([finding]);
    });
  });

  describe("natspec", function () {
    const described = (body: string, file = "contracts/a/IBell.sol"): string[] =>
      found(checkNatspec(samples.build({ [file]: `interface IBell {\n${body}\n}` }))).map((line) =>
        line.replace(/^.*?: /, ""),
      );

    it("accepts complete descriptions, and @inheritdoc", function () {
      const base = `interface IBase {
/// @notice Rings the bell,
/// as often as asked.
/// @dev Reverts with {Worn} if it is worn.
/// @param times how often
/// @return total rings so far
/// @return worn whether it is worn
function ring(uint256 times) external returns (uint256 total, bool worn); }`;
      const heir = `import {IBase} from "./IBase.sol"; interface IHeir is IBase {
/// @inheritdoc IBase
function ring(uint256 times) external returns (uint256, bool);
/// @notice Rung.
/// @param by who
event Rung(address indexed by);
/// @notice Worn out.
error Worn(); }`;
      const build = samples.build({ "contracts/a/IBase.sol": base, "contracts/a/IHeir.sol": heir });
      expect(found(checkNatspec(build))).to.deep.equal([]);
    });

    it("looks at interfaces only", function () {
      expect(described("function ring() external;", "contracts/a/Bell.sol")).to.deep.equal([]);
      expect(described("function ring() external;", "contracts/a/Ibis.sol")).to.deep.equal([]);
    });

    it("refuses functions, events and errors without @notice", function () {
      expect(described("function ring() external;\nevent Rung();\nerror Worn();")).to.have.members([
        "function ring has no @notice",
        "event Rung has no @notice",
        "error Worn has no @notice",
      ]);
      expect(described("/// @dev Rings.\nfunction ring() external;")).to.deep.equal([
        "function ring has no @notice",
      ]);
    });

    it("refuses an event and an error declared outside the interface without @notice", function () {
      const build = samples.build({ "contracts/a/IBell.sol": "event Rung();\nerror Worn();" });
      expect(found(checkNatspec(build))).to.deep.equal([
        "contracts/a/IBell.sol:3: event Rung has no @notice",
        "contracts/a/IBell.sol:4: error Worn has no @notice",
      ]);
    });

    it("refuses a parameter without @param, and one without a name", function () {
      const text = "/// @notice Rings.\n/// @param timesTwo twice";
      expect(described(`${text}\nfunction ring(uint256 times, uint256 timesTwo) external;`)).to.deep.equal([
        "function ring has no @param times",
      ]);
      expect(described("/// @notice Rung.\nevent Rung(uint256);")).to.deep.equal([
        "event Rung has no name for parameter 1",
      ]);
    });

    it("refuses a return value without @return", function () {
      const text = "/// @notice Rings.\n/// @return total rings";
      expect(
        described(`${text}\nfunction ring() external returns (uint256 total, bool worn);`),
      ).to.deep.equal(["function ring returns 2 and has 1 @return"]);
    });
  });

  describe("sizes", function () {
    const contract = (name: string, bytes: number) => ({
      name,
      path: `contracts/a/${name}.sol`,
      deployedBytecode: `0x${"00".repeat(bytes)}`,
      storageLayout: { storage: [], types: null },
    });

    it("accept 24,576 bytes, and note what is above 20,000", function () {
      const result = checkSizes({ contracts: [contract("Small", 20_000), contract("Full", 24_576)] });
      expect(found(result)).to.deep.equal([]);
      expect(result.notes).to.deep.equal(["Full: 24,576 bytes, above the 20,000 aimed at"]);
    });

    it("refuse one byte more", function () {
      expect(found(checkSizes({ contracts: [contract("Big", 24_577)] }))).to.deep.equal([
        "contracts/a/Big.sol: Big has 24,577 bytes of runtime code, over 24,576",
      ]);
    });

    it("read the runtime code from the artifacts", function () {
      const { contracts } = samples.build({ "contracts/a/Empty.sol": "contract Empty {}" });
      expect(contracts.map(({ name }) => name)).to.deep.equal(["Empty"]);
      expect(contracts[0].deployedBytecode).to.match(/^0x[\da-f]{20,}$/);
    });
  });

  describe("storage", function () {
    const land = (variables: string): Record<string, string> => ({
      "contracts/land/Registry.sol": `abstract contract Base { uint256 internal _base; }
contract Registry is Base { struct Title { uint40 since; address owner; } ${variables} }
contract Stateless { uint256 private constant _ONE = 1; }`,
    });
    const variables = "mapping(uint256 id => Title title) internal _titles; bool internal _open;";

    it("accepts the layout of its snapshot, which is readable and free of contracts without storage", async function () {
      const build = samples.build(land(variables));
      const root = samples.create({ "docs/storage/gone.json": "{}" });
      expect(found(await checkStorage(build, root, { update: true }))).to.deep.equal([]);
      expect(found(await checkStorage(build, root, { update: false }))).to.deep.equal([]);
      expect(textOf(root, "docs/storage/land.json")).to.equal(`{
  "Registry": {
    "storage": [
      { "slot": "0", "offset": 0, "label": "_base", "type": "uint256" },
      { "slot": "1", "offset": 0, "label": "_titles", "type": "mapping(uint256 => struct Registry.Title)" },
      { "slot": "2", "offset": 0, "label": "_open", "type": "bool" }
    ],
    "structs": {
      "struct Registry.Title": [
        { "slot": "0", "offset": 0, "label": "since", "type": "uint40" },
        { "slot": "0", "offset": 5, "label": "owner", "type": "address" }
      ]
    }
  }
}
`);
    });

    it("refuses a moved variable, and a changed struct behind a mapping", async function () {
      const root = samples.create({});
      await checkStorage(samples.build(land(variables)), root, { update: true });
      const moved = land(`bool internal _open; ${variables.replace("bool internal _open;", "")}`);
      moved["contracts/land/Registry.sol"] = moved["contracts/land/Registry.sol"].replace("uint40", "uint64");
      const file = "docs/storage/land.json";
      expect(found(await checkStorage(samples.build(moved), root, { update: false }))).to.have.members([
        `${file}: Registry: gone: slot 1 offset 0 mapping(uint256 => struct Registry.Title) _titles`,
        `${file}: Registry: gone: slot 2 offset 0 bool _open`,
        `${file}: Registry: gone: struct Registry.Title slot 0 offset 0 uint40 since`,
        `${file}: Registry: gone: struct Registry.Title slot 0 offset 5 address owner`,
        `${file}: Registry: new: slot 1 offset 0 bool _open`,
        `${file}: Registry: new: slot 2 offset 0 mapping(uint256 => struct Registry.Title) _titles`,
        `${file}: Registry: new: struct Registry.Title slot 0 offset 0 uint64 since`,
        `${file}: Registry: new: struct Registry.Title slot 0 offset 8 address owner`,
      ]);
    });

    it("refuses a missing snapshot, a leftover one, and contracts missing or left over in one", async function () {
      const build = samples.build(land(variables));
      const missing = samples.create({ "docs/storage/gone.json": "{}" });
      expect(found(await checkStorage(build, missing, { update: false }))).to.deep.equal([
        "docs/storage/land.json: the snapshot of this domain is missing",
        "docs/storage/gone.json: no domain with storage has this name",
      ]);
      const other = samples.create({
        "docs/storage/land.json": '{ "Gone": { "storage": [], "structs": {} } }',
      });
      expect(found(await checkStorage(build, other, { update: false }))).to.deep.equal([
        "docs/storage/land.json: Gone is in the snapshot and no such contract with storage is built",
        "docs/storage/land.json: Registry is not in the snapshot",
      ]);
    });
  });

  describe("invariants", function () {
    const page =
      "# Land\n\n## Invariants\n\n- **LAND-1** No gap.\n- **LAND-2** No overlap.\n\n## Other\n\n- a point\n";
    const test = 'describe("LAND-2: titles", () => { it("stay apart", f); });';
    const fuzz = "contract T { function invariant_LAND_1_noGap() public {} }";
    const good = {
      "contracts/land/Registry.sol": "contract Registry {}",
      "docs/land.md": page,
      "test/a.ts": test,
      "test/a.t.sol": fuzz,
    };
    const check = (changes: Record<string, string>): string[] =>
      found(checkInvariants(samples.create({ ...good, ...changes })));

    it("accept a page whose every number a test names", function () {
      expect(check({})).to.deep.equal([]);
    });

    it("accept standards in titles, which look like numbers", function () {
      expect(
        check({
          "test/b.ts": 'it("EIP-712: signs", f); it("verifies P-256 and ISO-8601", f);',
          "test/b.t.sol": "contract S { function test_ERC_1271_signs() external {} }",
        }),
      ).to.deep.equal([]);
    });

    it("refuse a number without a test, or with a number that only begins alike", function () {
      expect(check({ "test/a.ts": "" })).to.deep.equal(["docs/land.md:6: no test names LAND-2"]);
      const longer =
        "contract T { function invariant_LAND_1_x() public {} function test_LAND_21() public {} }";
      expect(check({ "test/a.ts": "", "test/a.t.sol": longer })).to.deep.equal([
        "docs/land.md:6: no test names LAND-2",
        'test/a.t.sol:1: "test_LAND_21" names LAND-21, which no page defines',
      ]);
    });

    it("refuse a number that stands in a comment of a test only", function () {
      expect(check({ "test/a.ts": `// ${test}`, "test/a.t.sol": `/* ${fuzz} */` })).to.deep.equal([
        "docs/land.md:5: no test names LAND-1",
        "docs/land.md:6: no test names LAND-2",
      ]);
    });

    it("refuse a number that only a skipped test names", function () {
      expect(check({ "test/a.ts": test.replace("describe(", "describe.skip(") })).to.deep.equal([
        "docs/land.md:6: only skipped tests name LAND-2",
      ]);
    });

    it("refuse a test that names a number or a prefix which no page defines", function () {
      expect(check({ "test/b.ts": 'it("LAND-3: is new", f); it("LNAD-1: is misspelt", f);' })).to.deep.equal([
        'test/b.ts:1: "LAND-3: is new" names LAND-3, which no page defines',
        'test/b.ts:1: "LNAD-1: is misspelt" names LNAD-1, which no page defines',
      ]);
      expect(
        check({ "test/b.t.sol": "contract S { function testFuzz_LNAD_1_x(uint8 a) external {} }" }),
      ).to.deep.equal(['test/b.t.sol:1: "testFuzz_LNAD_1_x" names LNAD-1, which no page defines']);
    });

    it("refuse a number that is defined twice", function () {
      expect(check({ "docs/other.md": "## Invariants\n- **LAND-1** Again.\n" })).to.deep.equal([
        "docs/other.md:2: LAND-1 is defined already in docs/land.md:5",
      ]);
    });

    it("refuse a list item without number or sentence", function () {
      expect(
        check({ "docs/land.md": page.replace("## Other", "- Nothing is lost.\n- **LAND-3**\n") }),
      ).to.deep.equal([
        'docs/land.md:8: "- Nothing is lost." is no invariant',
        'docs/land.md:9: "- **LAND-3**" is no invariant',
        'docs/land.md:12: "- a point" is no invariant',
      ]);
    });

    it("refuse a domain without a page, or whose page lacks the section", function () {
      const missing = "docs/water.md: the page of this domain, or its section `## Invariants`, is missing";
      const contract = { "contracts/water/Pump.sol": "contract Pump {}" };
      expect(check(contract)).to.deep.equal([missing]);
      expect(check({ ...contract, "docs/water.md": "# Water" })).to.deep.equal([missing]);
      expect(check({ "contracts/water/Units.sol": "library Units {}" })).to.deep.equal([]);
    });
  });

  describe("promises", function () {
    const rows = (...cells: string[]): string =>
      [
        "## Promises",
        "",
        "| Promise | Test |",
        "| --- | --- |",
        ...cells.map((cell) => `| Kept. | ${cell} |`),
      ].join("\n");
    const check = (page: string, test = 'it("keeps a | b", f);\nit("is kept", f);', more = {}): string[] =>
      found(
        checkPromises(
          samples.create({
            "contracts/land/Registry.sol": "contract Registry {}",
            "docs/land.md": page,
            "test/a.ts": test,
            "test/a.t.sol": "contract T { function testFuzz_kept(uint256 a) external view {} }",
            ...more,
          }),
        ),
      );

    it("accept tests of both languages, several in a cell, with bars in their titles", function () {
      expect(check(rows("`is kept`", "`keeps a \\| b`, `testFuzz_kept`"))).to.deep.equal([]);
    });

    it("refuse a test that does not exist, a suite's title, and part of a title", function () {
      expect(check(rows("`is kept` and `is lost`"))).to.deep.equal([
        'docs/land.md:5: no test is called "is lost"',
      ]);
      expect(
        check(rows("`suite`", "`kept`"), 'describe("suite", () => { it("is kept", f); });'),
      ).to.deep.equal([
        'docs/land.md:5: no test is called "suite"',
        'docs/land.md:6: no test is called "kept"',
      ]);
    });

    it("refuse a skipped test", function () {
      for (const test of [
        'it.skip("is kept", f);',
        'xit("is kept", f);',
        'it("is kept");',
        'describe.skip("suite", () => { describe("inner", () => { it("is kept", f); }); });',
      ]) {
        expect(check(rows("`is kept`"), test), test).to.deep.equal([
          'docs/land.md:5: the test "is kept" is skipped (test/a.ts:1)',
        ]);
      }
    });

    it("refuse a row without a test", function () {
      expect(check(rows("is kept"))).to.deep.equal(['docs/land.md:5: "Kept." names no test']);
    });

    it("refuse a section without the table, or without rows", function () {
      const finding = "`## Promises` holds no table `| Promise | Test |` with rows";
      expect(check("## Promises\n\nMany.")).to.deep.equal([`docs/land.md: ${finding}`]);
      expect(check(rows())).to.deep.equal([`docs/land.md:3: ${finding}`]);
      expect(check(rows("`is kept`").replace("Test", "Proof"))).to.deep.equal([`docs/land.md:3: ${finding}`]);
    });

    it("refuse a domain without a page, or whose page lacks the section", function () {
      const missing = (domain: string): string =>
        `docs/${domain}.md: the page of this domain, or its section \`## Promises\`, is missing`;
      expect(check("# Land")).to.deep.equal([missing("land")]);
      expect(
        check(rows("`is kept`"), undefined, { "contracts/water/Pump.sol": "contract Pump {}" }),
      ).to.deep.equal([missing("water")]);
    });

    it("refuse .only, which keeps other tests from running", function () {
      expect(check(rows("`is kept`"), 'it.only("is kept", f);')).to.deep.equal([
        'test/a.ts:1: "is kept" is marked .only, so that other tests do not run',
      ]);
    });
  });

  describe("dependencies", function () {
    const markers = "<!-- dependencies:start -->\n<!-- dependencies:end -->\n";
    const good = {
      "contracts/a/Deed.sol":
        'import {IDeed} from "./IDeed.sol";\nimport {\n  ITitle\n} from "../b/ITitle.sol";',
      "contracts/a/IDeed.sol": "interface IDeed {}",
      "contracts/b/Title.sol": 'import "./ITitle.sol"; // import "../a/Deed.sol";',
      "contracts/b/ITitle.sol": "interface ITitle {}",
      "contracts/b/ICheck.sol": 'import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";',
      "docs/architecture.md": `# Here\n\n${markers}\nThere.\n`,
    };

    it("are drawn, and the fresh drawing is accepted", function () {
      const root = samples.create(good);
      expect(found(checkDependencies(root, { update: true }))).to.deep.equal([]);
      expect(found(checkDependencies(root, { update: false }))).to.deep.equal([]);
      expect(textOf(root, "docs/architecture.md")).to.equal(`# Here

<!-- dependencies:start -->

\`\`\`mermaid
flowchart LR
  subgraph a
    a_Deed["Deed"]
  end
  subgraph b
    b_ICheck["ICheck"]
    b_Title["Title"]
  end
  a_Deed --> b_Title
\`\`\`

<!-- dependencies:end -->

There.
`);
    });

    it("are refused when the drawing is stale", function () {
      expect(found(checkDependencies(samples.create(good), { update: false }))).to.deep.equal([
        "docs/architecture.md: the drawing of the dependencies is stale",
      ]);
    });

    it("are refused when the page or its markers are missing", function () {
      const finding =
        "docs/architecture.md: the markers <!-- dependencies:start --> and <!-- dependencies:end --> are missing";
      const { "docs/architecture.md": _, ...contracts } = good;
      expect(found(checkDependencies(samples.create(contracts), { update: true }))).to.deep.equal([finding]);
      const unmarked = samples.create({ ...good, "docs/architecture.md": "# Here" });
      expect(found(checkDependencies(unmarked, { update: false }))).to.deep.equal([finding]);
    });

    it("are refused when they run in a circle, through an interface too", function () {
      const root = samples.create({
        ...good,
        "contracts/b/ITitle.sol": 'import {IDeed} from "../a/IDeed.sol";',
      });
      expect(found(checkDependencies(root, { update: true }))).to.deep.equal([
        "contracts/a/Deed.sol: dependencies run in a circle: a/Deed → b/Title → a/Deed",
      ]);
    });
  });

  describe("roles", function () {
    const PAGE = "# Roles\n";

    it("accept a page that says what the tables say", function () {
      const root = samples.create({ "docs/roles.md": PAGE });
      expect(checkRoles(root, { update: false }, PAGE).findings).to.deep.equal([]);
    });

    it("refuse a stale page and a missing one, and mend both on request", function () {
      for (const file of ["docs/roles.md", "docs/other.md"]) {
        const root = samples.create({ [file]: "# Rules\n" });
        expect(
          checkRoles(root, { update: false }, PAGE).findings.map((finding) => finding.file),
        ).to.deep.equal(["docs/roles.md"]);
        expect(checkRoles(root, { update: true }, PAGE).findings).to.deep.equal([]);
        expect(checkRoles(root, { update: false }, PAGE).findings).to.deep.equal([]);
      }
    });
  });

  describe("links", function () {
    const check = (readme: string, page = "# Home page\n"): string[] =>
      found(checkLinks(samples.create({ "README.md": readme, "docs/deep/page.md": page, LICENSE: "MIT" })));

    it("accept files, folders, anchors, other sites, and whatever stands in code", function () {
      const page = `# Hear, _hear_!\n## \`code\` & more\n## Twice\n## Twice\n<a id="set"></a>
[up](../../README.md) [here](#hear-hear) [c](#code--more) [t](#twice-1) [s](#set) <img src="../../LICENSE">`;
      const readme = `[p](docs/deep/page.md#twice) [d](docs/deep) [x](https://example.org/a.md) [m](mailto:a@b.c)
\`[code](nowhere.md)\`\n\`\`\`\n[fence](nowhere.md)\n\`\`\`\n[ref]: <docs/deep/page.md> "title"\n`;
      expect(check(readme, page.replace("_hear_", "hear"))).to.deep.equal([]);
    });

    it("refuse a link, picture or reference to no file", function () {
      expect(check('[a](gone.md) ![b](gone.png "B")\n[c]: gone.txt\n<img src="gone.svg">')).to.deep.equal([
        "README.md:1: the link gone.md leads to no file",
        "README.md:1: the link gone.png leads to no file",
        "README.md:2: the link gone.txt leads to no file",
        "README.md:3: the link gone.svg leads to no file",
      ]);
    });

    it("refuse an anchor without a heading, in the page itself and in another", function () {
      expect(check("[a](docs/deep/page.md#nowhere)", "[b](#nowhere)")).to.deep.equal([
        "README.md:1: docs/deep/page.md has no heading for #nowhere",
        "docs/deep/page.md:1: docs/deep/page.md has no heading for #nowhere",
      ]);
    });

    it("refuse a link out of the repository", function () {
      expect(check("[a](../other.md) [b](/etc/hosts)")).to.deep.equal([
        "README.md:1: the link ../other.md leaves the repository",
        "README.md:1: the link /etc/hosts leaves the repository",
      ]);
    });
  });

  describe("coverage", function () {
    const bellPath = "contracts/a/Bell.sol";
    const bell = [
      "pragma solidity 0.8.37;",
      "contract Bell {",
      "  uint256 public rings;",
      "  function ring() external {",
      "    rings += 1; rings += 2;",
      "    rings += 3;",
      "  }",
      "}",
    ].join("\n");
    const tags = tagsOf(bellPath, bell);
    const check = (lines: string, ran: string[], more: Record<string, string> = {}): string[] =>
      found(
        checkCoverage(
          samples.create({
            [bellPath]: bell,
            "contracts/a/IBell.sol": "pragma solidity 0.8.37;\ninterface IBell { function ring() external; }",
            "coverage/lcov.info": `TN:\nSF:${bellPath}\n${lines}\nend_of_record\n`,
            "coverage/data/mocha/1.json": JSON.stringify(
              Object.fromEntries(ran.slice(0, 2).map((tag) => [tag, 1])),
            ),
            "coverage/data/solidity/1.json": JSON.stringify(
              Object.fromEntries(ran.slice(2).map((tag) => [tag, 1])),
            ),
            ...more,
          }),
        ),
      );

    it("accepts a run of every line and statement, by either runner", function () {
      expect(tags).to.have.length(3);
      expect(check("DA:5,1\nDA:6,1", tags)).to.deep.equal([]);
    });

    it("refuses a line that did not run", function () {
      expect(check("DA:6,0\nDA:5,0", [])).to.deep.equal([`${bellPath}:5: lines 5-6 did not run in any test`]);
    });

    it("refuses a statement that did not run on a line that did", function () {
      expect(check("DA:5,1\nDA:6,1", [tags[0], tags[2]])).to.deep.equal([
        `${bellPath}:5: the statement \`rings += 2;\` did not run in any test`,
      ]);
    });

    it("refuses the run of another text of the source", function () {
      const finding = `${bellPath}:7: the statement \`rings += 3;\` did not run in any test`;
      expect(check("DA:5,1\nDA:6,1", tags, { [bellPath]: `\n${bell}` })).to.include(finding);
    });

    it("refuses a report in which a source with code is missing", function () {
      const more = { "contracts/b/New.sol": bell.replace("Bell", "New") };
      expect(check("DA:5,1\nDA:6,1", tags, more)).to.deep.equal([
        "contracts/b/New.sol: has code and is missing from the report",
      ]);
    });

    it("refuses to pass without a report", function () {
      expect(found(checkCoverage(samples.create({})))).to.deep.equal([
        "coverage/lcov.info: there is no report of a coverage run",
      ]);
    });
  });

  describe("the scanner of mocha titles", function () {
    const titles = (source: string): string[] => mochaTitles(source).map(({ title }) => title);

    it("reads string and template literals, and sums of them", function () {
      expect(
        titles("it('a \\'quoted\\' \\u00e9', f); specify(`b\\``, f); context('c ' +\n \"d\", f);"),
      ).to.deep.equal(["a 'quoted' é", "b`", "c d"]);
    });

    it("passes over comments, strings, regular expressions, members and titles that are computed", function () {
      const source = [
        '// it("a", f)',
        '/* it("b", f) */',
        'const s = \'it("c", f)\', r = /it("d", f)[/"]/, d = 1 / 2;',
        'suite.it("e", f); it(name, f); it(`f ${`${"`"}`} it("g", f)`, f); it("h" + i, f);',
        'it("real", f);',
      ].join("\n");
      expect(mochaTitles(source)).to.deep.equal([
        { kind: "test", title: "real", line: 5, skipped: false, only: false },
      ]);
    });

    it("carries a suite's skip to its end and no further", function () {
      const source = 'describe.skip(`${s}`, () => { it("in", () => { a([{}]); }); }); it("out", f);';
      expect(mochaTitles(source).map(({ title, skipped }) => [title, skipped])).to.deep.equal([
        ["in", true],
        ["out", false],
      ]);
    });
  });

  describe("npm run check", function () {
    const check = (cwd: string, ...args: string[]) =>
      spawnSync(
        process.execPath,
        ["--import", import.meta.resolve("tsx"), path.join(ROOT, "scripts/check.ts"), ...args],
        {
          cwd,
          encoding: "utf8",
        },
      );

    it("answers 0 when all gates pass, 1 with the findings, and 2 when a gate is unknown", function () {
      const good = samples.create({ "README.md": "# Good" });
      expect(check(good, "--only", "links", "--only", "names")).to.include({ status: 0 });

      const bad = check(samples.create({ "README.md": "[a](gone.md)" }), "--only", "links");
      expect(bad.stdout).to.match(
        /^FAILED {2}links .* s\n {2}README\.md:1: the link gone\.md leads to no file\n {4}mend: /,
      );
      expect(bad.status).to.equal(1);

      expect(check(good, "--only", "taste")).to.include({ status: 2 });
    });
  });
});

/** The tags that Hardhat's coverage gives to the statements of a source. */
function tagsOf(file: string, text: string): string[] {
  const hardhat = createRequire(import.meta.url).resolve("hardhat");
  const engine = createRequire(hardhat)("@nomicfoundation/edr") as {
    addStatementCoverageInstrumentation(...args: string[]): { metadata: { tag: Uint8Array }[] };
  };
  const { metadata } = engine.addStatementCoverageInstrumentation(text, `project/${file}`, "0.8.35");
  return metadata.map(({ tag }) => Buffer.from(tag).toString("hex"));
}
