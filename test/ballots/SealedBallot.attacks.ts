import { expect } from "chai";
import { concat, dataLength, dataSlice, keccak256, toBeHex } from "ethers";

import {
  GENERATOR,
  inverse,
  ORDER,
  type Point,
  pointBytes,
  publicTimes,
  reduced,
  scalarBytes,
  times,
} from "../../sdk/ballots/sealed/curve.js";
import { hintedSum } from "../../sdk/ballots/sealed/hintedSum.js";
import { batchWeight, packSealedBallots, type PlacedBallot } from "../../sdk/ballots/sealed/index.js";
import { lagrange } from "../../sdk/ballots/sealed/lagrange.js";
import { contestText, readContest } from "../../sdk/ballots/sealed/sealedContest.js";
import { choiceChallenge, combined, sealHash, unitWeights } from "../../sdk/ballots/sealed/sealStatements.js";
import {
  as,
  FORM,
  hintsOf,
  openSealed,
  relaySealed,
  seal,
  sealedCity,
  type SealedCity,
  type SealedPoll,
  scalarsFrom,
  signSealed,
} from "../support/sealed.js";
import { networkHelpers } from "../support/network.js";
import { refusals, repeated } from "../support/refusals.js";

interface Voting extends SealedCity {
  poll: SealedPoll;
}

const VOTER = 5;

/** A motion is open. */
async function openMotion(): Promise<Voting> {
  const city = await sealedCity();
  return { ...city, poll: await openSealed(city) };
}

/** A single choice of three and a motion are open: the second one is election 2. */
async function openTwo(): Promise<Voting & { other: SealedPoll }> {
  const city = await sealedCity();
  const other = await openSealed(city);
  const poll = await openSealed(city, { form: FORM.singleChoice, optionCount: 3n });
  return { ...city, poll, other };
}

/** How a dishonest voter departs from an honest one. */
interface Forgery {
  readonly voterIndex?: number;
  /** Secrets of the keys: responses are bent so that all second rows come out. */
  readonly secrets?: readonly bigint[];
  /** Changes the second commitments before they are hashed. */
  readonly shift?: (commitments: readonly Point[]) => readonly Point[];
}

/** A contest of a dishonest voter: the branch given is proven as if it were true. */
function forge(
  { held, context }: SealedPoll,
  voter: string,
  votes: readonly bigint[],
  branch: number,
  { voterIndex = VOTER, secrets, shift = (commitments) => commitments }: Forgery = {},
): string {
  const random = scalarsFrom(`forgery ${voterIndex} ${votes.join()} ${branch}`);
  const opening = random();
  const mask = times(GENERATOR, opening);
  const sealed = held.keys.map((key, i) => times(key, opening).add(times(GENERATOR, votes[i])));
  const hash = sealHash({ context, voterIndex, voter }, 0, { mask, sealed });
  const weights = unitWeights(hash, held.keys.length + 1);
  const key = combined(held.keys, weights);
  const whole = combined(sealed, weights);
  const challenges = weights.map(() => random());
  const responses = weights.map(() => random());
  const nonce = random();
  const first = weights.map((_, i) =>
    i === branch
      ? times(GENERATOR, nonce)
      : times(GENERATOR, responses[i]).subtract(times(mask, challenges[i])),
  );
  const commitments = shift(
    weights.map((weight, i) =>
      i === branch
        ? times(key, nonce)
        : times(key, responses[i]).subtract(times(whole.subtract(times(GENERATOR, weight)), challenges[i])),
    ),
  );
  const others = challenges.reduce((sum, value, i) => (i === branch ? sum : sum + value), 0n);
  challenges[branch] = reduced(choiceChallenge(hash, first, commitments) - others);
  responses[branch] = reduced(nonce + challenges[branch] * opening);
  if (secrets !== undefined) {
    const weighed = (row: readonly bigint[]): bigint =>
      row.reduce((sum, value, i) => reduced(sum + value * weights[i + 1]), 0n);
    const error = (weighed(votes) - weights[branch]) * inverse(weighed(secrets));
    responses[branch] = reduced(responses[branch] + challenges[branch] * error);
  }
  return contestText({ mask, sealed, commitments: [...commitments], challenges, responses });
}

/** Hints for ballots that need not be right: whoever computes them does not check these. */
function blindHints({ held, context, form }: SealedPoll, ballots: readonly PlacedBallot[]): string {
  const tau = batchWeight(context, ballots);
  const terms: Point[] = [];
  const keyFactors = held.keys.map(() => 0n);
  let [power, generator] = [1n, 0n];
  for (const [place, { voterIndex, voter, ballot }] of ballots.entries()) {
    const contest = readContest(ballot, form.choices);
    const weights = unitWeights(sealHash({ context, voterIndex, voter }, 0, contest), form.choices);
    let [responses, challenges] = [0n, 0n];
    const rows: Point[] = [];
    for (const [i, commitment] of contest.commitments.entries()) {
      const weighted = reduced(power * contest.challenges[i]);
      responses = reduced(responses + power * contest.responses[i]);
      challenges = reduced(challenges + weighted);
      generator = reduced(generator + weighted * weights[i]);
      if (place > 0 || i > 0) rows.push(publicTimes(commitment, -power));
      power = reduced(power * tau);
    }
    for (const [j, point] of contest.sealed.entries()) {
      terms.push(publicTimes(point, -challenges * weights[j + 1]));
      keyFactors[j] = reduced(keyFactors[j] + responses * weights[j + 1]);
    }
    terms.push(...rows);
  }
  for (const [j, key] of held.keys.entries()) {
    const term = publicTimes(key, keyFactors[j]);
    terms.push(j === 0 ? term.add(publicTimes(GENERATOR, generator)) : term);
  }
  return hintedSum(terms).hints;
}

describe("SealedBallot under attack", function () {
  const castAs = ({ sealed, voters, poll }: Voting, ballot: string, hints: string, voter = VOTER) =>
    as(sealed, voters[voter]).cast.staticCall(poll.electionId, voter, ballot, hints, "0x");

  it("no bit of a ballot or of its hints can be turned, each for its own reason", async function () {
    const city = await networkHelpers.loadFixture(openMotion);
    const { sealed, ballotVerifier, voters, poll } = city;
    const { ballot } = seal(city, poll, VOTER, [1]);
    const hints = hintsOf(city, poll, [{ voterIndex: VOTER, ballot }]);
    const data = sealed.interface.encodeFunctionData("cast", [poll.electionId, VOTER, ballot, hints, "0x"]);
    const call = { contract: sealed, from: voters[VOTER].address, data };
    expect(await refusals(call, ballot, [ballotVerifier])).to.deep.equal([
      ...repeated(256, "BallotPointWrong(0)"),
      ...repeated(128, "BallotChallengeWrong(0)"),
    ]);
    const terms = (dataLength(hints) - 64) / 96;
    expect(await refusals(call, hints, [ballotVerifier])).to.deep.equal([
      ...repeated(64, "HintWrong(0)"),
      ...Array.from({ length: terms }, (_, i) => repeated(96, `HintWrong(${64 + 96 * i})`)).flat(),
    ]);
  });

  it("no bit of a relayed batch can be turned", async function () {
    const city = await networkHelpers.loadFixture(openMotion);
    const { sealed, ballotVerifier, poll, stranger } = city;
    const { packed, hints } = await relaySealed(city, poll, [
      [3, [1]],
      [4, [0]],
    ]);
    const data = sealed.interface.encodeFunctionData("castSigned", [poll.electionId, packed, hints, "0x"]);
    const call = { contract: sealed, from: stranger.address, data };
    const refused = await refusals(call, packed, [ballotVerifier]);
    const bytes = dataLength(packed) / 2;
    for (const [place, error] of refused.entries()) {
      const [ballot, at] = [Math.floor(place / bytes), place % bytes];
      // The kind; the voter's index, which may be nobody's; ballot and signature, which are the voter's together.
      if (at === 0) expect(error, `byte ${place}`).to.match(/^BatchMalformed\(/);
      else if (at < 5) expect(error, `byte ${place}`).to.match(/^(NotOnRoll|BallotSignatureWrong)\(/);
      else expect(error, `byte ${place}`).to.equal(`BallotSignatureWrong(${ballot})`);
    }
  });

  it("copies of a ballot count for nobody else, in no other election", async function () {
    const city = await networkHelpers.loadFixture(openTwo);
    const { sealed, ballotVerifier, voters, poll, other } = city;
    const { ballot } = seal(city, other, VOTER, [1]);
    const hints = hintsOf(city, other, [{ voterIndex: VOTER, ballot }]);
    await expect(as(sealed, voters[6]).cast(other.electionId, 6, ballot, hints, "0x"))
      .to.be.revertedWithCustomError(ballotVerifier, "BallotChallengeWrong")
      .withArgs(0n);
    const third = await openSealed(city);
    expect(third.held.keyHash).not.to.equal(other.held.keyHash);
    await expect(as(sealed, voters[VOTER]).cast(third.electionId, VOTER, ballot, hints, "0x"))
      .to.be.revertedWithCustomError(ballotVerifier, "BallotChallengeWrong")
      .withArgs(0n);
    expect(poll.electionId).not.to.equal(other.electionId);
    // Another chain or contract has another context; a ballot sealed to it is none here.
    const elsewhere = { ...other, context: keccak256(other.context) as `0x${string}` };
    const foreign = seal(city, elsewhere, VOTER, [1]).ballot;
    await expect(
      as(sealed, voters[VOTER]).cast(
        other.electionId,
        VOTER,
        foreign,
        hintsOf(city, elsewhere, [{ voterIndex: VOTER, ballot: foreign }]),
        "0x",
      ),
    )
      .to.be.revertedWithCustomError(ballotVerifier, "BallotChallengeWrong")
      .withArgs(0n);
  });

  it("BALLOT-11: no ballot holds two votes, minus one, or two halves, whoever computes its hints", async function () {
    const city = await networkHelpers.loadFixture(openTwo);
    const { ballotVerifier, poll, voters } = city;
    const voter = voters[VOTER].address;
    const attempt = (votes: readonly bigint[], branch: number) => {
      const ballot = forge(poll, voter, votes, branch);
      return castAs(city, ballot, blindHints(poll, [{ voterIndex: VOTER, voter, ballot }]));
    };
    // The forger is not at fault: an honest vote goes through it.
    await attempt([0n, 1n], 2);
    await attempt([0n, 0n], 0);
    const half = (ORDER + 1n) / 2n;
    for (const votes of [
      [2n, 0n],
      [1n, 1n],
      [ORDER - 1n, 0n],
      [1n, ORDER - 1n],
      [half, half],
    ]) {
      for (const branch of [0, 1, 2]) {
        await expect(attempt(votes, branch), `${votes.join()} as ${branch}`).to.be.revertedWithCustomError(
          ballotVerifier,
          "BallotProofWrong",
        );
      }
    }
  });

  it("the second row alone, wrong in one commitment, is found; the first row alone is too", async function () {
    const city = await networkHelpers.loadFixture(openTwo);
    const { ballotVerifier, poll, voters } = city;
    const voter = voters[VOTER].address;
    const honest = forge(poll, voter, [1n, 0n], 1);
    const contest = readContest(honest, 3);
    for (const wrong of [0, 1, 2]) {
      const commitments = contest.commitments.map((point, i) => (i === wrong ? point.add(GENERATOR) : point));
      const ballot = contestText({ ...contest, commitments });
      await expect(castAs(city, ballot, blindHints(poll, [{ voterIndex: VOTER, voter, ballot }])))
        .to.be.revertedWithCustomError(ballotVerifier, "BallotChallengeWrong")
        .withArgs(0n);
      // A response changed with its challenge kept: the first row does not come to what was hashed.
      const responses = contest.responses.map((value, i) => (i === wrong ? reduced(value + 1n) : value));
      const other = contestText({ ...contest, responses });
      await expect(castAs(city, other, blindHints(poll, [{ voterIndex: VOTER, voter, ballot: other }])))
        .to.be.revertedWithCustomError(ballotVerifier, "BallotChallengeWrong")
        .withArgs(0n);
    }
    // Challenges that add up, but to other branches than they were drawn for.
    const challenges = contest.challenges.with(0, contest.challenges[2]).with(2, contest.challenges[0]);
    const moved = contestText({ ...contest, challenges });
    await expect(castAs(city, moved, blindHints(poll, [{ voterIndex: VOTER, voter, ballot: moved }])))
      .to.be.revertedWithCustomError(ballotVerifier, "BallotChallengeWrong")
      .withArgs(0n);
  });

  it("attack: trustees who know every secret prove no two votes: the first row binds them", async function () {
    const city = await networkHelpers.loadFixture(openTwo);
    const { ballotVerifier, poll, voters } = city;
    const voter = voters[VOTER].address;
    const factors = lagrange([1, 2]);
    const secrets = poll.held.keys.map((_, key) =>
      factors.reduce((sum, { factor }, i) => reduced(sum + factor * poll.held.secrets[i][key]), 0n),
    );
    expect(secrets.map((secret) => pointBytes(times(GENERATOR, secret)))).to.deep.equal(
      poll.held.keys.map(pointBytes),
    );
    for (const [votes, branch] of [
      [[2n, 0n], 1],
      [[0n, ORDER - 1n], 0],
    ] as const) {
      const ballot = forge(poll, voter, votes, branch, { secrets });
      const contest = readContest(ballot, 3);
      const weights = unitWeights(
        sealHash({ context: poll.context, voterIndex: VOTER, voter }, 0, contest),
        3,
      );
      const [key, whole] = [combined(poll.held.keys, weights), combined(contest.sealed, weights)];
      for (const [i, weight] of weights.entries()) {
        const shifted = whole.subtract(times(GENERATOR, weight));
        const right = contest.commitments[i].add(times(shifted, contest.challenges[i]));
        expect(times(key, contest.responses[i]).equals(right), `second row of ${i}`).to.equal(true);
      }
      await expect(castAs(city, ballot, blindHints(poll, [{ voterIndex: VOTER, voter, ballot }])))
        .to.be.revertedWithCustomError(ballotVerifier, "BallotChallengeWrong")
        .withArgs(0n);
    }
  });

  it("attack: errors that cancel under weights known beforehand are found, in a ballot and across a batch", async function () {
    const city = await networkHelpers.loadFixture(openTwo);
    const { sealed, ballotVerifier, poll, voters } = city;
    const placed = (voterIndex: number, shift?: Forgery["shift"]): PlacedBallot => {
      const voter = voters[voterIndex].address;
      return {
        voterIndex,
        voter,
        ballot: forge(poll, voter, [1n, 0n], 1, { voterIndex, ...(shift === undefined ? {} : { shift }) }),
      };
    };
    const castBatch = async (row: readonly PlacedBallot[]) => {
      const signed = await Promise.all(
        row.map(async (item) => ({
          ...item,
          signature: await signSealed(city, poll, item.voterIndex, item.ballot),
        })),
      );
      return sealed.castSigned.staticCall(
        poll.electionId,
        packSealedBallots(signed),
        blindHints(poll, row),
        "0x",
      );
    };
    const error = times(GENERATOR, 5n);
    const honest = [placed(VOTER), placed(8)];
    await castBatch(honest);
    // What a forger may hope that the weights are: none, of the election alone, of the ballots before they are bent.
    for (const guess of [1n, BigInt(poll.context) >> 128n, batchWeight(poll.context, honest)]) {
      const within = placed(VOTER, ([one, two, ...rest]) => [
        one.add(error),
        two.subtract(times(error, inverse(guess))),
        ...rest,
      ]);
      await expect(castAs(city, within.ballot, blindHints(poll, [within])))
        .to.be.revertedWithCustomError(ballotVerifier, "BallotProofWrong")
        .withArgs();
      const across = [
        placed(VOTER, ([one, ...rest]) => [one.add(error), ...rest]),
        placed(8, ([one, ...rest]) => [one.subtract(times(error, inverse(guess ** 3n))), ...rest]),
      ];
      await expect(castBatch(across)).to.be.revertedWithCustomError(ballotVerifier, "BallotProofWrong");
    }
    // The sum has the right x, and the opposite y.
    const opposite = placed(VOTER, ([one, ...rest]) => [one.negate(), ...rest]);
    await expect(castAs(city, opposite.ballot, blindHints(poll, [opposite])))
      .to.be.revertedWithCustomError(ballotVerifier, "BallotProofWrong")
      .withArgs();
  });

  it("a proof whose second row is another key's is found in the sum alone", async function () {
    const city = await networkHelpers.loadFixture(openTwo);
    const { ballotVerifier, poll, other, voters } = city;
    const voter = voters[VOTER].address;
    // Everything is as it should be, for keys that are not the election's.
    const keys = [other.held.keys[0], poll.held.keys[1]];
    const strange = { ...poll, held: { ...poll.held, keys } };
    const ballot = forge(strange, voter, [1n, 0n], 1);
    await expect(
      castAs(city, ballot, blindHints(poll, [{ voterIndex: VOTER, voter, ballot }])),
    ).to.be.revertedWithCustomError(ballotVerifier, "BallotProofWrong");
    const swapped = { ...poll, held: { ...poll.held, keys: poll.held.keys.toReversed() } };
    const turnedBallot = forge(swapped, voter, [1n, 0n], 1);
    await expect(
      castAs(city, turnedBallot, blindHints(poll, [{ voterIndex: VOTER, voter, ballot: turnedBallot }])),
    ).to.be.revertedWithCustomError(ballotVerifier, "BallotProofWrong");
  });

  it("points and scalars have one form", async function () {
    const city = await networkHelpers.loadFixture(openMotion);
    const { ballotVerifier, poll } = city;
    const { ballot } = seal(city, poll, VOTER, [1]);
    const hints = hintsOf(city, poll, [{ voterIndex: VOTER, ballot }]);
    const replaced = (place: number, bytes: string) =>
      concat([dataSlice(ballot, 0, place), bytes, dataSlice(ballot, place + dataLength(bytes))]);
    const refused = (wrong: string, error: string) =>
      expect(castAs(city, wrong, hints))
        .to.be.revertedWithCustomError(ballotVerifier, error)
        .withArgs(0n);
    for (const place of [0, 64, 128, 192]) {
      // The identity's stand-in, an x that is no field element below the order, a y of the other residue class.
      await refused(replaced(place, `0x${"00".repeat(64)}`), "BallotPointWrong");
      await refused(replaced(place, toBeHex(ORDER, 32)), "BallotPointWrong");
      await refused(replaced(place + 32, `0x${"ff".repeat(32)}`), "BallotPointWrong");
      // The opposite point is on the curve: the challenge tells.
      const y = BigInt(dataSlice(ballot, place + 32, place + 64));
      const prime = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;
      await refused(replaced(place + 32, toBeHex(prime - y, 32)), "BallotChallengeWrong");
    }
    for (const place of [256, 288, 320, 352]) {
      const scalar = BigInt(dataSlice(ballot, place, place + 32));
      if (scalar + ORDER < 1n << 256n)
        await refused(replaced(place, toBeHex(scalar + ORDER, 32)), "BallotScalarWrong");
      await refused(replaced(place, toBeHex(ORDER, 32)), "BallotScalarWrong");
      await refused(replaced(place, `0x${"ff".repeat(32)}`), "BallotScalarWrong");
    }
    // A challenge of 0 would leave a branch without its first commitment.
    for (const place of [256, 288]) await refused(replaced(place, scalarBytes(0n)), "BallotScalarWrong");
  });

  it("whoever makes a ballot that cannot be added hits that ballot alone", async function () {
    const city = await networkHelpers.loadFixture(openMotion);
    const { sealed, poll, voters } = city;
    const { sealBallot } = await import("../../sdk/ballots/sealed/index.js");
    const place = { context: poll.context, voterIndex: VOTER, voter: voters[VOTER].address };
    const random = scalarsFrom("unaddable");
    // The sums begin with the random scalar 1.
    for (const opening of [1n, ORDER - 1n]) {
      const drawn = [opening];
      const { ballot } = sealBallot(poll.held.keys, poll.form, place, [0], () => drawn.pop() ?? random());
      expect(dataSlice(ballot, 0, 32)).to.equal(dataSlice(pointBytes(GENERATOR), 0, 32));
      const hints = hintsOf(city, poll, [{ voterIndex: VOTER, ballot }]);
      await expect(
        as(sealed, voters[VOTER]).cast(poll.electionId, VOTER, ballot, hints, "0x"),
      ).to.be.revertedWithCustomError(sealed, "BallotUnaddable");
    }
  });

  it("one forged ballot fails its whole batch, wherever it stands, and no other ballot pays for it", async function () {
    const city = await networkHelpers.loadFixture(openTwo);
    const { sealed, ballotVerifier, poll, voters } = city;
    const voter = voters[VOTER].address;
    const forged = forge(poll, voter, [2n, 0n], 1);
    const good = seal(city, poll, 8, [2]).ballot;
    for (const order of [0, 1]) {
      const row = [
        { voterIndex: VOTER, ballot: forged },
        { voterIndex: 8, ballot: good },
      ];
      if (order === 1) row.reverse();
      const signed = await Promise.all(
        row.map(async (item) => ({
          ...item,
          signature: await signSealed(city, poll, item.voterIndex, item.ballot),
        })),
      );
      const hints = blindHints(
        poll,
        row.map((item) => ({ ...item, voter: voters[item.voterIndex].address })),
      );
      await expect(
        sealed.castSigned(poll.electionId, packSealedBallots(signed), hints, "0x"),
      ).to.be.revertedWithCustomError(ballotVerifier, "BallotProofWrong");
    }
    const hints = hintsOf(city, poll, [{ voterIndex: 8, ballot: good }]);
    await as(sealed, voters[8]).cast(poll.electionId, 8, good, hints, "0x");
    expect(await sealed.ballotsOf(poll.electionId)).to.equal(1n);
  });
});
