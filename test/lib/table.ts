import { expect } from "chai";

import { counted, table, thousands } from "../../scripts/lib/table.js";

describe("table", () => {
  it("puts words left and numbers right, under a line", () => {
    expect(
      table(
        ["step", "gas"],
        [
          ["deploy", "1,109,387"],
          ["seal the city", "7"],
        ],
      ),
    ).to.equal(
      [
        "step                 gas",
        "-------------  ---------",
        "deploy         1,109,387",
        "seal the city          7",
      ].join("\n"),
    );
  });

  it("takes a column with one word in it for words, and leaves no blanks at the end", () => {
    expect(
      table(
        ["a", "b"],
        [
          ["1", "none"],
          ["20", "3"],
        ],
      ),
    ).to.equal([" a  b", "--  ----", " 1  none", "20  3"].join("\n"));
  });

  it("has a head without rows, and blanks where a cell is missing", () => {
    expect(table(["a", "bc"], [])).to.equal("a  bc\n-  --");
    expect(table(["a", "b"], [["x"]])).to.equal("a  b\n-  -\nx");
  });

  it("counts one and many", () => {
    expect([0, 1, 2].map((count) => counted(count, "difference"))).to.deep.equal([
      "0 differences",
      "1 difference",
      "2 differences",
    ]);
  });

  it("groups digits by thousands", () => {
    const numbers = [0, 999, 1000, 1_234_567n, 16_777_216n, -1000];
    expect(numbers.map(thousands)).to.deep.equal(["0", "999", "1,000", "1,234,567", "16,777,216", "-1,000"]);
  });
});
