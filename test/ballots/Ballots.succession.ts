import { expect } from "chai";
import { toBeHex, ZeroAddress } from "ethers";

import {
  type ElectionRoll,
  ElectionRoll__factory,
  type RollCallBallot,
  RollCallBallot__factory,
} from "../../typechain-types/index.js";
import {
  announceRoll,
  appointOffices,
  as,
  type Ballots,
  createElection,
  DAY,
  finish,
  frozenRoll,
  nextTime,
  nextTimeAt,
  NOTICE_PERIOD,
  now,
  OBJECTIONS,
  openElection,
  OUTCOME,
  type Poll,
  relayed,
  scheduleOf,
  SOURCE,
  STAGE,
  termsOf,
} from "../support/ballots.js";
import { ethers, networkHelpers } from "../support/network.js";

interface Succession extends Ballots {
  nextRoll: ElectionRoll;
  nextBallot: RollCallBallot;
  retiresAt: bigint;
  running: Poll;
}

const record = toBeHex(1n, 32);

/**
 * A sealed city that announces the end of roll and ballot, while roll 2 takes objections and election 1 is about to
 * close after it.
 */
async function announced(): Promise<Succession> {
  const city = await frozenRoll();
  const { officers, roll, ballot, deployer, council } = city;
  const nextRoll = await new ElectionRoll__factory(deployer).deploy(officers, roll);
  const nextBallot = await new RollCallBallot__factory(deployer).deploy(officers, nextRoll, ballot);
  await appointOffices(city, nextRoll, nextBallot);
  const at = await now();
  const running = await openElection(city, {
    schedule: { ...scheduleOf(at), closesAt: at + 60n * DAY, finalisesAt: at + 70n * DAY },
  });
  await officers.seal();
  const announcedAt = await nextTime();
  // Both contracts have a `retire`; the double of the authority knows functions by selector.
  await as(ballot, council).retire(nextBallot);
  await as(roll, council).retire(nextRoll);
  return { ...city, nextRoll, nextBallot, retiresAt: announcedAt + NOTICE_PERIOD, running };
}

describe("Ballots: succession", function () {
  let city: Succession;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(announced);
  });

  it("names predecessor and successor", async function () {
    const { roll, ballot, nextRoll, nextBallot, retiresAt } = city;
    expect(await roll.predecessor()).to.equal(ZeroAddress);
    expect(await ballot.predecessor()).to.equal(ZeroAddress);
    expect(await nextRoll.predecessor()).to.equal(await roll.getAddress());
    expect(await nextBallot.predecessor()).to.equal(await ballot.getAddress());
    expect(await ballot.successor()).to.deep.equal([await nextBallot.getAddress(), retiresAt]);
  });

  it("until the end of the notice rolls and elections begin as ever", async function () {
    const { ballot, office, retiresAt } = city;
    await announceRoll(city, city.drawing);
    await createElection(city);
    await nextTimeAt(retiresAt - 1n);
    await as(ballot, office).create(termsOf(retiresAt));
    expect(await ballot.isRetired()).to.equal(false);
  });

  it("from then on no roll is announced and no election created or opened", async function () {
    const { roll, ballot, office, drawing, nextRoll, nextBallot, retiresAt } = city;
    const drafted = await createElection(city, { schedule: scheduleOf(retiresAt) });
    await nextTimeAt(retiresAt);
    await networkHelpers.mine();
    await expect(as(ballot, office).create(termsOf(await now())))
      .to.be.revertedWithCustomError(ballot, "ContractRetired")
      .withArgs(await nextBallot.getAddress(), retiresAt);
    await nextTimeAt(BigInt(drafted.terms.schedule.opensAt));
    await expect(as(ballot, office).open(drafted.electionId))
      .to.be.revertedWithCustomError(ballot, "ContractRetired")
      .withArgs(await nextBallot.getAddress(), retiresAt);
    const { root, datasetHash, size } = drawing;
    const rollRetiresAt = (await roll.successor()).retiresAt;
    await expect(as(roll, office).announce(root, datasetHash, SOURCE, size, (await now()) + 4n * DAY))
      .to.be.revertedWithCustomError(roll, "ContractRetired")
      .withArgs(await nextRoll.getAddress(), rollRetiresAt);
  });

  it("an election ends where it opened: votes, count and result go on", async function () {
    const { ballot, voters, running, retiresAt } = city;
    await nextTimeAt(retiresAt + DAY);
    await as(ballot, voters[0]).cast(1n, 0, 1n);
    await ballot.castSigned(1n, await relayed(city, running, 64, 1n));
    await finish(city, running);
    expect(await ballot.stageOf(1n)).to.equal(STAGE.final);
    expect(await ballot.resultOf(1n)).to.deep.equal([OUTCOME.adopted, 1n, 2n, 0n]);
  });

  it("a roll that was announced before is frozen and its pages are published", async function () {
    const { roll, office, drawing, retiresAt } = city;
    await nextTimeAt(retiresAt - 10n);
    const { root, datasetHash, size } = drawing;
    await as(roll, office).announce(root, datasetHash, SOURCE, size, retiresAt + OBJECTIONS);
    await nextTimeAt(retiresAt + OBJECTIONS + 1n);
    await as(roll, office).freeze(2n);
    await roll.publishPages(2n, [drawing.page(0)]);
    expect(await roll.accountAt(2n, 3)).to.equal(drawing.accounts[3]);
  });

  it("no roll and no election moves to the successor", async function () {
    const { roll, ballot, nextRoll, nextBallot, stranger, retiresAt } = city;
    await networkHelpers.time.increaseTo(retiresAt + 60n);
    for (const [from, to, error] of [
      [roll, nextRoll, "RollStaysHere"],
      [ballot, nextBallot, "ElectionStaysHere"],
    ] as const) {
      await expect(from.connect(stranger).handOver(record))
        .to.be.revertedWithCustomError(from, "SuccessorOnly")
        .withArgs(stranger.address);
      const heir = await ethers.getImpersonatedSigner(await to.getAddress());
      await networkHelpers.setBalance(heir.address, 10n ** 18n);
      await expect(from.connect(heir).handOver(record))
        .to.be.revertedWithCustomError(from, error)
        .withArgs(record);
    }
  });

  it("the successor holds elections on its own rolls", async function () {
    const { nextBallot, nextRoll } = city;
    const later = { ...city, roll: nextRoll, ballot: nextBallot };
    await announceRoll(later, city.drawing);
    await networkHelpers.time.increase(OBJECTIONS + DAY);
    await as(nextRoll, city.office).freeze(1n);
    const poll = await openElection(later);
    await as(nextBallot, city.voters[2]).castWithProof(1n, 2, 2n, city.drawing.proof(2));
    await finish(later, poll);
    expect(await nextBallot.resultOf(1n)).to.deep.equal([OUTCOME.rejected, 0n, 1n, 0n]);
  });
});
