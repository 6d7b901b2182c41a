import { expect } from "chai";
import { concat, dataLength, dataSlice, toBeHex } from "ethers";

import {
  FIELD,
  GENERATOR,
  ORDER as GROUP_ORDER,
  type Point,
  pointBytes,
  publicTimes,
  reduced,
  scalarBytes,
  times,
} from "../../sdk/ballots/sealed/curve.js";
import { hintedSum } from "../../sdk/ballots/sealed/hintedSum.js";
import { type Accumulator, shareOf, tallyOf } from "../../sdk/ballots/sealed/index.js";
import { lagrange } from "../../sdk/ballots/sealed/lagrange.js";
import { shareChallenge, shareStatement, weighted } from "../../sdk/ballots/sealed/shareStatements.js";
import { weightOf } from "../../sdk/ballots/sealed/statements.js";
import {
  as,
  castSealed,
  closedSealed,
  closeSealed,
  drawShare,
  finaliseSealed,
  FORM,
  MEASURE,
  nextTimeAt,
  openSealed,
  OUTCOME,
  RULES,
  sealedCity,
  type SealedCity,
  type SealedPoll,
  type SealedTerms,
  scalarsFrom,
  STAGE,
  sumsOnChain,
  tallySealed,
  turned,
  votesOf,
} from "../support/sealed.js";
import { ethers, networkHelpers } from "../support/network.js";
import { refusals, repeated } from "../support/refusals.js";

interface Voting extends SealedCity {
  poll: SealedPoll;
}

/** A closed single choice of three with a blank ballot: votes 1, 2, 1, 0, 3. */
async function closedChoice(): Promise<Voting> {
  const city = await sealedCity();
  const poll = await closedSealed(
    city,
    { form: FORM.singleChoice, optionCount: 3n, hasBlank: true },
    votesOf([[1], [2], [1], [0], [3]]),
  );
  return { ...city, poll };
}

/** A closed motion: yes, no, yes. */
async function closedMotion(): Promise<Voting> {
  const city = await sealedCity();
  return { ...city, poll: await closedSealed(city, {}, votesOf([[1], [0], [1]])) };
}

/**
 * A share that need not be right: its proof is made with a secret for the combined key, and its hints are what the
 * contract computes.
 */
function blindShare(
  { context, held }: SealedPoll,
  trustee: number,
  sums: readonly Accumulator[],
  points: readonly Point[],
  secretOf: (rho: bigint) => bigint,
): { share: string; proof: string } {
  const statement = shareStatement(context, trustee, sums, points);
  const rho = weightOf(statement);
  const [masks, keys, shares] = [
    sums.map(({ mask }) => mask),
    held.verificationKeys[trustee - 1],
    points,
  ].map((row) => weighted(row, rho));
  const [mask, key, whole] = [masks, keys, shares].map(([start, ...terms]) => hintedSum(terms, start));
  const nonce = 77n;
  const challenge = shareChallenge(statement, times(GENERATOR, nonce), times(mask.sum, nonce));
  const response = reduced(nonce + challenge * secretOf(rho));
  const row = hintedSum([publicTimes(mask.sum, response), publicTimes(whole.sum, -challenge)]);
  return {
    share: concat(points.map(pointBytes)),
    proof: concat([
      scalarBytes(challenge),
      scalarBytes(response),
      ...[mask, key, whole, row].map(({ hints }) => hints),
    ]),
  };
}

describe("SealedBallot, the tally", function () {
  describe("shares", function () {
    let city: Voting;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(closedChoice);
    });

    it("are accepted from whoever carries them, once a trustee", async function () {
      const { sealed, poll, stranger } = city;
      const { share, proof } = await drawShare(city, poll, 2);
      await expect(as(sealed, stranger).share(1n, 2n, share, proof))
        .to.emit(sealed, "ShareAccepted")
        .withArgs(1n, 2n, share);
      expect(await sealed.shareOf(1n, 2n)).to.equal(ethers.keccak256(share));
      expect(await sealed.stageOf(1n)).to.equal(STAGE.tallying);
      await expect(sealed.share(1n, 2n, share, proof))
        .to.be.revertedWithCustomError(sealed, "AlreadyShared")
        .withArgs(1n, 2n);
    });

    it("attack: no share stands for another trustee, election, or sum", async function () {
      const { sealed, tallyVerifier, poll } = city;
      const { share, proof } = await drawShare(city, poll, 2);
      for (const trustee of [0n, 4n]) {
        await expect(sealed.share(1n, trustee, share, proof))
          .to.be.revertedWithCustomError(sealed, "TrusteeUnknown")
          .withArgs(1n, trustee);
      }
      await expect(sealed.share(1n, 1n, share, proof)).to.be.revertedWithCustomError(
        tallyVerifier,
        "HintWrong",
      );
      const other = await closedSealed(
        city,
        { form: FORM.singleChoice, optionCount: 3n, hasBlank: true },
        votesOf([[1], [2], [1]]),
      );
      await expect(sealed.share(other.electionId, 2n, share, proof)).to.be.revertedWithCustomError(
        tallyVerifier,
        "HintWrong",
      );
    });

    it("attack: no bit of a share or its proof can be turned", async function () {
      const { sealed, tallyVerifier, poll, stranger } = await networkHelpers.loadFixture(closedMotion);
      const { share, proof } = await drawShare({ ...city, sealed }, poll, 2);
      const data = sealed.interface.encodeFunctionData("share", [poll.electionId, 2n, share, proof]);
      const call = { contract: sealed, from: stranger.address, data };
      expect(await refusals(call, share, [tallyVerifier])).to.deep.equal(repeated(64, "SharePointWrong(2)"));
      // Challenge and response make the two terms of the sum; then each term's own hint is wrong.
      expect(await refusals(call, proof, [tallyVerifier])).to.deep.equal([
        ...repeated(32, "HintWrong(64)"),
        ...repeated(32, "HintWrong(0)"),
        ...repeated(64, "HintWrong(0)"),
        ...repeated(96, "HintWrong(64)"),
      ]);
    });

    it("attack: a share of several keys fits no other weight than its own", async function () {
      const { sealed, tallyVerifier, poll } = city;
      const { share, proof } = await drawShare(city, poll, 2);
      for (const at of [0, 63, 64, 128, 191]) {
        await expect(sealed.share.staticCall(1n, 2n, turned(share, at), proof), `byte ${at}`)
          .to.be.revertedWithCustomError(tallyVerifier, "HintWrong")
          .withArgs(0n);
      }
    });

    it("attack: a share of other secrets, with the best proof that can be made of it, is refused", async function () {
      const { sealed, tallyVerifier, poll } = city;
      const sums = await sumsOnChain(city, poll);
      const { share, proof } = shareOf(poll.context, 2, [5n, 6n, 7n], sums, scalarsFrom("others"));
      await expect(sealed.share(1n, 2n, share, proof)).to.be.revertedWithCustomError(
        tallyVerifier,
        "HintWrong",
      );
    });

    it("attack: a proof with one of its rows right is refused by the other, whatever the hints", async function () {
      const { sealed, tallyVerifier, poll } = city;
      const sums = await sumsOnChain(city, poll);
      const [{ mask }] = sums;
      const combinedOf =
        (secrets: readonly bigint[]) =>
        (rho: bigint): bigint =>
          secrets.reduceRight((sum, secret) => reduced(sum * rho + secret), 0n);
      const own = poll.held.secrets[1];
      const others = own.map((secret) => reduced(secret + 1n));
      const [right, wrong] = [own, others].map((secrets) => secrets.map((secret) => times(mask, secret)));
      // Whoever makes hints for it is not at fault: the trustee's own share goes through.
      const honest = blindShare(poll, 2, sums, right, combinedOf(own));
      await sealed.share.staticCall(1n, 2n, honest.share, honest.proof);
      // The first row fits the trustee's keys, the second one not the points; then the other way round.
      for (const secrets of [own, others]) {
        const { share, proof } = blindShare(poll, 2, sums, wrong, combinedOf(secrets));
        await expect(sealed.share(1n, 2n, share, proof))
          .to.be.revertedWithCustomError(tallyVerifier, "ShareProofWrong")
          .withArgs(2n);
      }
      // A challenge of 0 leaves nothing of the key.
      const { share, proof } = honest;
      await expect(sealed.share(1n, 2n, share, concat([toBeHex(0, 32), dataSlice(proof, 32)])))
        .to.be.revertedWithCustomError(tallyVerifier, "ShareProofWrong")
        .withArgs(2n);
    });

    it("have one length, points that are points and scalars below the order", async function () {
      const { sealed, tallyVerifier, poll } = city;
      const { share, proof } = await drawShare(city, poll, 2);
      await expect(sealed.share(1n, 2n, `${share}00`, proof))
        .to.be.revertedWithCustomError(tallyVerifier, "TallyLengthWrong")
        .withArgs(193n, 192n);
      await expect(sealed.share(1n, 2n, share, dataSlice(proof, 0, 63)))
        .to.be.revertedWithCustomError(tallyVerifier, "TallyLengthWrong")
        .withArgs(63n, 64n);
      await expect(sealed.share(1n, 2n, share, dataSlice(proof, 0, 64)))
        .to.be.revertedWithCustomError(tallyVerifier, "HintLengthWrong")
        .withArgs(0n, dataLength(proof) - 64);
      await expect(sealed.share(1n, 2n, share, `${proof}00`))
        .to.be.revertedWithCustomError(tallyVerifier, "HintLengthWrong")
        .withArgs(dataLength(proof) - 63, dataLength(proof) - 64);
      for (const wrong of [
        concat([toBeHex(GROUP_ORDER, 32), dataSlice(proof, 32)]),
        concat([dataSlice(proof, 0, 32), toBeHex(GROUP_ORDER, 32), dataSlice(proof, 64)]),
      ]) {
        await expect(sealed.share(1n, 2n, share, wrong))
          .to.be.revertedWithCustomError(tallyVerifier, "ShareProofWrong")
          .withArgs(2n);
      }
    });

    it("are taken until their last second", async function () {
      const { sealed, poll } = city;
      const until = BigInt(poll.terms.tallyUntil);
      const [first, second] = [await drawShare(city, poll, 1), await drawShare(city, poll, 2)];
      await nextTimeAt(until);
      await sealed.share(1n, 1n, first.share, first.proof);
      await nextTimeAt(until + 1n);
      await expect(sealed.share(1n, 2n, second.share, second.proof))
        .to.be.revertedWithCustomError(sealed, "TallyOver")
        .withArgs(1n, until);
    });
  });

  describe("the count", function () {
    let city: Voting;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(closedChoice);
    });

    /** The tally of two trustees, proven, not sent. */
    async function proven(trustees: readonly number[] = [3, 1]) {
      const { sealed, poll } = city;
      const shares = [];
      for (const trustee of trustees) {
        const share = await drawShare(city, poll, trustee);
        await sealed.share(1n, trustee, share.share, share.proof);
        shares.push(share);
      }
      const { counts, proof } = tallyOf(await sumsOnChain(city, poll), shares, 5);
      return { counts: [...counts], proof, shares };
    }

    it("is proven on the chain, by any trustees as many as the threshold", async function () {
      const { sealed, stranger } = city;
      const { counts, proof } = await proven();
      expect(counts).to.deep.equal([2, 1, 1]);
      for (const option of [0, 1, 3]) expect(await sealed.votesOf(1n, option)).to.equal(0n);
      await expect(as(sealed, stranger).tally(1n, counts, proof))
        .to.emit(sealed, "BallotsCounted")
        .withArgs(1n, [2n, 1n, 1n]);
      expect(await Promise.all([0, 1, 2, 3].map((option) => sealed.votesOf(1n, option)))).to.deep.equal([
        1n,
        2n,
        1n,
        1n,
      ]);
      await expect(sealed.votesOf(1n, 4))
        .to.be.revertedWithCustomError(sealed, "OptionUnknown")
        .withArgs(1n, 4n);
      await expect(sealed.tally(1n, counts, proof))
        .to.be.revertedWithCustomError(sealed, "AlreadyCounted")
        .withArgs(1n);
      const late = await drawShare(city, city.poll, 2);
      await expect(sealed.share(1n, 2n, late.share, late.proof))
        .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
        .withArgs(1n, STAGE.tallying);
    });

    it("BALLOT-13: attack: all trustees together prove no other votes", async function () {
      const { sealed, tallyVerifier } = city;
      const { counts, proof, shares } = await proven([1, 2]);
      const third = await drawShare(city, city.poll, 3);
      await sealed.share(1n, 3n, third.share, third.proof);
      // The best that can be done: hints for the votes claimed, of all shares there are.
      const factors = lagrange([1, 2]);
      for (const [wrong, vote] of [
        [[1, 1, 1], 0],
        [[2, 0, 1], 1],
        [[2, 1, 2], 2],
        [[1, 2, 1], 0],
      ] as const) {
        const hints = wrong.map((votes, i) => {
          const terms = shares.map(({ points }, a) => publicTimes(points[i], factors[a].factor));
          terms[0] = terms[0].add(publicTimes(GENERATOR, BigInt(votes)));
          return hintedSum(terms).hints;
        });
        const forged = concat([dataSlice(proof, 0, 2 * (64 + 192)), ...hints]);
        await expect(sealed.tally(1n, [...wrong], forged), wrong.join())
          .to.be.revertedWithCustomError(tallyVerifier, "CountWrong")
          .withArgs(vote);
      }
      await sealed.tally(1n, counts, proof);
    });

    it("attack: more votes than ballots, other classes of a number, and another number of votes are refused", async function () {
      const { sealed } = city;
      const { counts, proof } = await proven();
      for (const wrong of [
        [6, 0, 0],
        [2, 2, 2],
        [GROUP_ORDER + 2n, 1, 1],
        [2n ** 256n - 1n, 3, 1],
        counts.slice(1),
        [...counts, 0],
        [],
      ]) {
        await expect(sealed.tally(1n, wrong, proof), wrong.join())
          .to.be.revertedWithCustomError(sealed, "VotesWrong")
          .withArgs(1n);
      }
    });

    it("attack: no bit of its proof can be turned", async function () {
      city = await networkHelpers.loadFixture(closedMotion);
      const { counts, proof } = await proven();
      const { sealed, tallyVerifier, stranger } = city;
      const data = sealed.interface.encodeFunctionData("tally", [1n, counts, proof]);
      const call = { contract: sealed, from: stranger.address, data };
      const refused = await refusals(call, proof, [tallyVerifier, sealed]);
      // Trustee and inverse of each share, and its point: with another y it is the same to `ecrecover`, and not to the
      // share's hash. Then the hints of the sum.
      expect(refused.map((error) => error.slice(0, error.indexOf("(")))).to.deep.equal([
        ...[1, 2].flatMap(() => [
          ...repeated(64, "InverseWrong"),
          ...repeated(32, "HintWrong"),
          ...repeated(32, "ShareUnknown"),
        ]),
        ...repeated(64 + 96, "HintWrong"),
      ]);
    });

    it("attack: no share is left out, unknown or counted twice", async function () {
      const { sealed, tallyVerifier } = city;
      const { counts, proof } = await proven();
      const length = 64 + 192;
      const [first, second] = [dataSlice(proof, 0, length), dataSlice(proof, length, 2 * length)];
      const rest = dataSlice(proof, 2 * length);
      await expect(sealed.tally(1n, counts, concat([first, first, rest])))
        .to.be.revertedWithCustomError(tallyVerifier, "InverseWrong")
        .withArgs(3n);
      await expect(sealed.tally(1n, counts, first))
        .to.be.revertedWithCustomError(tallyVerifier, "TallyLengthWrong")
        .withArgs(length, 2 * length);
      await expect(sealed.tally(1n, counts, concat([first, second])))
        .to.be.revertedWithCustomError(tallyVerifier, "HintLengthWrong")
        .withArgs(0n, dataLength(rest));
      const huge = concat([toBeHex(GROUP_ORDER + 3n, 32), dataSlice(first, 32), second, rest]);
      await expect(sealed.tally(1n, counts, huge))
        .to.be.revertedWithCustomError(tallyVerifier, "InverseWrong")
        .withArgs(GROUP_ORDER + 3n);
      await expect(sealed.tally(1n, counts, `${proof}00`))
        .to.be.revertedWithCustomError(tallyVerifier, "HintLengthWrong")
        .withArgs(dataLength(rest) + 1, dataLength(rest));
    });

    it("attack: the opposite of a sum is not the sum: the verifier compares both coordinates", async function () {
      const { sealed, tallyVerifier } = city;
      const { counts, proof } = await proven();
      const words = [...(await sealed.sumsOf(1n))];
      const [trustees] = await tallyVerifier.checkTally(1n, words, 2n, counts, proof);
      expect(trustees).to.deep.equal([3n, 1n]);
      for (const vote of [0, 1, 2]) {
        // After the mask of the contest: `x ‖ y` for every choice but 0.
        const [x, y] = [2 * (vote + 1), 2 * (vote + 1) + 1];
        for (const wrong of [words.with(y, FIELD.ORDER - words[y]), words.with(x, words[x] + 1n)]) {
          await expect(tallyVerifier.checkTally(1n, wrong, 2n, counts, proof))
            .to.be.revertedWithCustomError(tallyVerifier, "CountWrong")
            .withArgs(vote);
        }
      }
    });

    it("attack: a share that the trustee knows, but that was not accepted, does not count", async function () {
      const { sealed, poll } = city;
      const [one, three] = [await drawShare(city, poll, 1), await drawShare(city, poll, 3)];
      await sealed.share(1n, 1n, one.share, one.proof);
      const { counts, proof } = tallyOf(await sumsOnChain(city, poll), [one, three], 5);
      await expect(sealed.tally(1n, [...counts], proof))
        .to.be.revertedWithCustomError(sealed, "ShareUnknown")
        .withArgs(1n, 3n);
    });

    it("waits for the time of the result, and decides nothing uncounted", async function () {
      const { sealed, poll } = city;
      const { finalisesAt } = poll.terms.schedule;
      const { counts, proof } = await proven();
      await expect(sealed.finalise(1n))
        .to.be.revertedWithCustomError(sealed, "FinalisingTimeWrong")
        .withArgs(1n, finalisesAt);
      await nextTimeAt(BigInt(finalisesAt));
      await expect(sealed.finalise(1n)).to.be.revertedWithCustomError(sealed, "NotCounted").withArgs(1n);
      await sealed.tally(1n, counts, proof);
      expect(await sealed.resultOf(1n)).to.deep.equal([OUTCOME.none, false, 0n, 0n, 0n]);
      const { runningHash } = await sealed.electionOf(1n);
      await expect(sealed.finalise(1n))
        .to.emit(sealed, "ElectionFinalised")
        .withArgs(1n, [OUTCOME.rejected, true, 0n, 5n, 1n], runningHash);
      await expect(sealed.finalise(1n))
        .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
        .withArgs(1n, STAGE.final);
      await expect(sealed.tally(1n, counts, proof))
        .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
        .withArgs(1n, STAGE.final);
    });
  });

  describe("an election without a tally", function () {
    it("BALLOT-14: is void where too few trustees serve, once their time is over, whoever says so", async function () {
      const { sealed, poll, stranger, ...city } = await networkHelpers.loadFixture(closedChoice);
      const { share, proof } = await drawShare({ sealed, stranger, ...city }, poll, 1);
      await sealed.share(1n, 1n, share, proof);
      await nextTimeAt(BigInt(poll.terms.tallyUntil));
      await expect(sealed.voidUntallied(1n))
        .to.be.revertedWithCustomError(sealed, "TallyPossible")
        .withArgs(1n);
      await nextTimeAt(BigInt(poll.terms.tallyUntil) + 1n);
      await expect(as(sealed, stranger).voidUntallied(1n))
        .to.emit(sealed, "ElectionVoided")
        .withArgs(1n, STAGE.tallying, await sealed.TOO_FEW_SHARES());
      expect(await sealed.stageOf(1n)).to.equal(STAGE.void);
    });

    it("is not void once enough trustees have served", async function () {
      const city = await networkHelpers.loadFixture(closedChoice);
      const { sealed, poll } = city;
      for (const trustee of [1, 3]) {
        const { share, proof } = await drawShare(city, poll, trustee);
        await sealed.share(1n, trustee, share, proof);
      }
      await nextTimeAt(BigInt(poll.terms.tallyUntil) + 1n);
      await expect(sealed.voidUntallied(1n))
        .to.be.revertedWithCustomError(sealed, "TallyPossible")
        .withArgs(1n);
    });

    it("BALLOT-12: too few ballots are never decrypted", async function () {
      const city = await networkHelpers.loadFixture(sealedCity);
      const { sealed } = city;
      const poll = await openSealed(city, { minimumBallots: 4n });
      for (const voter of [0, 1, 2]) await castSealed(city, poll, voter, [1]);
      await closeSealed(city, poll);
      const { share, proof } = await drawShare(city, poll, 1);
      await expect(sealed.share(poll.electionId, 1n, share, proof))
        .to.be.revertedWithCustomError(sealed, "TooFewBallots")
        .withArgs(poll.electionId, 3n, 4n);
      await expect(sealed.voidUntallied(poll.electionId))
        .to.emit(sealed, "ElectionVoided")
        .withArgs(poll.electionId, STAGE.closed, await sealed.TOO_FEW_BALLOTS());
    });

    it("is not void while as many ballots as the least are there and its trustees have time", async function () {
      const city = await networkHelpers.loadFixture(sealedCity);
      const poll = await closedSealed(city, { minimumBallots: 4n }, votesOf([[1], [0], [1], [1]]));
      await expect(city.sealed.voidUntallied(poll.electionId))
        .to.be.revertedWithCustomError(city.sealed, "TallyPossible")
        .withArgs(poll.electionId);
      expect(await tallySealed(city, poll)).to.deep.equal([3]);
      await nextTimeAt(BigInt(poll.terms.tallyUntil) + 1n);
      await expect(city.sealed.voidUntallied(poll.electionId))
        .to.be.revertedWithCustomError(city.sealed, "ElectionStageWrong")
        .withArgs(poll.electionId, STAGE.tallying);
    });
  });

  describe("results", function () {
    const decided = async (changes: Partial<SealedTerms>, choices: readonly (readonly number[])[]) => {
      const city = await networkHelpers.loadFixture(sealedCity);
      const poll = await closedSealed(city, changes, votesOf(choices));
      await tallySealed(city, poll);
      await finaliseSealed(city, poll);
      const { outcome, winner, blank, ballots } = await city.sealed.resultOf(poll.electionId);
      const options = Array.from({ length: Number(poll.terms.optionCount) + 2 }, (_, option) => option);
      const adopted = [];
      for (const option of options)
        if (await city.sealed.isAdopted(poll.electionId, option)) adopted.push(option);
      return { outcome, winner, blank, ballots, adopted };
    };

    it("choose the option without a key of its own", async function () {
      const lax = { ...RULES, threshold: { numerator: 1n, denominator: 4n } };
      const single = { form: FORM.singleChoice, optionCount: 3n, rules: lax };
      expect(await decided(single, [[0], [0], [1]])).to.deep.equal({
        outcome: OUTCOME.adopted,
        winner: 3n,
        blank: 0n,
        ballots: 3n,
        adopted: [3],
      });
    });

    it("measure what is decided without blank ballots, and approve of items one by one", async function () {
      const blanks = { form: FORM.motion, hasBlank: true, rules: RULES };
      expect(await decided(blanks, [[1], [0], [0], [0]])).to.deep.equal({
        outcome: OUTCOME.adopted,
        winner: 1n,
        blank: 3n,
        ballots: 4n,
        adopted: [1],
      });
      const items = { form: FORM.approval, optionCount: 3n, rules: { ...RULES, measure: MEASURE.ballots } };
      expect(
        await decided(items, [
          [1, 0, 1],
          [1, 0, 0],
          [0, 0, 1],
        ]),
      ).to.deep.equal({ outcome: OUTCOME.adopted, winner: 0n, blank: 0n, ballots: 3n, adopted: [1, 3] });
    });
  });
});
