import { expect } from "chai";
import { AbiCoder, concat, keccak256 } from "ethers";

import {
  as,
  type Ballots,
  closeAndCount,
  finish,
  FORM,
  frozenRoll,
  HOUR,
  MEASURE,
  nextTimeAt,
  now,
  OBJECTIONS,
  openElection,
  OUTCOME,
  type Poll,
  receiptOf,
  relayed,
  RULES,
  SOURCE,
  STAGE,
  type Terms,
  VOTERS,
} from "../support/ballots.js";
import { gasCounts } from "../support/gas.js";
import { networkHelpers } from "../support/network.js";

const MOST_GAS = 15_000_000n;

/** The largest piece of a count that the documentation names. */
const LARGEST_COUNT = 600;

/** So many words are counted here to know the price of one. */
const SAMPLE = 60;

/** Where the contract keeps its records: docs/storage/ballots.json. */
const RECORDS_SLOT = 7n;

const coder = AbiCoder.defaultAbiCoder();

describe("RollCallBallot: counting and results", function () {
  let city: Ballots;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(frozenRoll);
  });

  /** Casts the choices of the first voters, one after another. */
  const castAll = async (electionId: bigint, choices: readonly bigint[]): Promise<void> => {
    for (const [index, choice] of choices.entries()) {
      await as(city.ballot, city.voters[index]).cast(electionId, index, choice);
    }
  };

  /** An election with these ballots, brought to its end. */
  const held = async (changes: Partial<Terms>, choices: readonly bigint[]): Promise<bigint> => {
    const poll = await openElection(city, changes);
    await castAll(poll.electionId, choices);
    await finish(city, poll);
    return poll.electionId;
  };

  /** So many equal choices. */
  const times = (count: number, choice: bigint): bigint[] => Array.from({ length: count }, () => choice);

  /** Yes, no and blank ballots of a motion. */
  const motion = (yes: number, no: number, blank = 0): bigint[] => [
    ...times(yes, 1n),
    ...times(no, 2n),
    ...times(blank, 0n),
  ];

  describe("count", function () {
    it("BALLOT-8: counts each word once, in any pieces, whoever counts", async function () {
      const { ballot, stranger, voters } = city;
      const poll = await openElection(city);
      await castAll(1n, motion(3, 2, 1));
      await as(ballot, voters[69]).cast(1n, 69, 1n);
      expect(await ballot.countOf(1n)).to.deep.equal([0n, 2n]);
      await nextTimeAt(BigInt(poll.terms.schedule.closesAt) + 1n);
      await ballot.close(1n);
      await expect(as(ballot, stranger).count(1n, 0n)).to.emit(ballot, "RecordCounted").withArgs(1n, 0n, 2n);
      await expect(as(ballot, stranger).count(1n, 1n)).to.emit(ballot, "RecordCounted").withArgs(1n, 1n, 2n);
      expect(await Promise.all([0n, 1n, 2n].map((option) => ballot.votesOf(1n, option)))).to.deep.equal([
        1n,
        3n,
        2n,
      ]);
      await as(ballot, stranger).count(1n, 2n ** 256n - 1n);
      await as(ballot, stranger).count(1n, 5n);
      expect(await ballot.countOf(1n)).to.deep.equal([2n, 2n]);
      expect(await Promise.all([0n, 1n, 2n].map((option) => ballot.votesOf(1n, option)))).to.deep.equal([
        1n,
        4n,
        2n,
      ]);
    });

    it("begins when the election is closed, and not before", async function () {
      const { ballot } = city;
      await openElection(city);
      for (const [electionId, stage] of [
        [1n, STAGE.open],
        [2n, STAGE.none],
      ]) {
        await expect(ballot.count(electionId, 1n))
          .to.be.revertedWithCustomError(ballot, "ElectionStageWrong")
          .withArgs(electionId, stage);
      }
    });

    it("knows no votes of options that do not exist", async function () {
      const { ballot } = city;
      await openElection(city);
      await expect(ballot.votesOf(1n, 3n))
        .to.be.revertedWithCustomError(ballot, "OptionUnknown")
        .withArgs(1n, 3n);
    });
  });

  describe("finalise", function () {
    it("announces the result with the running hash, from its time on", async function () {
      const { ballot, stranger } = city;
      const poll = await openElection(city);
      await castAll(1n, motion(3, 2, 1));
      await closeAndCount(city, poll);
      const { runningHash } = await ballot.electionOf(1n);
      const finalisesAt = BigInt(poll.terms.schedule.finalisesAt);
      await nextTimeAt(finalisesAt - 1n);
      await expect(as(ballot, stranger).finalise(1n))
        .to.be.revertedWithCustomError(ballot, "FinalisingTimeWrong")
        .withArgs(1n, finalisesAt);
      expect(await ballot.resultOf(1n)).to.deep.equal([OUTCOME.none, 0n, 0n, 0n]);
      expect(await ballot.isAdopted(1n, 1n)).to.equal(false);
      await nextTimeAt(finalisesAt);
      await expect(as(ballot, stranger).finalise(1n))
        .to.emit(ballot, "ElectionFinalised")
        .withArgs(1n, [OUTCOME.adopted, 1n, 6n, 1n], runningHash);
      expect(await ballot.resultOf(1n)).to.deep.equal([OUTCOME.adopted, 1n, 6n, 1n]);
      expect(await ballot.stageOf(1n)).to.equal(STAGE.final);
    });

    it("waits until the whole record is counted", async function () {
      const { ballot } = city;
      const poll = await openElection(city);
      await nextTimeAt(BigInt(poll.terms.schedule.closesAt) + 1n);
      await ballot.close(1n);
      await nextTimeAt(BigInt(poll.terms.schedule.finalisesAt));
      await expect(ballot.finalise(1n))
        .to.be.revertedWithCustomError(ballot, "ElectionStageWrong")
        .withArgs(1n, STAGE.closed);
      await ballot.count(1n, 1n);
      await expect(ballot.finalise(1n))
        .to.be.revertedWithCustomError(ballot, "RecordUncounted")
        .withArgs(1n, 1n, 2n);
    });
  });

  describe("motions", function () {
    it("a simple majority is more than half of what is decided, exactly", async function () {
      const { ballot } = city;
      for (const [yes, no, blank, outcome] of [
        [3, 2, 9, OUTCOME.adopted],
        [2, 2, 1, OUTCOME.rejected],
        [2, 3, 0, OUTCOME.rejected],
        [1, 0, 0, OUTCOME.adopted],
        [0, 0, 5, OUTCOME.rejected],
        [0, 0, 0, OUTCOME.rejected],
      ] as const) {
        const electionId = await held({}, motion(yes, no, blank));
        expect(await ballot.resultOf(electionId), `${yes} : ${no} : ${blank}`).to.deep.equal([
          outcome,
          outcome === OUTCOME.adopted ? 1n : 0n,
          BigInt(yes + no + blank),
          BigInt(blank),
        ]);
        expect(await ballot.isAdopted(electionId, 1n)).to.equal(outcome === OUTCOME.adopted);
        expect(await ballot.isAdopted(electionId, 2n), "a rejection adopts nothing").to.equal(false);
        expect(await ballot.isAdopted(electionId, 0n)).to.equal(false);
      }
    });

    it("two thirds are two thirds: reached by 4 of 6, not by 3999 of 6000", async function () {
      const { ballot } = city;
      const twoThirds = { numerator: 2n, denominator: 3n };
      const rules = { ...RULES, threshold: twoThirds, isStrict: false };
      for (const [yes, no, outcome] of [
        [4, 2, OUTCOME.adopted],
        [3, 2, OUTCOME.rejected],
        [7, 4, OUTCOME.rejected],
      ] as const) {
        const electionId = await held({ rules }, motion(yes, no));
        expect((await ballot.resultOf(electionId)).outcome, `${yes} : ${no}`).to.equal(outcome);
      }
      const strict = await held({ rules: { ...rules, isStrict: true } }, motion(4, 2));
      expect((await ballot.resultOf(strict)).outcome).to.equal(OUTCOME.rejected);
    });

    it("measures against the decided ballots, all ballots, or the whole roll", async function () {
      const { ballot } = city;
      for (const [measure, yes, no, blank, outcome] of [
        [MEASURE.decided, 3, 2, 5, OUTCOME.adopted],
        [MEASURE.ballots, 5, 2, 3, OUTCOME.rejected],
        [MEASURE.ballots, 6, 2, 3, OUTCOME.adopted],
        [MEASURE.roll, 35, 0, 0, OUTCOME.rejected],
        [MEASURE.roll, 36, 0, 0, OUTCOME.adopted],
      ] as const) {
        const electionId = await held({ rules: { ...RULES, measure } }, motion(yes, no, blank));
        expect((await ballot.resultOf(electionId)).outcome, `${measure}: ${yes} : ${no} : ${blank}`).to.equal(
          outcome,
        );
      }
    });

    it("a quorum is reached by exactly its share of the roll, blank ballots included", async function () {
      const { ballot } = city;
      const quorum = { numerator: 1n, denominator: 10n };
      for (const [yes, blank, outcome] of [
        [4, 3, OUTCOME.adopted],
        [4, 2, OUTCOME.quorumMissed],
      ] as const) {
        const electionId = await held({ rules: { ...RULES, quorum } }, motion(yes, 0, blank));
        expect(await ballot.resultOf(electionId)).to.deep.equal([
          outcome,
          outcome === OUTCOME.adopted ? 1n : 0n,
          BigInt(yes + blank),
          BigInt(blank),
        ]);
        expect(await ballot.isAdopted(electionId, 1n)).to.equal(outcome === OUTCOME.adopted);
      }
      // A third of 70 is 23 and a third: 24 are needed.
      const third = { numerator: 1n, denominator: 3n };
      const missed = await held({ rules: { ...RULES, quorum: third } }, motion(23, 0));
      expect((await ballot.resultOf(missed)).outcome).to.equal(OUTCOME.quorumMissed);
    });

    it("a threshold of nothing adopts nothing without a vote", async function () {
      const rules = { ...RULES, threshold: { numerator: 0n, denominator: 1n }, isStrict: false };
      const none = await held({ rules }, motion(0, 3));
      expect((await city.ballot.resultOf(none)).outcome).to.equal(OUTCOME.rejected);
      const one = await held({ rules }, motion(1, 3));
      expect((await city.ballot.resultOf(one)).outcome).to.equal(OUTCOME.adopted);
    });
  });

  describe("single choice", function () {
    const threeOptions = { form: FORM.singleChoice, optionCount: 3n } as const;
    const plurality = { ...RULES, threshold: { numerator: 0n, denominator: 1n }, isStrict: true };

    it("adopts the option with the most votes, if they reach the threshold", async function () {
      const { ballot } = city;
      for (const [choices, rules, outcome, winner] of [
        [[1n, 2n, 2n, 3n], plurality, OUTCOME.adopted, 2n],
        [[3n, 1n, 3n, 2n, 0n], plurality, OUTCOME.adopted, 3n],
        [[1n, 2n, 2n, 3n], RULES, OUTCOME.rejected, 0n],
        [[1n, 2n, 2n, 2n], RULES, OUTCOME.adopted, 2n],
        [[1n, 1n, 2n, 2n, 3n], plurality, OUTCOME.tied, 0n],
        [[3n, 3n, 1n, 2n, 2n], plurality, OUTCOME.tied, 0n],
        [[1n, 1n, 2n, 2n], RULES, OUTCOME.rejected, 0n],
        [[1n, 2n, 3n, 3n], plurality, OUTCOME.adopted, 3n],
        [[0n, 0n], plurality, OUTCOME.rejected, 0n],
      ] as const) {
        const electionId = await held({ ...threeOptions, rules }, choices);
        const result = await ballot.resultOf(electionId);
        expect([result.outcome, result.winner], choices.join()).to.deep.equal([outcome, winner]);
        for (const option of [1n, 2n, 3n]) {
          expect(await ballot.isAdopted(electionId, option)).to.equal(winner === option);
        }
      }
    });

    it("attack: 10,000 options are counted in pieces and decided in one transaction, each under 15 million gas", async function () {
      const { ballot } = city;
      const poll = await openElection(city, {
        form: FORM.singleChoice,
        optionCount: 10_000n,
        rules: plurality,
      });
      const choices = Array.from({ length: VOTERS }, (_, i) => BigInt(10_000 - 100 * i));
      choices[VOTERS - 1] = 10_000n;
      const items: string[] = [];
      for (const [index, choice] of choices.entries()) {
        items.push(await relayed(city, poll, index, choice, { choiceBytes: 2 }));
      }
      await ballot.castSigned(1n, concat(items));
      await nextTimeAt(BigInt(poll.terms.schedule.closesAt) + 1n);
      await ballot.close(1n);
      const gas = [(await receiptOf(ballot.count(1n, 100n))).gasUsed];
      await nextTimeAt(BigInt(poll.terms.schedule.finalisesAt));
      gas.push((await receiptOf(ballot.finalise(1n))).gasUsed);
      expect(await ballot.resultOf(1n)).to.deep.equal([OUTCOME.adopted, 10_000n, BigInt(VOTERS), 0n]);
      expect(await ballot.votesOf(1n, 10_000n)).to.equal(2n);
      expect(await ballot.isAdopted(1n, 10_000n)).to.equal(true);
      if (!gasCounts()) return;
      for (const used of gas) expect(used).to.be.lessThan(MOST_GAS);
    });
  });

  it(`keeps the count of ${LARGEST_COUNT} words of 64 voters each under 15 million gas`, async function () {
    const { ballot, roll, office, drawing } = city;
    const size = 2 ** 20;
    const { root } = drawing.within(20);
    const until = (await now()) + OBJECTIONS + HOUR;
    await as(roll, office).announce(root, drawing.datasetHash, SOURCE, size, until);
    await networkHelpers.time.increaseTo(until + 1n);
    await as(roll, office).freeze(2n);
    const poll = await openElection(city, { rollId: 2n });
    // A million ballots take too long to cast here: their words are written into the record's storage.
    const full = BigInt(`0x${"21".repeat(32)}`);
    const inner = keccak256(coder.encode(["uint256", "uint256"], [poll.electionId, RECORDS_SLOT]));
    for (let word = 0; word <= SAMPLE; ++word) {
      const slot = keccak256(coder.encode(["uint256", "bytes32"], [word, inner]));
      await networkHelpers.setStorageAt(await ballot.getAddress(), slot, full);
    }
    expect(await ballot.recordWord(poll.electionId, BigInt(SAMPLE))).to.equal(full);
    await nextTimeAt(BigInt(poll.terms.schedule.closesAt) + 1n);
    await ballot.close(poll.electionId);
    await ballot.count(poll.electionId, 1n);
    const { gasUsed } = await receiptOf(ballot.count(poll.electionId, SAMPLE));
    expect(await ballot.votesOf(poll.electionId, 1n)).to.equal(32n * BigInt(SAMPLE + 1));
    expect(await ballot.votesOf(poll.electionId, 0n)).to.equal(32n * BigInt(SAMPLE + 1));
    if (!gasCounts()) return;
    // A word costs what the word before it costs; the transaction's own gas is counted too often, not too seldom.
    const largest = (gasUsed * BigInt(LARGEST_COUNT)) / BigInt(SAMPLE);
    expect(largest).to.be.lessThan(MOST_GAS);
    expect((largest * 120n) / 100n, "the documented size is far from the limit").to.be.greaterThan(MOST_GAS);
  });

  describe("approval", function () {
    const budget = { form: FORM.approval, optionCount: 7n, maxApprovals: 3n } as const;

    it("adopts each item that reaches the threshold", async function () {
      const { ballot } = city;
      const electionId = await held(budget, [0b0000111n, 0b0000011n, 0b1000001n, 0n, 0b1000000n]);
      expect(
        await Promise.all([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].map((item) => ballot.votesOf(electionId, item))),
      ).to.deep.equal([1n, 3n, 2n, 1n, 0n, 0n, 0n, 2n]);
      expect(await ballot.resultOf(electionId)).to.deep.equal([OUTCOME.adopted, 0n, 5n, 1n]);
      for (const item of [0n, 1n, 2n, 3n, 4n, 7n, 8n, 2n ** 200n]) {
        expect(await ballot.isAdopted(electionId, item), `item ${item}`).to.equal(item === 1n);
      }
    });

    it("adopts items of equal votes together", async function () {
      const { ballot } = city;
      const electionId = await held(budget, [0b11n, 0b11n, 0b100n]);
      expect(await ballot.resultOf(electionId)).to.deep.equal([OUTCOME.adopted, 0n, 3n, 0n]);
      expect(await ballot.isAdopted(electionId, 1n)).to.equal(true);
      expect(await ballot.isAdopted(electionId, 2n)).to.equal(true);
      expect(await ballot.isAdopted(electionId, 3n)).to.equal(false);
    });

    it("rejects where no item reaches it, and misses its quorum as a whole", async function () {
      const { ballot } = city;
      const none = await held(budget, [0b1n, 0b10n, 0b100n]);
      expect(await ballot.resultOf(none)).to.deep.equal([OUTCOME.rejected, 0n, 3n, 0n]);
      const quorum = { numerator: 1n, denominator: 2n };
      const missed = await held({ ...budget, rules: { ...RULES, quorum } }, [1n, 1n]);
      expect(await ballot.resultOf(missed)).to.deep.equal([OUTCOME.quorumMissed, 0n, 2n, 0n]);
      expect(await ballot.isAdopted(missed, 1n)).to.equal(false);
    });
  });

  it("where voters may vote again, the last ballot of each counts, once", async function () {
    const { ballot, voters } = city;
    const poll: Poll = await openElection(city, { isRevotable: true });
    await castAll(1n, motion(2, 1));
    await as(ballot, voters[0]).cast(1n, 0, 2n);
    await as(ballot, voters[1]).cast(1n, 1, 0n);
    await finish(city, poll);
    expect(await ballot.resultOf(1n)).to.deep.equal([OUTCOME.rejected, 0n, 3n, 1n]);
    expect(await ballot.votesOf(1n, 2n)).to.equal(2n);
  });
});
