import { expect } from "chai";

import { GENERATOR, pointBytes } from "../../sdk/ballots/sealed/curve.js";
import {
  closedSealed,
  FORM,
  sealedCity,
  scalarsFrom,
  sumsOnChain,
  tallySealed,
  votesOf,
} from "../support/sealed.js";
import { networkHelpers } from "../support/network.js";

describe("SealedBallot, random elections", function () {
  it("BALLOT-13: equal the votes of a random approval of sixteen items", async function () {
    const city = await networkHelpers.loadFixture(sealedCity);
    const random = scalarsFrom("random approval");
    const votes = votesOf(
      Array.from({ length: 3 }, () => Array.from({ length: 16 }, () => Number(random() % 2n))),
    );
    const poll = await closedSealed(city, { form: FORM.approval, optionCount: 16n }, votes);
    const plain = Array.from(
      { length: 16 },
      (_, item) => votes.filter(([, choices]) => choices[item] === 1).length,
    );
    expect(await tallySealed(city, poll, [1, 2])).to.deep.equal(plain);
    const counted = plain.map((_, item) => city.sealed.votesOf(poll.electionId, item + 1));
    expect((await Promise.all(counted)).map(Number)).to.deep.equal(plain);
  });

  for (const choices of [2, 3, 4, 5, 6, 7, 8]) {
    it(`BALLOT-13: equal the votes of a random election of ${choices} choices`, async function () {
      const city = await networkHelpers.loadFixture(sealedCity);
      const random = scalarsFrom(`random election ${choices}`);
      const votes = votesOf(Array.from({ length: 3 }, () => [Number(random() % BigInt(choices))]));
      // Three trustees make the keys of few choices, two those of many: a key each for every choice but one.
      const trusteeCount = choices < 4 ? 3 : 2;
      const terms = { form: FORM.singleChoice, optionCount: BigInt(choices) };
      const poll = await closedSealed(city, terms, votes, { trusteeCount });
      const counts = await tallySealed(city, poll, [2, choices < 4 ? 3 : 1]);
      const plain = Array.from(
        { length: choices },
        (_, choice) => votes.filter(([, [vote]]) => vote === choice).length,
      );
      expect(counts).to.deep.equal(plain.slice(1));
      expect(Number(await city.sealed.votesOf(poll.electionId, choices))).to.equal(plain[0]);
      expect(pointBytes((await sumsOnChain(city, poll))[0].mask)).not.to.equal(pointBytes(GENERATOR));
    });
  }
});
