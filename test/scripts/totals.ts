import { expect } from "chai";

import { sumTotals } from "../../scripts/ci/totals.js";

const HARDHAT =
  "\n  12 passing (6s)\n  1 pending\n\n\u001b[32m20 passing (12 mocha, 8 solidity)\u001b[39m\n1 skipped (1 mocha)\n";

describe("the totals of continuous integration", () => {
  it("take Hardhat's summary of both runners once", () => {
    expect(sumTotals({ test: HARDHAT }, [])).to.deep.equal({ passed: 20, failed: 0, skipped: 1 });
  });

  it("count no test twice that a runner inside a test has printed", () => {
    const suite = "\n Test Files  1 failed | 12 passed (13)\n      Tests  2 failed | 97 passed (99)\n";
    expect(sumTotals({ test: `${suite}${HARDHAT}` }, [])).to.deep.equal({
      passed: 20,
      failed: 0,
      skipped: 1,
    });
  });

  it("take the closing line of our own runners", () => {
    expect(sumTotals({ gas: "row\n3 passed, 0 failed\n" }, [])).to.deep.equal({
      passed: 3,
      failed: 0,
      skipped: 0,
    });
    expect(sumTotals({ gas: "gas: 2 passed, 1 failed, 4 skipped\n" }, ["gas"])).to.deep.equal({
      passed: 2,
      failed: 1,
      skipped: 4,
    });
  });

  it("count a gate without tests, and a second run of the tests, as one", () => {
    expect(sumTotals({ lint: "fine\n", coverage: HARDHAT }, [])).to.deep.equal({
      passed: 2,
      failed: 0,
      skipped: 0,
    });
    expect(sumTotals({ lint: "bad\n" }, ["lint"])).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
  });

  it("count a gate that fails although no test did", () => {
    expect(sumTotals({ test: HARDHAT }, ["test"])).to.deep.equal({ passed: 20, failed: 1, skipped: 1 });
  });
});
