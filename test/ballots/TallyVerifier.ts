import { expect } from "chai";
import { concat, toBeHex } from "ethers";

import {
  FIELD,
  GENERATOR,
  IDENTITY,
  ORDER,
  type Point,
  pointBytes,
  scalarBytes,
  times,
} from "../../sdk/ballots/sealed/curve.js";
import type { ITallyVerifier } from "../../typechain-types/index.js";
import {
  FORM,
  MEASURE,
  networkHelpers,
  OUTCOME,
  RULES,
  sealedCity,
  type SealedCity,
} from "../support/sealed.js";

type Counted = ITallyVerifier.CountedStruct;

/** A motion of four ballots on a roll of seventy, decided by more than half of what is not blank. */
const counted = (changes: Partial<Counted>): Counted => ({
  form: FORM.motion,
  rules: RULES,
  hasBlank: false,
  rollSize: 70n,
  ballots: 4n,
  votes: [0n],
  ...changes,
});

describe("TallyVerifier, a tally", function () {
  let city: SealedCity;
  before(async function () {
    city = await networkHelpers.loadFixture(sealedCity);
  });

  /** A trustee of a tally, with what is given for its inverse and its share of one vote. */
  const part = (trustee: bigint, inverse: bigint, share: Point): string =>
    concat([toBeHex(trustee, 32), scalarBytes(inverse), pointBytes(share)]);
  const check = (sum: Point, votes: bigint, proof: string) => {
    const { x, y } = (sum.is0() ? GENERATOR : sum).toAffine();
    return city.tallyVerifier.checkTally(1n, [1n, 1n, x, y], 2n, [votes], proof);
  };
  const point = times(GENERATOR, 7n);

  it("adds shares of the trustees 1 and 2 with the factors 2 and -1", async function () {
    // 2·(7·G) + 3·G − 5·G = 12·G.
    const [first, second, sum] = [17n, ORDER - 5n, 12n].map((factor) => times(GENERATOR, factor));
    const [one, other] = [first.toAffine(), second.toAffine()];
    const slope = FIELD.div(FIELD.sub(other.y, one.y), FIELD.sub(other.x, one.x));
    const proof = concat([
      part(1n, 1n, point),
      part(2n, ORDER - 1n, times(GENERATOR, 5n)),
      pointBytes(first),
      pointBytes(second),
      toBeHex(slope, 32),
    ]);
    const [trustees] = await check(sum, 3n, proof);
    expect(trustees).to.deep.equal([1n, 2n]);
    await expect(check(sum, 4n, proof))
      .to.be.revertedWithCustomError(city.tallyVerifier, "HintWrong")
      .withArgs(0n);
  });

  it("attack: equal and opposite terms have no slope, whatever is given for it", async function () {
    const double = times(GENERATOR, 14n);
    // 2·(7·G) and −(−14·G); then −(14·G).
    for (const [share, term] of [
      [double.negate(), double],
      [double, double.negate()],
    ] as const) {
      for (const slope of [0n, 1n]) {
        const proof = concat([
          part(1n, 1n, point),
          part(2n, ORDER - 1n, share),
          pointBytes(double),
          pointBytes(term),
          toBeHex(slope, 32),
        ]);
        await expect(check(IDENTITY, 0n, proof))
          .to.be.revertedWithCustomError(city.tallyVerifier, "HintWrong")
          .withArgs(64n);
      }
    }
  });

  it("attack: the order is no trustee, though it has an inverse", async function () {
    const hints = `0x${"00".repeat(160)}`;
    const proof = concat([part(ORDER, 1n, point), part(1n, ORDER - 1n, point), hints]);
    await expect(check(point, 0n, proof))
      .to.be.revertedWithCustomError(city.tallyVerifier, "InverseWrong")
      .withArgs(ORDER);
  });
});

describe("TallyVerifier, what votes decide", function () {
  let city: SealedCity;
  before(async function () {
    city = await networkHelpers.loadFixture(sealedCity);
  });

  /** Outcome, winner and adopted options. */
  async function decided(changes: Partial<Counted>): Promise<[bigint, bigint, number[]]> {
    const [outcome, winner, bits] = await city.tallyVerifier.decide(counted(changes));
    const options = Array.from({ length: 17 }, (_, i) => i + 1);
    return [outcome, winner, options.filter((option) => (bits >> BigInt(option - 1)) & 1n)];
  }
  const lax = { ...RULES, threshold: { numerator: 1n, denominator: 4n } };
  const single = { form: FORM.singleChoice, rules: lax };
  const items = { form: FORM.approval, rules: { ...RULES, measure: MEASURE.ballots }, ballots: 3n };

  it("adopts a motion that has its majority, and rejects one that has not", async function () {
    expect(await decided({ ballots: 3n, votes: [2n] })).to.deep.equal([OUTCOME.adopted, 1n, [1]]);
    expect(await decided({ ballots: 3n, votes: [1n] })).to.deep.equal([OUTCOME.rejected, 0n, []]);
    expect(await decided({ votes: [2n] }), "a half").to.deep.equal([OUTCOME.rejected, 0n, []]);
    expect(await decided({ ballots: 3n, votes: [0n] })).to.deep.equal([OUTCOME.rejected, 0n, []]);
  });

  it("measures a motion without its blank ballots: one yes of four, three of them blank", async function () {
    const blanks = { hasBlank: true, votes: [1n, 0n] };
    expect(await decided(blanks)).to.deep.equal([OUTCOME.adopted, 1n, [1]]);
    const { tallyVerifier } = city;
    const votes = [0, 1, 2, 3].map((option) => tallyVerifier.votesFor(counted(blanks), option));
    expect(await Promise.all(votes)).to.deep.equal([3n, 1n, 0n, 3n]);
    const all = { ...blanks, rules: { ...RULES, measure: MEASURE.ballots } };
    expect(await decided(all)).to.deep.equal([OUTCOME.rejected, 0n, []]);
    const roll = { ...blanks, rollSize: 2n, rules: { ...RULES, measure: MEASURE.roll } };
    expect(await decided(roll)).to.deep.equal([OUTCOME.rejected, 0n, []]);
    expect(await decided({ ...roll, rollSize: 1n })).to.deep.equal([OUTCOME.adopted, 1n, [1]]);
  });

  it("misses a quorum by one ballot", async function () {
    const quorum = { ...RULES, quorum: { numerator: 1n, denominator: 2n } };
    const missed = { rules: quorum, rollSize: 9n, votes: [4n] };
    expect(await decided(missed)).to.deep.equal([OUTCOME.quorumMissed, 0n, []]);
    expect(await decided({ ...missed, rollSize: 8n })).to.deep.equal([OUTCOME.adopted, 1n, [1]]);
  });

  it("ties, and chooses the option without a key of its own", async function () {
    expect(await decided({ ...single, votes: [2n, 2n] })).to.deep.equal([OUTCOME.tied, 0n, []]);
    // A tie that a later option ends.
    expect(await decided({ ...single, votes: [1n, 1n] })).to.deep.equal([OUTCOME.adopted, 3n, [3]]);
    expect(await decided({ ...single, ballots: 3n, votes: [1n, 0n] })).to.deep.equal([
      OUTCOME.adopted,
      3n,
      [3],
    ]);
    expect(await decided({ ...single, votes: [1n, 3n] })).to.deep.equal([OUTCOME.adopted, 2n, [2]]);
    expect(await decided({ ...single, votes: [3n, 1n] })).to.deep.equal([OUTCOME.adopted, 1n, [1]]);
    // A later tie, with the last option.
    expect(await decided({ ...single, votes: [2n, 0n] })).to.deep.equal([OUTCOME.tied, 0n, []]);
    expect(await decided({ ...single, rules: RULES, votes: [2n, 2n] }), "too few").to.deep.equal([
      OUTCOME.rejected,
      0n,
      [],
    ]);
  });

  it("has no last option where a ballot may be blank", async function () {
    const blank = { ...single, hasBlank: true, ballots: 9n };
    expect(await decided({ ...blank, votes: [2n, 1n] })).to.deep.equal([OUTCOME.adopted, 1n, [1]]);
    expect(await decided({ ...blank, votes: [1n, 1n] })).to.deep.equal([OUTCOME.tied, 0n, []]);
    expect(await decided({ ...blank, votes: [0n, 0n] })).to.deep.equal([OUTCOME.rejected, 0n, []]);
    const { tallyVerifier } = city;
    expect(await tallyVerifier.votesFor(counted({ ...single, votes: [1n, 0n] }), 0n)).to.equal(0n);
    expect(await tallyVerifier.votesFor(counted({ ...single, votes: [1n, 0n] }), 3n)).to.equal(3n);
  });

  it("approves of items one by one", async function () {
    expect(await decided({ ...items, votes: [2n, 0n, 2n] })).to.deep.equal([OUTCOME.adopted, 0n, [1, 3]]);
    expect(await decided({ ...items, votes: [0n, 1n, 0n] })).to.deep.equal([OUTCOME.rejected, 0n, []]);
    expect(await decided({ ...items, votes: [1n, 3n] })).to.deep.equal([OUTCOME.adopted, 0n, [2]]);
    expect(await decided({ ...items, votes: [2n] })).to.deep.equal([OUTCOME.adopted, 0n, [1]]);
    const sixteen = Array.from({ length: 16 }, (_, i) => (i === 15 ? 3n : 0n));
    expect(await decided({ ...items, votes: sixteen })).to.deep.equal([OUTCOME.adopted, 0n, [16]]);
    // None counts as blank, so that the whole of the ballots is what is decided.
    const strict = { ...items, rules: RULES, votes: [1n, 0n] };
    expect(await decided(strict)).to.deep.equal([OUTCOME.rejected, 0n, []]);
  });
});
