import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

import { retryFaults, retrySurvivors } from "../../scripts/mutation/again.js";
import { check, standings } from "../../scripts/mutation/check.js";
import { compile, errorsOf, parse } from "../../scripts/mutation/compiler.js";
import { findContracts, targetOf } from "../../scripts/mutation/contracts.js";
import { hasCode, mutantsOf, type Mutant } from "../../scripts/mutation/mutants.js";
import { faultsOf, readReport, writeReport, type Report } from "../../scripts/mutation/report.js";
import { runContract } from "../../scripts/mutation/run.js";
import { drawn, sampleOrder } from "../../scripts/mutation/sample.js";
import { Workshop } from "../../scripts/mutation/workshop.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const sample = readFileSync(join(here, "mutation", "Sample.sol.txt"), "utf8");

function typedTree(text: string) {
  const outputSelection = { "*": { "": ["ast"] } };
  const output = compile({
    language: "Solidity",
    sources: { s: { content: text } },
    settings: { outputSelection },
  });
  expect(errorsOf(output)).to.deep.equal([]);
  const ast = output.sources?.s.ast;
  if (!ast) throw new Error("no tree");
  return ast;
}

describe("mutation: generator", () => {
  const mutants = mutantsOf(sample, typedTree(sample));
  const changes = (operator: Mutant["operator"], kind: Mutant["class"]) =>
    mutants
      .filter((mutant) => mutant.operator === operator && mutant.class === kind)
      .map(({ line, original, mutated }) => `${line}: ${original} → ${mutated}`);

  it("removes every check: require, if-revert, a bare revert, a call that can only revert", () => {
    expect(changes("remove-check", "check")).to.deep.equal([
      "18: require(msg.sender == owner, NotOwner(msg.sender)); → {}",
      "27: require(amount < 10, TooMuch(amount)); → {}",
      "28: if (amount == 0) revert TooMuch(0); → {}",
      "29: if (amount == 9) { revert TooMuch(9); } else total += amount; → total += amount;",
      "30: _check(amount); → {}",
      "37: revert TooMuch(amount); → {}",
      "42: require(ok); → {}",
    ]);
  });

  it("removes modifiers, not calls of base constructors", () => {
    expect(changes("remove-modifier", "check")).to.deep.equal(["26: onlyOwner → "]);
  });

  it("negates conditions, those of checks apart", () => {
    expect(changes("negate-condition", "check")).to.deep.equal([
      "18: msg.sender == owner → !(msg.sender == owner)",
      "27: amount < 10 → !(amount < 10)",
      "28: amount == 0 → !(amount == 0)",
      "29: amount == 9 → !(amount == 9)",
      "36: open && true ? amount > 1 hours : false → !(open && true ? amount > 1 hours : false)",
      "42: ok → !(ok)",
    ]);
    expect(changes("negate-condition", "rest")).to.deep.equal([
      "32: i < 2 → !(i < 2)",
      "36: open && true → !(open && true)",
    ]);
  });

  it("swaps operators and steps over comments", () => {
    expect(changes("swap-operator", "rest")).to.include.members([
      "18: == → !=",
      "27: < → <=",
      "29: += → -=",
      "33: * → /",
      "36: && → ||",
      "36: > → >=",
    ]);
  });

  it("replaces literals, also of other forms, and no addresses", () => {
    expect(changes("change-literal", "rest")).to.deep.equal([
      "9: 1e3 → (1e3 + 1)",
      "10: 0xff → 0x00",
      "12: true → false",
      "27: 10 → 11",
      "28: 0 → 1",
      "28: 0 → 1",
      "29: 9 → 10",
      "29: 9 → 10",
      "32: 0 → 1",
      "32: 2 → 3",
      "36: true → false",
      "36: 1 hours → (1 hours + 1)",
      "36: false → true",
    ]);
  });

  it("deletes statements that act", () => {
    expect(changes("delete-statement", "rest")).to.deep.equal([
      "22: owner = msg.sender; → {}",
      "29: total += amount; → {}",
      '31: emit Added(unicode"é", amount); → {}',
      "33: total = total /* a < b */ * amount; → {}",
      "34: delete open; → {}",
      "35: assembly { log0(0, 0) } → {}",
    ]);
  });

  it("makes texts that parse, and ids that are unique", () => {
    for (const { text, id } of mutants) expect(() => parse("s", text), id).not.to.throw();
    expect(new Set(mutants.map(({ id }) => id)).size).to.equal(mutants.length);
  });

  it("keeps the ids of mutants when the file changes elsewhere", () => {
    const moved = sample.replace("contract Sample", "// a line\ncontract Sample");
    expect(mutantsOf(moved, typedTree(moved)).map(({ id }) => id)).to.deep.equal(mutants.map(({ id }) => id));
  });

  it("draws the same sample for the same seed, removals first", () => {
    const ids = (list: Mutant[]) => list.map(({ id }) => id);
    expect(ids(drawn(mutants, "1"))).to.deep.equal(ids(drawn(mutants.toReversed(), "1")));
    expect(ids(drawn(mutants, "1"))).not.to.deep.equal(ids(drawn(mutants, "2")));
    const order = sampleOrder(mutants, "1").map(({ operator }) => operator.startsWith("remove-"));
    expect(order.lastIndexOf(true)).to.equal(7);
    expect(order.indexOf(false)).to.equal(8);
  });

  it("tells code from interfaces and constants", () => {
    const tells = (body: string) => hasCode(parse("s", `pragma solidity 0.8.37; ${body}`));
    expect(tells("interface I { function f() external; }")).to.equal(false);
    expect(tells("library L { uint256 internal constant A = 1; }")).to.equal(false);
    expect(tells("contract C { function f() external pure returns (uint256) { return 1; } }")).to.equal(true);
  });
});

describe("mutation: runs", function () {
  let root: string;
  let report: Report;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), "civitas-project-"));
    cpSync(join(here, "mutation", "project"), root, { recursive: true });
    symlinkSync(join(here, "..", "..", "node_modules"), join(root, "node_modules"), "dir");
    for (const file of ["contracts/demo/Counter.sol", "test/demo/Counter.t.sol", "test/demo/Counter.ts"]) {
      cpSync(join(root, `${file}.txt`), join(root, file));
    }
    report = await fullRun();
  });

  after(() => rmSync(root, { recursive: true }));

  async function fullRun(): Promise<Report> {
    const workshop = await Workshop.open(root, 2);
    try {
      const target = targetOf(root, "contracts/demo/Counter.sol");
      return await runContract(root, workshop, target, { seed: "1", sample: "all" }, () => {});
    } finally {
      await workshop.close();
    }
  }

  async function runCheck(): Promise<{ passed: number; failed: number; lines: string }> {
    const lines: string[] = [];
    const result = await check(root, 1, (line) => lines.push(line));
    return { ...result, lines: lines.join("\n") };
  }

  const explained = (): Report => ({
    ...report,
    scores: { check: { killed: 2, of: 2 }, rest: { killed: 20, of: 20 } },
    survivors: report.survivors.map((survivor) => ({ ...survivor, explanation: "nobody reads the hint" })),
  });

  it("kills by Solidity tests and by TypeScript tests through the bindings; reports what survives", () => {
    expect(report.mutants).to.deep.equal({
      generated: 9,
      invalid: 1,
      equivalent: 1,
      killed: 6,
      timeouts: 0,
      survived: 1,
    });
    expect(report.scores).to.deep.equal({ check: { killed: 2, of: 2 }, rest: { killed: 4, of: 5 } });
    expect(
      report.survivors.map(({ line, original, explanation }) => [line, original, explanation]),
    ).to.deep.equal([[19, "hint = by;", ""]]);
  });

  it("leaves the project as it was", () => {
    const read = (file: string) => readFileSync(join(root, file), "utf8");
    expect(read("contracts/demo/Counter.sol")).to.equal(read("contracts/demo/Counter.sol.txt"));
    expect(findContracts(root)).to.deep.equal(["contracts/demo/Counter.sol"]);
  });

  it("fails a report for its score and for a survivor without an explanation", () => {
    const [score, survivor] = faultsOf(report);
    expect(score).to.equal("rest: 4 of 5 mutants killed, 95 % are owed");
    expect(survivor).to.contain("line 19: survived without an explanation");
    expect(faultsOf(explained())).to.deep.equal([]);
    expect(
      faultsOf({ ...explained(), scores: { ...explained().scores, check: { killed: 1, of: 2 } } }),
    ).to.have.length(1);
    expect(faultsOf({ ...explained(), sample: 59 })).to.have.length(1);
  });

  it("check: a good report passes and nothing is tried", async () => {
    writeReport(root, explained());
    expect(await runCheck()).to.deep.equal({
      passed: 1,
      failed: 0,
      lines: "contracts/demo/Counter.sol: report good",
    });
  });

  it("check: a bad report fails", async () => {
    writeReport(root, report);
    expect(await runCheck()).to.include({ passed: 0, failed: 1 });
  });

  describe("tried again", () => {
    const added = () => join(root, "test/demo/Counter.hint.ts");

    // Other tests change it.
    beforeEach(() => cpSync(join(root, "test/demo/Counter.ts.txt"), join(root, "test/demo/Counter.ts")));
    afterEach(() => rmSync(added(), { force: true }));

    const counter = () => targetOf(root, "contracts/demo/Counter.sol");

    async function again(): Promise<Report> {
      const workshop = await Workshop.open(root, 1);
      try {
        return await retrySurvivors(root, workshop, counter(), () => {});
      } finally {
        await workshop.close();
      }
    }

    it("a survivor that an added test notices is killed; what was killed stays so", async () => {
      writeReport(root, report);
      const test = readFileSync(join(root, "test/demo/Counter.ts"), "utf8");
      writeFileSync(
        added(),
        test.replace(
          "await counter.add(5n);",
          "$&\n    expect(BigInt(await ethers.provider.getStorage(counter, 1))).to.equal(5n);",
        ),
      );
      const better = await again();
      expect(better.mutants).to.deep.equal({ ...report.mutants, killed: 7, survived: 0 });
      expect(better.scores).to.deep.equal({ check: { killed: 2, of: 2 }, rest: { killed: 5, of: 5 } });
      expect(better.survivors).to.deep.equal([]);
      expect(Object.keys(better.tests)).to.include("test/demo/Counter.hint.ts");
    });

    it("refuses where there is no report, or where the contract or a test of it changed", () => {
      const faults = () => retryFaults(root, counter());
      const owed = "changed since the report; run without --survivors";
      writeReport(root, report);
      expect(faults()).to.deep.equal([]);
      writeReport(root, { ...report, tests: { ...report.tests, "test/demo/Counter.ts": "0" } });
      expect(faults()).to.deep.equal([`test/demo/Counter.ts ${owed}`]);
      writeReport(root, { ...report, sha256: "0" });
      expect(faults()).to.deep.equal([`contracts/demo/Counter.sol ${owed}`]);
      rmSync(join(root, "docs"), { recursive: true });
      expect(faults()).to.deep.equal(["no docs/mutation/demo/Counter.json; run without --survivors"]);
    });
  });

  it("check: a stale report passes if fresh mutants die or were explained, and a full run is owed", async () => {
    writeReport(root, explained());
    appendFileSync(join(root, "test/demo/Counter.ts"), "// changed\n");
    expect(standings(root).map(({ kind }) => kind)).to.deep.equal(["stale"]);
    const { passed, failed, lines } = await runCheck();
    expect({ passed, failed }).to.deep.equal({ passed: 1, failed: 0 });
    expect(lines).to.contain("A FULL RUN IS OWED: npm run mutate -- --contract Counter");
    expect(lines.match(/^ {2}killed/gm)).to.have.length(4);
  });

  it("check: a stale report fails if a fresh mutant survives unexplained; a missing one always", async () => {
    writeReport(root, { ...explained(), survivors: [] });
    expect(await runCheck()).to.include({ passed: 0, failed: 1 });
    rmSync(join(root, "docs"), { recursive: true });
    expect(await runCheck()).to.include({ passed: 0, failed: 1 });
    expect(standings(root).map(({ kind }) => kind)).to.deep.equal(["missing"]);
    expect(readReport(root, "contracts/demo/Counter.sol")).to.equal(undefined);
  });

  it("holds Solidity tests that read artifacts against the mutant's own artifacts", async () => {
    const files = {
      "contracts/demo/Fee.sol":
        "library Fee { function of_(uint256 sum) internal pure returns (uint256) { return sum * 3; } }",
      "contracts/demo/Till.sol":
        'import {Fee} from "./Fee.sol"; contract Till { function fee(uint256 sum) external pure returns (uint256) { return Fee.of_(sum); } }',
      "test/demo/Fee.t.sol":
        'import {Fee} from "../../contracts/demo/Fee.sol"; import {Till} from "../../contracts/demo/Till.sol"; ' +
        "interface Vm { function getCode(string calldata) external view returns (bytes memory); } contract FeeTest { " +
        'function testSame() external { bytes memory code = Vm(address(uint160(uint256(keccak256("hevm cheat code"))))).getCode("Till"); ' +
        "address till; assembly { till := create(0, add(code, 32), mload(code)) } require(Till(till).fee(7) == Fee.of_(7)); } }",
    };
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(root, file), `// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n${text}\n`);
    }
    writeFileSync(
      join(root, "test/demo/Fee.ts"),
      'it("is asked second, since it takes longer", () => new Promise((done) => setTimeout(done, 4_000))).timeout(9_000);\n',
    );
    const workshop = await Workshop.open(root, 1);
    try {
      const target = targetOf(root, "contracts/demo/Fee.sol");
      const { mutants } = await runContract(root, workshop, target, { seed: "1", sample: "all" }, () => {});
      expect(mutants).to.include({ generated: 2, killed: 0, survived: 2 });
    } finally {
      await workshop.close();
    }
  });

  it("refuses tests that would fail on every mutant: they read the error's name from the chain's message", async () => {
    const test = join(root, "test/demo/Counter.ts");
    const byName = 'expect(await counter.add(10n).then(String, String)).to.contain("TooMuch");';
    writeFileSync(test, readFileSync(test, "utf8").replace("await counter.add(5n);", `$&\n${byName}`));
    const problem = await fullRun().then(String, String);
    expect(problem).to.contain(
      "test/demo/Counter.ts: failed on the unchanged contract; mend the tests first",
    );
  });
});
