import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import {
  elementName,
  faultsOf,
  readTriage,
  type Finding,
  type SlitherElement,
} from "../../scripts/security/triage.js";

const finding: Finding = {
  detector: "unchecked-transfer",
  impact: "High",
  element: "contracts/land/Fund.sol: Fund.pay(address)",
  description: "Fund.pay(address) ignores return value",
};
const excuse = { detector: finding.detector, element: finding.element, reason: "the token reverts" };

describe("security: triage of slither's findings", () => {
  it("fails on a finding without an entry and names it", () => {
    const [fault, ...others] = faultsOf([finding], []);
    expect(others).to.deep.equal([]);
    expect(fault).to.contain("unchecked-transfer (High) in contracts/land/Fund.sol: Fund.pay(address)");
  });

  it("passes a finding with an entry, and only that one", () => {
    const other = { ...finding, element: "contracts/land/Fund.sol: Fund.refund(address)" };
    expect(faultsOf([finding], [excuse])).to.deep.equal([]);
    expect(faultsOf([finding, other], [excuse])).to.have.length(1);
  });

  it("excuses a detector everywhere for findings of low impact only", () => {
    const everywhere = { ...excuse, element: "*" };
    expect(faultsOf([{ ...finding, impact: "Low" }], [everywhere])).to.deep.equal([]);
    expect(faultsOf([{ ...finding, impact: "Informational" }], [everywhere])).to.deep.equal([]);
    expect(faultsOf([finding], [everywhere])).to.have.length(2);
  });

  it("fails on an entry without a finding", () => {
    const [fault] = faultsOf([], [excuse]);
    expect(fault).to.contain("no longer found");
  });

  it("names a statement by its function, and a variable below it, without lines", () => {
    const fund: SlitherElement = { type: "contract", name: "Fund" };
    const at = { filename_relative: "contracts/land/Fund.sol" };
    const pay = {
      type: "function",
      name: "pay",
      type_specific_fields: { parent: fund, signature: "pay(address)" },
    };
    const statement = {
      type: "node",
      name: "to.call()",
      source_mapping: at,
      type_specific_fields: { parent: pay },
    };
    const variable = {
      type: "variable",
      name: "to",
      source_mapping: at,
      type_specific_fields: { parent: pay },
    };
    expect(elementName([statement])).to.equal("contracts/land/Fund.sol: Fund.pay(address)");
    expect(elementName([variable])).to.equal("contracts/land/Fund.sol: Fund.pay(address).to");
  });

  it("refuses an entry without a reason and names the field", () => {
    const folder = mkdtempSync(join(tmpdir(), "civitas-triage-"));
    const file = join(folder, "slither.json");
    try {
      writeFileSync(file, JSON.stringify([{ ...excuse, reason: " " }]));
      expect(() => readTriage(file)).to.throw('entry 0: reason is " "; expected a text');
      writeFileSync(file, JSON.stringify([excuse]));
      expect(readTriage(file)).to.deep.equal([excuse]);
      expect(readTriage(join(folder, "absent.json"))).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
