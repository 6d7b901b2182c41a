import { expect } from "chai";

import { ballotForm } from "../../../sdk/ballots/ballotForm.js";
import { decideElection } from "../../../sdk/ballots/decideElection.js";
import { type Form, FORMS, type Rules } from "../../../sdk/index.js";

const HALF = { numerator: 1, denominator: 2 };
const THIRD = { numerator: 1, denominator: 3 };
const NONE = { numerator: 0, denominator: 1 };
const ALL = { numerator: 1, denominator: 1 };
const rules = (change: Partial<Rules> = {}): Rules => ({
  quorum: HALF,
  threshold: HALF,
  measure: "Decided",
  isStrict: true,
  ...change,
});

/** Decides by choices, one a voter. */
function decide(form: Form, choices: readonly number[], rollSize: number, change: Partial<Rules> = {}) {
  const drawn = ballotForm({
    form: FORMS.indexOf(form),
    optionCount: form === "Motion" ? 2 : 3,
    maxApprovals: 3,
    isRevotable: false,
  });
  const voters = choices.map((choice) => ({ ballots: 1, choice: BigInt(choice) }));
  const { outcome, winner, adopted } = decideElection(voters, drawn, rules(change), rollSize);
  return [outcome, winner, adopted];
}

describe("the decision of an election", () => {
  for (const [name, form, choices, rollSize, change, expected] of [
    ["no ballot, no quorum", "Motion", [], 4, {}, ["QuorumMissed", 0, []]],
    ["one below the quorum", "Motion", [1], 4, {}, ["QuorumMissed", 0, []]],
    ["exactly the quorum", "Motion", [1, 1], 4, {}, ["Adopted", 1, [1]]],
    ["blank ballots make the quorum", "Motion", [1, 0], 4, {}, ["Adopted", 1, [1]]],
    [
      "blank ballots alone adopt nothing",
      "Motion",
      [0, 0],
      4,
      { threshold: NONE, isStrict: false },
      ["Rejected", 0, []],
    ],
    ["exactly a half is not more than it", "Motion", [1, 2], 4, {}, ["Rejected", 0, []]],
    ["exactly a half reaches it", "Motion", [1, 2], 4, { isStrict: false }, ["Adopted", 1, [1]]],
    ["a motion that most refuse", "Motion", [1, 2, 2], 4, {}, ["Rejected", 0, []]],
    [
      "blank ballots do not count against, where the decided are measured",
      "Motion",
      [1, 0, 0],
      4,
      {},
      ["Adopted", 1, [1]],
    ],
    ["they do where ballots are", "Motion", [1, 0, 0], 4, { measure: "Ballots" }, ["Rejected", 0, []]],
    ["the absent do where the roll is", "Motion", [1, 1], 4, { measure: "Roll" }, ["Rejected", 0, []]],
    ["three of four of the roll", "Motion", [1, 1, 1], 4, { measure: "Roll" }, ["Adopted", 1, [1]]],
    [
      "all of them",
      "Motion",
      [1, 1, 1, 1],
      4,
      { threshold: ALL, isStrict: false, measure: "Roll" },
      ["Adopted", 1, [1]],
    ],
    ["the option with the most votes", "SingleChoice", [3, 3, 1], 4, {}, ["Adopted", 3, [3]]],
    ["the most, but not enough", "SingleChoice", [3, 3, 1, 2], 4, {}, ["Rejected", 0, []]],
    ["two with the most", "SingleChoice", [1, 1, 3, 3], 4, { isStrict: false }, ["Tied", 0, []]],
    ["two with the most, but not enough", "SingleChoice", [1, 3], 4, {}, ["Rejected", 0, []]],
    [
      "no vote for anything",
      "SingleChoice",
      [0, 0],
      4,
      { threshold: NONE, isStrict: false },
      ["Rejected", 0, []],
    ],
    [
      "all items that reach a third",
      "Approval",
      [0b011, 0b010, 0b110],
      4,
      { threshold: THIRD, isStrict: false },
      ["Adopted", 0, [1, 2, 3]],
    ],
    ["all that exceed it", "Approval", [0b011, 0b010, 0b110], 4, { threshold: THIRD }, ["Adopted", 0, [2]]],
    ["items that tie are adopted alike", "Approval", [0b011, 0b011], 4, {}, ["Adopted", 0, [1, 2]]],
    ["no item with enough", "Approval", [0b001, 0b010], 4, {}, ["Rejected", 0, []]],
  ] as const) {
    it(`is ${expected[0]}: ${name}`, () => {
      expect(decide(form, choices, rollSize, change)).to.deep.equal(expected);
    });
  }

  it("tells the votes, blank ones first", () => {
    const form = ballotForm({ form: 2, optionCount: 3, maxApprovals: 3, isRevotable: false });
    const voters = [0n, 0b101n, 0b100n, 0n].map((choice) => ({ ballots: 1, choice }));
    expect(decideElection(voters, form, rules(), 9)).to.include({ ballots: 4, blank: 2 });
    expect(decideElection(voters, form, rules(), 9).votes).to.deep.equal([2, 1, 0, 2]);
  });
});
