import { expect } from "chai";
import { id, ZeroHash } from "ethers";

import {
  afterDirect,
  announceRoll,
  as,
  type Ballots,
  ballots,
  closeAndCount,
  createElection,
  DAY,
  finish,
  frozenRoll,
  MEASURE,
  MINUTE,
  nextTime,
  nextTimeAt,
  now,
  openElection,
  ORDER,
  REASON,
  RULES,
  scheduleOf,
  STAGE,
  startOfRecord,
  termsOf,
} from "../support/ballots.js";
import { networkHelpers } from "../support/network.js";

/** The stages of an election, as every kind of ballot has them; roll calls stand in for all. */
describe("Elections", function () {
  let city: Ballots;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(frozenRoll);
  });

  const stage = (electionId = 1n) => city.ballot.stageOf(electionId);

  /** The act is refused because the election is in another stage. */
  const refusedIn = async (act: Promise<unknown>, found: bigint, electionId = 1n): Promise<void> => {
    await expect(act)
      .to.be.revertedWithCustomError(city.ballot, "ElectionStageWrong")
      .withArgs(electionId, found);
  };

  it("publishes its rolls and its limits", async function () {
    const { ballot, roll } = city;
    expect(await ballot.roll()).to.equal(await roll.getAddress());
    expect(await ballot.MINIMUM_VOTING_PERIOD()).to.equal(10n * MINUTE);
    expect(await ballot.MAXIMUM_VOTING_PERIOD()).to.equal(90n * DAY);
    expect(await ballot.electionCount()).to.equal(0n);
  });

  it("lives from draft to final, by the acts of those who may", async function () {
    const { ballot, voters } = city;
    const { terms } = await createElection(city);
    expect(await stage()).to.equal(STAGE.draft);
    await nextTimeAt(BigInt(terms.schedule.opensAt));
    await as(ballot, city.office).open(1n);
    expect(await stage()).to.equal(STAGE.open);
    await as(ballot, voters[0]).cast(1n, 0, 1n);
    await nextTimeAt(BigInt(terms.schedule.closesAt) + 1n);
    await as(ballot, city.stranger).close(1n);
    expect(await stage()).to.equal(STAGE.closed);
    await as(ballot, city.stranger).count(1n, 1n);
    expect(await stage()).to.equal(STAGE.tallying);
    await as(ballot, city.stranger).count(1n, 1n);
    await nextTimeAt(BigInt(terms.schedule.finalisesAt));
    await as(ballot, city.stranger).finalise(1n);
    expect(await stage()).to.equal(STAGE.final);
  });

  it("tells everything about an election", async function () {
    const { ballot, drawing } = city;
    const poll = await createElection(city, {
      rules: {
        quorum: { numerator: 1n, denominator: 3n },
        threshold: { numerator: 2n, denominator: 5n },
        measure: MEASURE.roll,
        isStrict: false,
      },
    });
    const { opensAt, openUntil, closesAt, finalisesAt } = poll.terms.schedule;
    const schedule = [opensAt, openUntil, closesAt, finalisesAt];
    const rules = [[1n, 3n], [2n, 5n], MEASURE.roll, false];
    expect(await ballot.electionOf(1n)).to.deep.equal([
      STAGE.draft,
      1n,
      ZeroHash,
      0n,
      poll.termsHash,
      ZeroHash,
      schedule,
      rules,
    ]);
    await nextTimeAt(BigInt(opensAt));
    await as(ballot, city.office).open(1n);
    const start = startOfRecord(await ballot.getAddress(), 1n, poll.termsHash, drawing);
    expect(await ballot.electionOf(1n)).to.deep.equal([
      STAGE.open,
      1n,
      drawing.root,
      BigInt(drawing.size),
      poll.termsHash,
      start,
      schedule,
      rules,
    ]);
    await expect(ballot.electionOf(2n)).to.be.revertedWithCustomError(ballot, "ElectionUnknown").withArgs(2n);
    expect(await stage(2n)).to.equal(STAGE.none);
  });

  describe("creation", function () {
    it("takes the tightest schedule and refuses one second less, at each place", async function () {
      const { ballot, office } = city;
      const tightest = (at: bigint) => ({
        opensAt: at,
        openUntil: at,
        closesAt: at + 10n * MINUTE,
        finalisesAt: at + 10n * MINUTE,
      });
      for (const [place, change] of [
        ["opensAt", -1n],
        ["openUntil", -1n],
        ["closesAt", -1n],
        ["finalisesAt", -1n],
      ] as const) {
        const at = await nextTime();
        const schedule = { ...tightest(at), [place]: tightest(at)[place] + change };
        await expect(as(ballot, office).create(termsOf(at, { schedule })), place)
          .to.be.revertedWithCustomError(ballot, "ScheduleWrong")
          .withArgs(Object.values(schedule));
      }
      const at = await nextTime();
      await as(ballot, office).create(termsOf(at, { schedule: tightest(at) }));
      expect(await ballot.electionCount()).to.equal(1n);
    });

    it("takes the longest schedule and refuses one second more, at each place", async function () {
      const { ballot, office } = city;
      const longest = (at: bigint) => ({
        opensAt: at,
        openUntil: at + 90n * DAY - 10n * MINUTE,
        closesAt: at + 90n * DAY,
        finalisesAt: at + 180n * DAY,
      });
      for (const place of ["openUntil", "closesAt", "finalisesAt"] as const) {
        const at = await nextTime();
        const schedule = { ...longest(at), [place]: longest(at)[place] + 1n };
        if (place === "closesAt") schedule.finalisesAt -= 1n;
        await expect(as(ballot, office).create(termsOf(at, { schedule })), place)
          .to.be.revertedWithCustomError(ballot, "ScheduleWrong")
          .withArgs(Object.values(schedule));
      }
      const at = await nextTime();
      await as(ballot, office).create(termsOf(at, { schedule: longest(at) }));
      expect(await ballot.electionCount()).to.equal(1n);
    });

    it("refuses times at the end of all time", async function () {
      const { ballot, office } = city;
      const last = 2n ** 40n - 1n;
      const schedule = { opensAt: last - 1n, openUntil: last, closesAt: last, finalisesAt: last };
      await expect(as(ballot, office).create(termsOf(await now(), { schedule })))
        .to.be.revertedWithCustomError(ballot, "ScheduleWrong")
        .withArgs(Object.values(schedule));
    });

    it("refuses shares of nothing or above all, and a threshold that no vote exceeds", async function () {
      const { ballot, office } = city;
      for (const change of [
        { quorum: { numerator: 0n, denominator: 0n } },
        { quorum: { numerator: 3n, denominator: 2n } },
        { threshold: { numerator: 0n, denominator: 0n } },
        { threshold: { numerator: 4n, denominator: 3n } },
        { threshold: { numerator: 3n, denominator: 3n } },
      ]) {
        const rules = { ...RULES, ...change };
        await expect(as(ballot, office).create(termsOf(await now(), { rules })))
          .to.be.revertedWithCustomError(ballot, "RulesWrong")
          .withArgs([
            Object.values(rules.quorum),
            Object.values(rules.threshold),
            rules.measure,
            rules.isStrict,
          ]);
      }
      const all = { numerator: 3n, denominator: 3n };
      await createElection(city, { rules: { ...RULES, quorum: all, threshold: all, isStrict: false } });
      expect(await ballot.electionCount()).to.equal(1n);
    });

    it("wants a roll that exists and was not withdrawn", async function () {
      const { ballot, office, roll, drawing } = city;
      await announceRoll(city, drawing);
      await as(roll, office).withdraw(2n, REASON);
      await expect(as(ballot, office).create(termsOf(await now(), { rollId: 2n })))
        .to.be.revertedWithCustomError(ballot, "RollIsWithdrawn")
        .withArgs(2n);
      await expect(as(ballot, office).create(termsOf(await now(), { rollId: 3n })))
        .to.be.revertedWithCustomError(roll, "RollUnknown")
        .withArgs(3n);
    });
  });

  describe("opening", function () {
    it("records who may vote and begins the running hash", async function () {
      const { ballot, office, drawing } = city;
      const poll = await createElection(city);
      await nextTimeAt(BigInt(poll.terms.schedule.opensAt));
      const start = startOfRecord(await ballot.getAddress(), 1n, poll.termsHash, drawing);
      await expect(as(ballot, office).open(1n))
        .to.emit(ballot, "ElectionOpened")
        .withArgs(1n, drawing.root, drawing.size, start);
    });

    it("happens from the first to the last second of its time", async function () {
      const { ballot, office } = city;
      await createElection(city);
      await createElection(city);
      const [first, second] = [await ballot.electionOf(1n), await ballot.electionOf(2n)];
      await nextTimeAt(first.schedule.opensAt - 1n);
      await expect(as(ballot, office).open(1n))
        .to.be.revertedWithCustomError(ballot, "OpeningTimeWrong")
        .withArgs(1n, first.schedule.opensAt, first.schedule.openUntil);
      await nextTimeAt(first.schedule.opensAt);
      await as(ballot, office).open(1n);
      await createElection(city);
      await nextTimeAt(second.schedule.openUntil);
      await as(ballot, office).open(2n);
      const third = await ballot.electionOf(3n);
      await nextTimeAt(third.schedule.openUntil + 1n);
      await expect(as(ballot, office).open(3n))
        .to.be.revertedWithCustomError(ballot, "OpeningTimeWrong")
        .withArgs(3n, third.schedule.opensAt, third.schedule.openUntil);
    });

    it("BALLOT-3: nothing opens on a roll that is not frozen", async function () {
      const { ballot, office, roll, drawing } = city;
      await announceRoll(city, drawing);
      const { terms } = await createElection(city, { rollId: 2n });
      await nextTimeAt(BigInt(terms.schedule.opensAt));
      await expect(as(ballot, office).open(1n))
        .to.be.revertedWithCustomError(ballot, "RollNotFrozen")
        .withArgs(2n);
      await as(roll, office).withdraw(2n, REASON);
      await expect(as(ballot, office).open(1n))
        .to.be.revertedWithCustomError(ballot, "RollNotFrozen")
        .withArgs(2n);
    });

    it("BALLOT-3: nothing opens by the clock alone, and nobody but the office opens", async function () {
      const { ballot, stranger, voters } = city;
      const { terms } = await createElection(city);
      await nextTimeAt(BigInt(terms.schedule.opensAt));
      await expect(as(ballot, stranger).open(1n))
        .to.be.revertedWithCustomError(ballot, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      await refusedIn(as(ballot, voters[0]).cast(1n, 0, 1n), STAGE.draft);
    });

    it("happens once, and to an election that exists", async function () {
      const { ballot, office } = city;
      await openElection(city);
      await refusedIn(as(ballot, office).open(1n), STAGE.open);
      await refusedIn(as(ballot, office).open(2n), STAGE.none, 2n);
    });
  });

  describe("closing", function () {
    it("is open to anyone from the second after the last on", async function () {
      const { ballot, stranger, voters, drawing } = city;
      const { terms, termsHash } = await openElection(city);
      const closesAt = BigInt(terms.schedule.closesAt);
      await nextTimeAt(closesAt - 1n);
      await as(ballot, voters[0]).cast(1n, 0, 1n);
      await nextTimeAt(closesAt);
      await expect(as(ballot, stranger).close(1n))
        .to.be.revertedWithCustomError(ballot, "ClosingTimeWrong")
        .withArgs(1n, closesAt);
      await nextTimeAt(closesAt + 1n);
      const start = startOfRecord(await ballot.getAddress(), 1n, termsHash, drawing);
      await expect(as(ballot, stranger).close(1n))
        .to.emit(ballot, "ElectionClosed")
        .withArgs(1n, afterDirect(start, closesAt - 1n, 0, 1n));
      await refusedIn(as(ballot, stranger).close(1n), STAGE.closed);
    });

    it("needs an opening", async function () {
      const { terms } = await createElection(city);
      await nextTimeAt(BigInt(terms.schedule.closesAt) + 1n);
      await refusedIn(city.ballot.close(1n), STAGE.draft);
      await refusedIn(city.ballot.close(7n), STAGE.none, 7n);
    });
  });

  describe("voiding", function () {
    it("the office voids what has not opened, and nothing opens after it", async function () {
      const { ballot, office } = city;
      const { terms } = await createElection(city);
      await expect(as(ballot, office).voidUnopened(1n, REASON))
        .to.emit(ballot, "ElectionVoided")
        .withArgs(1n, STAGE.draft, REASON);
      expect(await stage()).to.equal(STAGE.void);
      await nextTimeAt(BigInt(terms.schedule.opensAt));
      await refusedIn(as(ballot, office).open(1n), STAGE.void);
      await refusedIn(as(ballot, office).voidUnopened(1n, REASON), STAGE.void);
      await refusedIn(as(ballot, office).voidUnopened(2n, REASON), STAGE.none, 2n);
    });

    it("attack: the office voids nothing after it has seen votes", async function () {
      const { ballot, office, voters } = city;
      const poll = await openElection(city);
      await as(ballot, voters[0]).cast(1n, 0, 2n);
      const tries = async (found: bigint) => {
        await refusedIn(as(ballot, office).voidUnopened(1n, REASON), found);
        await expect(as(ballot, office).voidByOrder(1n, ORDER))
          .to.be.revertedWithCustomError(ballot, "AccessManagedUnauthorized")
          .withArgs(office.address);
      };
      await tries(STAGE.open);
      await closeAndCount(city, poll);
      await tries(STAGE.tallying);
      await nextTimeAt(BigInt(poll.terms.schedule.finalisesAt));
      await ballot.finalise(1n);
      await tries(STAGE.final);
    });

    it("a court's order voids in every stage before the result is final", async function () {
      const { ballot, judge } = city;
      await createElection(city);
      const polls = [await openElection(city), await openElection(city), await openElection(city)];
      await nextTimeAt(BigInt(polls[2].terms.schedule.closesAt) + 1n);
      await ballot.close(3n);
      await ballot.close(4n);
      await ballot.count(4n, 1n);
      for (const [electionId, found] of [
        [1n, STAGE.draft],
        [2n, STAGE.open],
        [3n, STAGE.closed],
        [4n, STAGE.tallying],
      ]) {
        await expect(as(ballot, judge).voidByOrder(electionId, ORDER))
          .to.emit(ballot, "ElectionVoided")
          .withArgs(electionId, found, ORDER);
        expect(await stage(electionId)).to.equal(STAGE.void);
        await refusedIn(as(ballot, judge).voidByOrder(electionId, ORDER), STAGE.void, electionId);
      }
      await refusedIn(as(ballot, judge).voidByOrder(9n, ORDER), STAGE.none, 9n);
    });

    it("BALLOT-6: no order and no act changes what is final", async function () {
      const { ballot, judge, office, voters } = city;
      const poll = await openElection(city);
      await as(ballot, voters[0]).cast(1n, 0, 1n);
      await finish(city, poll);
      const result = await ballot.resultOf(1n);
      for (const act of [
        () => as(ballot, judge).voidByOrder(1n, ORDER),
        () => as(ballot, office).open(1n),
        () => as(ballot, office).voidUnopened(1n, REASON),
        () => as(ballot, voters[1]).cast(1n, 1, 2n),
        () => ballot.close(1n),
        () => ballot.count(1n, 1n),
        () => ballot.finalise(1n),
      ]) {
        await refusedIn(act(), STAGE.final);
      }
      expect(await ballot.resultOf(1n)).to.deep.equal(result);
    });

    it("a voided election takes no ballot, closes no more and has no result", async function () {
      const { ballot, judge, voters } = city;
      const poll = await openElection(city);
      await as(ballot, voters[0]).cast(1n, 0, 1n);
      await as(ballot, judge).voidByOrder(1n, ORDER);
      await refusedIn(as(ballot, voters[1]).cast(1n, 1, 1n), STAGE.void);
      await refusedIn(ballot.castSigned(1n, "0x"), STAGE.void);
      await nextTimeAt(BigInt(poll.terms.schedule.finalisesAt));
      for (const act of [() => ballot.close(1n), () => ballot.count(1n, 9n), () => ballot.finalise(1n)]) {
        await refusedIn(act(), STAGE.void);
      }
    });
  });

  it("attack: no silent veto: anyone brings an election to its end while every office sleeps", async function () {
    const { ballot, stranger, voters } = city;
    const { terms } = await openElection(city);
    await as(ballot, voters[3]).cast(1n, 3, 1n);
    await nextTimeAt(BigInt(terms.schedule.closesAt) + 1n);
    await as(ballot, stranger).close(1n);
    await as(ballot, stranger).count(1n, 100n);
    await nextTimeAt(BigInt(terms.schedule.finalisesAt));
    await as(ballot, stranger).finalise(1n);
    expect(await stage()).to.equal(STAGE.final);
  });

  it("attack: no silent veto: an office that opens at the last second leaves the voters their time", async function () {
    const { ballot } = city;
    const { terms } = await createElection(city);
    const { openUntil, closesAt } = terms.schedule;
    expect(BigInt(closesAt) - BigInt(openUntil)).to.be.at.least(await ballot.MINIMUM_VOTING_PERIOD());
  });

  it("BALLOT-4: roll, question, options, times and rules stay as created: nothing sets them", async function () {
    const { ballot, roll } = city;
    const setters = [...ballot.interface.fragments, ...roll.interface.fragments]
      .filter((fragment) => fragment.type === "function" && "stateMutability" in fragment)
      .filter((fragment) => !["view", "pure"].includes(String(Reflect.get(fragment, "stateMutability"))))
      .map((fragment) => String(Reflect.get(fragment, "name")));
    expect(new Set(setters)).to.deep.equal(
      new Set([
        "announce",
        "object",
        "freeze",
        "withdraw",
        "publishPages",
        "create",
        "open",
        "close",
        "count",
        "finalise",
        "voidUnopened",
        "voidByOrder",
        "cast",
        "castWithProof",
        "castSigned",
        "castSignedWithProofs",
        "retire",
        "handOver",
        "setAuthority",
      ]),
    );
    const poll = await openElection(city);
    const before = await ballot.electionOf(1n);
    await as(ballot, city.voters[0]).cast(1n, 0, 1n);
    await createElection(city, { questionHash: id("another question") });
    await finish(city, poll);
    const after = await ballot.electionOf(1n);
    expect(after.termsHash).to.equal(before.termsHash);
    expect(after.schedule).to.deep.equal(before.schedule);
    expect(after.rules).to.deep.equal(before.rules);
    expect([after.rollId, after.rollRoot, after.rollSize]).to.deep.equal([
      before.rollId,
      before.rollRoot,
      before.rollSize,
    ]);
  });

  it("nobody can create, open or void but the offices", async function () {
    const { ballot, stranger } = city;
    for (const act of [
      async () => as(ballot, stranger).create(termsOf(await now())),
      () => as(ballot, stranger).open(1n),
      () => as(ballot, stranger).voidUnopened(1n, REASON),
      () => as(ballot, stranger).voidByOrder(1n, ORDER),
      () => as(ballot, stranger).retire(stranger.address),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(ballot, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    }
  });

  it("an election can be drafted while its roll takes objections", async function () {
    city = await networkHelpers.loadFixture(ballots);
    await announceRoll(city, city.drawing);
    const at = (await now()) + 4n * DAY;
    const { terms } = await createElection(city, { schedule: scheduleOf(at) });
    await networkHelpers.time.increaseTo((await city.roll.rollOf(1n)).objectionsUntil + 1n);
    await as(city.roll, city.office).freeze(1n);
    await nextTimeAt(BigInt(terms.schedule.opensAt));
    await as(city.ballot, city.office).open(1n);
    expect(await stage()).to.equal(STAGE.open);
  });
});
