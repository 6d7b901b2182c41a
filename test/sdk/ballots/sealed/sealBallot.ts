import { expect } from "chai";
import { concat, dataLength, dataSlice, getBytes, hexlify, id, keccak256, toBeHex } from "ethers";

import { GENERATOR, ORDER, pointBytes, reduced, times } from "../../../../sdk/ballots/sealed/curve.js";
import {
  ballotHints,
  batchWeight,
  checkSealedBallot,
  openSealedBallot,
  type Point,
  randomScalar,
  readPoint,
  sealBallot,
  sealedBallotBytes,
  type SealedForm,
  type SealPlace,
} from "../../../../sdk/ballots/sealed/index.js";
import { contestText, readContest } from "../../../../sdk/ballots/sealed/sealedContest.js";
import {
  choiceChallenge,
  combined,
  sealHash,
  unitWeights,
} from "../../../../sdk/ballots/sealed/sealStatements.js";
import { InputError } from "../../../../sdk/index.js";
import { scalarsFrom } from "../../../support/sealedKeys.js";

const VOTER = "0x00000000000000000000000000000000000C1711";
const place: SealPlace = { context: id("an election"), voterIndex: 7, voter: VOTER };
const keysOf = (form: SealedForm): { secrets: bigint[]; keys: Point[] } => {
  const random = scalarsFrom("keys of a test");
  const secrets = Array.from({ length: form.choices - 1 }, () => random());
  return { secrets, keys: secrets.map((secret) => times(GENERATOR, secret)) };
};
const single = (choices: number): SealedForm => ({ contests: 1, choices });
const APPROVAL: SealedForm = { contests: 3, choices: 2 };

/** What is wrong, as the check tells it. */
function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return `${error.field} ${error.problem}`;
    throw error;
  }
  return "nothing";
}

describe("sealed ballots", function () {
  for (const choices of [2, 3, 4, 5, 6, 7, 8]) {
    it(`hold every choice of ${choices}, and only who has the opening reads it`, () => {
      const form = single(choices);
      const { secrets, keys } = keysOf(form);
      for (const choice of new Set([0, 1, choices - 1])) {
        const draft = sealBallot(keys, form, place, [choice]);
        expect(dataLength(draft.ballot)).to.equal(192 * choices);
        expect(draft.ballotHash).to.equal(keccak256(draft.ballot));
        const [contest] = checkSealedBallot(keys, form, place, draft.ballot);
        expect(draft.seals).to.deep.equal([contest.seal]);
        expect(openSealedBallot(keys, form, place, draft.ballot, draft.openings)).to.deep.equal([choice]);
        // Who has the keys' secrets decrypts it: that takes the trustees.
        const votes = contest.sealed.map((point, i) => point.subtract(times(contest.mask, secrets[i])));
        expect(votes.map((vote) => (vote.is0() ? 0 : 1))).to.deep.equal(
          votes.map((_, i) => (i + 1 === choice ? 1 : 0)),
        );
      }
    });
  }

  it("hold a yes or no for every item", () => {
    const { keys } = keysOf(APPROVAL);
    const draft = sealBallot(keys, APPROVAL, place, [1, 0, 1]);
    expect(dataLength(draft.ballot)).to.equal(sealedBallotBytes(APPROVAL));
    expect(openSealedBallot(keys, APPROVAL, place, draft.ballot, draft.openings)).to.deep.equal([1, 0, 1]);
    const [first, second, third] = [0, 1, 2].map((i) => dataSlice(draft.ballot, 384 * i, 384 * (i + 1)));
    const moved = concat([second, first, third]);
    expect(problemOf(() => checkSealedBallot(keys, APPROVAL, place, moved))).to.include("do not add up");
  });

  it("are never the same twice, and show nothing of the choice in their length", () => {
    const { keys } = keysOf(single(3));
    const drafts = [0, 0, 1, 2].map((choice) => sealBallot(keys, single(3), place, [choice]));
    expect(new Set(drafts.map(({ ballot }) => ballot)).size).to.equal(4);
    expect(new Set(drafts.map(({ ballot }) => ballot.length)).size).to.equal(1);
  });

  it("refuse a choice, a form and keys that are none", () => {
    const { keys } = keysOf(single(3));
    const seal = (form: SealedForm, choices: readonly number[]) => () =>
      sealBallot(keys, form, place, choices);
    for (const choice of [-1, 3, 0.5]) {
      expect(problemOf(seal(single(3), [choice]))).to.equal("choices are not the ballot's");
    }
    expect(problemOf(seal(single(3), [0, 1]))).to.equal("choices are not the ballot's");
    expect(problemOf(seal(single(4), [0]))).to.equal("keys are not one a choice but 0");
    for (const form of [
      single(1),
      single(9),
      { contests: 2, choices: 3 },
      { contests: 0, choices: 2 },
      { contests: 17, choices: 2 },
    ]) {
      expect(problemOf(seal(form, [0]))).to.equal("form is no form of a sealed ballot");
    }
  });

  it("count for nobody else, nowhere else", () => {
    const form = single(2);
    const { keys } = keysOf(form);
    const { ballot } = sealBallot(keys, form, place, [1]);
    for (const other of [
      { ...place, context: id("another election") },
      { ...place, voterIndex: 8 },
      { ...place, voter: "0x00000000000000000000000000000000000c1712" },
    ]) {
      expect(problemOf(() => checkSealedBallot(keys, form, other, ballot))).to.include("do not add up");
    }
    const others = keys.map((key) => key.double());
    expect(problemOf(() => checkSealedBallot(others, form, place, ballot))).to.include("does not fit");
  });

  it("attack: no bit of a ballot can be turned", () => {
    const form = single(2);
    const { keys } = keysOf(form);
    const bytes = getBytes(sealBallot(keys, form, place, [1], scalarsFrom("bits")).ballot);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Uint8Array.from(bytes);
      changed[at] ^= 1 << (at % 8);
      expect(
        problemOf(() => checkSealedBallot(keys, form, place, hexlify(changed))),
        `byte ${at}`,
      ).not.to.equal("nothing");
    }
    expect(problemOf(() => checkSealedBallot(keys, form, place, hexlify(bytes.slice(1))))).to.include(
      "bytes are not",
    );
  });

  it("attack: no ballot holds two votes, minus one, or two halves: no branch can be proven", () => {
    const form = single(3);
    const { keys } = keysOf(form);
    const forged = (votes: readonly bigint[], branch: number) => {
      const random = scalarsFrom(`forgery ${votes.join()} ${branch}`);
      const opening = random();
      const mask = times(GENERATOR, opening);
      const sealed = keys.map((key, i) => times(key, opening).add(times(GENERATOR, votes[i])));
      return problemOf(() =>
        checkSealedBallot(keys, form, place, proveAs(keys, mask, sealed, opening, branch, random)),
      );
    };
    // The forger itself is not at fault: an honest vote goes through it.
    expect(forged([0n, 1n], 2)).to.equal("nothing");
    const half = (ORDER + 1n) / 2n;
    for (const votes of [
      [2n, 0n],
      [1n, 1n],
      [ORDER - 1n, 0n],
      [1n, ORDER - 1n],
      [half, half],
      [0n, 5n],
    ]) {
      for (const branch of [0, 1, 2])
        expect(forged(votes, branch), `${votes.join()} as ${branch}`).to.include("does not fit");
    }
  });

  it("are opened by their own opening alone", () => {
    const form = single(3);
    const { keys } = keysOf(form);
    const { ballot, openings } = sealBallot(keys, form, place, [2]);
    const open = (given: readonly bigint[]) => () => openSealedBallot(keys, form, place, ballot, given);
    expect(problemOf(open([openings[0] + 1n]))).to.equal("openings[0] does not open the ballot");
    expect(problemOf(open([]))).to.equal("openings[0] does not open the ballot");
  });

  it("are read as they are written", () => {
    const { keys } = keysOf(single(4));
    const { ballot } = sealBallot(keys, single(4), place, [3]);
    expect(contestText(readContest(ballot, 4))).to.equal(ballot);
  });

  it("draw their scalars from the platform, below the order and never 0", () => {
    const drawn = Array.from({ length: 200 }, () => randomScalar());
    expect(drawn.every((scalar) => scalar > 0n && scalar < ORDER)).to.equal(true);
    expect(new Set(drawn).size).to.equal(200);
    expect(drawn.some((scalar) => scalar > ORDER / 2n)).to.equal(true);
  });

  it("have no point that no message may hold", () => {
    const onCurve = pointBytes(GENERATOR);
    expect(readPoint(onCurve, "it").equals(GENERATOR)).to.equal(true);
    const [x, y] = [dataSlice(onCurve, 0, 32), dataSlice(onCurve, 32)];
    for (const bytes of [
      concat([toBeHex(0, 32), y]),
      concat([toBeHex(ORDER, 32), y]),
      concat([x, toBeHex(BigInt(y) + 1n, 32)]),
      concat([x, y, "0x00"]),
    ]) {
      expect(
        problemOf(() => readPoint(bytes, "it")),
        bytes,
      ).to.match(/^it is (no point|not on the curve)/);
    }
    expect(() => pointBytes(times(GENERATOR, 0n))).to.throw(InputError, "has no coordinates");
  });

  it("weigh their batch by every byte of every ballot, its election and its places", () => {
    const form = single(2);
    const { keys } = keysOf(form);
    const ballots = [7, 9].map((voterIndex) => ({
      voterIndex,
      voter: VOTER,
      ballot: sealBallot(keys, form, { ...place, voterIndex }, [1]).ballot,
    }));
    // A ballot with its last bits turned.
    const bent = (bits: number): string => {
      const last = Number(dataSlice(ballots[1].ballot, 383));
      return concat([dataSlice(ballots[1].ballot, 0, 383), toBeHex(last ^ bits, 1)]);
    };
    const weights = [
      batchWeight(place.context, ballots),
      batchWeight(id("another"), ballots),
      batchWeight(place.context, ballots.toReversed()),
      batchWeight(place.context, ballots.slice(0, 1)),
      batchWeight(place.context, [ballots[0], { ...ballots[1], voterIndex: 10 }]),
      batchWeight(place.context, [ballots[0], { ...ballots[1], ballot: bent(1) }]),
      batchWeight(place.context, [ballots[0], { ...ballots[1], ballot: bent(2) }]),
    ];
    expect(new Set(weights).size).to.equal(weights.length);
    expect(weights.every((weight) => weight < 1n << 128n)).to.equal(true);
    // 2k − 1 terms a ballot, one a key, none for the first commitment; a slope for each but the first.
    expect(dataLength(ballotHints(keys, form, place.context, ballots))).to.equal(96 * (2 * 3 - 1 + 1) - 32);
    expect(problemOf(() => ballotHints(keys, form, id("another"), ballots))).to.include("do not add up");
  });
});

/** A proof for a branch that need not be true. */
function proveAs(
  keys: readonly Point[],
  mask: Point,
  sealed: readonly Point[],
  opening: bigint,
  branch: number,
  random: () => bigint,
): string {
  const weights = unitWeights(sealHash(place, 0, { mask, sealed }), keys.length + 1);
  const seal = sealHash(place, 0, { mask, sealed });
  const key = combined(keys, weights);
  const whole = combined(sealed, weights);
  const challenges = weights.map(() => random());
  const responses = weights.map(() => random());
  const nonce = random();
  const first = weights.map((_, i) =>
    i === branch
      ? times(GENERATOR, nonce)
      : times(GENERATOR, responses[i]).subtract(times(mask, challenges[i])),
  );
  const commitments = weights.map((weight, i) =>
    i === branch
      ? times(key, nonce)
      : times(key, responses[i]).subtract(times(whole.subtract(times(GENERATOR, weight)), challenges[i])),
  );
  const others = challenges.reduce((sum, value, i) => (i === branch ? sum : sum + value), 0n);
  challenges[branch] = reduced(choiceChallenge(seal, first, commitments) - others);
  responses[branch] = reduced(nonce + challenges[branch] * opening);
  return contestText({ mask, sealed, commitments, challenges, responses });
}
