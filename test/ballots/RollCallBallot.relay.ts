import { p256 } from "@noble/curves/nist.js";
import { expect } from "chai";
import { concat, dataLength, dataSlice, getBytes, hexlify, keccak256, toBeHex, ZeroAddress } from "ethers";

import { RollCallBallot__factory } from "../../typechain-types/index.js";
import {
  afterRelay,
  appointOffices,
  as,
  type Ballots,
  digestOf,
  FORM,
  freezeRoll,
  frozenRoll,
  nextTime,
  openElection,
  packBallot,
  type Poll,
  REFUSAL,
  relayed,
  RollDrawing,
  signBallot,
  startOfRecord,
} from "../support/ballots.js";
import { deployDouble } from "../support/doubles.js";
import { networkHelpers } from "../support/network.js";

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("RollCallBallot: relayed ballots", function () {
  let city: Ballots;
  let poll: Poll;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(frozenRoll);
    poll = await openElection(city);
  });

  const proofOf = (index: number, { drawing }: Ballots = city) => ({
    account: drawing.accounts[index],
    siblings: drawing.proof(index),
  });

  /** Expects that nothing of the batch counts, for the one reason. */
  const refusedAlone = async (packed: string, electionId = 1n): Promise<void> => {
    await expect(city.ballot.castSigned(electionId, packed))
      .to.be.revertedWithCustomError(city.ballot, "NoBallotCounted")
      .withArgs(electionId, 1n);
  };

  /** Expects that a ballot is refused, for this reason, beside one that counts. */
  const refused = async (bad: string, voterIndex: number, refusal: bigint): Promise<void> => {
    const good = await relayed(city, poll, 69, 1n);
    const snapshot = await networkHelpers.takeSnapshot();
    const tx = city.ballot.castSigned(poll.electionId, concat([good, bad]));
    await expect(tx).to.emit(city.ballot, "BallotRefused").withArgs(poll.electionId, voterIndex, 1n, refusal);
    await snapshot.restore();
  };

  it("counts what anyone carries, with pages and with proofs, and records the whole batch", async function () {
    const { ballot, relayer, drawing } = city;
    let hash = startOfRecord(await ballot.getAddress(), 1n, poll.termsHash, drawing);
    const first = concat([
      await relayed(city, poll, 3, 1n),
      await relayed(city, poll, 64, 0n),
      await relayed(city, poll, 4, 2n),
    ]);
    let at = await nextTime();
    hash = afterRelay(hash, at, first);
    await expect(as(ballot, relayer).castSigned(1n, first))
      .to.emit(ballot, "BallotsRelayed")
      .withArgs(1n, 3n, 0n, hash);
    const second = concat([await relayed(city, poll, 0, 2n), await relayed(city, poll, 69, 1n)]);
    at = await nextTime();
    hash = afterRelay(hash, at, second);
    await expect(as(ballot, relayer).castSignedWithProofs(1n, second, [proofOf(0), proofOf(69)]))
      .to.emit(ballot, "BallotsRelayed")
      .withArgs(1n, 2n, 0n, hash);
    expect((await ballot.electionOf(1n)).runningHash).to.equal(hash);
    for (const [index, choice] of [
      [3, 1n],
      [64, 0n],
      [4, 2n],
      [0, 2n],
      [69, 1n],
    ] as const) {
      expect(await ballot.ballotOf(1n, index)).to.deep.equal([1n, choice]);
    }
    expect(await ballot.recordWord(1n, 0n)).to.equal(3n + (2n << 12n) + (3n << 16n));
    expect(await ballot.recordWord(1n, 1n)).to.equal(1n + (2n << 20n));
  });

  it("BALLOT-7: skips and logs every ballot that does not count, and records it too", async function () {
    const { ballot, voters, drawing } = city;
    await as(ballot, voters[8]).cast(1n, 8, 1n);
    const { runningHash } = await ballot.electionOf(1n);
    const items = [
      await relayed(city, poll, 7, 1n),
      await relayed(city, poll, 70, 1n, { signer: voters[0] }),
      await relayed(city, poll, 9, 3n),
      await relayed(city, poll, 10, 1n, { signer: voters[11] }),
      await relayed(city, poll, 8, 2n),
      await relayed(city, poll, 12, 1n, { ordinal: 2 }),
      await relayed(city, poll, 7, 2n),
      await relayed(city, poll, 13, 2n),
    ];
    const batch = concat(items);
    const at = await nextTime();
    const tx = await ballot.castSigned(1n, batch);
    for (const [position, voterIndex, refusal] of [
      [1n, 70, REFUSAL.notOnRoll],
      [2n, 9, REFUSAL.choiceWrong],
      [3n, 10, REFUSAL.signatureWrong],
      [4n, 8, REFUSAL.alreadyVoted],
      [5n, 12, REFUSAL.ordinalWrong],
      [6n, 7, REFUSAL.alreadyVoted],
    ] as const) {
      await expect(tx).to.emit(ballot, "BallotRefused").withArgs(1n, voterIndex, position, refusal);
    }
    await expect(tx)
      .to.emit(ballot, "BallotsRelayed")
      .withArgs(1n, 2n, 6n, afterRelay(runningHash, at, batch));
    expect(await ballot.ballotOf(1n, 7)).to.deep.equal([1n, 1n]);
    expect(await ballot.ballotOf(1n, 13)).to.deep.equal([1n, 2n]);
    for (const index of [9, 10, 12]) expect(await ballot.ballotOf(1n, index)).to.deep.equal([0n, 0n]);

    const proofs = [13, 0, 9, 10, 8, 12, 7, 14].map((index) => proofOf(index));
    const second = concat([...items.slice(0, 7), await relayed(city, poll, 14, 1n)]);
    proofs[0] = proofOf(7);
    const again = await ballot.castSignedWithProofs(1n, second, proofs);
    await expect(again).to.emit(ballot, "BallotRefused").withArgs(1n, 70, 1n, REFUSAL.notOnRoll);
    await expect(again).to.emit(ballot, "BallotRefused").withArgs(1n, 7, 0n, REFUSAL.alreadyVoted);
    expect(drawing.size).to.equal(70);
  });

  it("a batch in which nothing counts is nothing: two relays with one batch hurt nobody", async function () {
    const { ballot } = city;
    const batch = await relayed(city, poll, 7, 1n);
    await ballot.castSigned(1n, batch);
    const before = await ballot.electionOf(1n);
    await refusedAlone(batch);
    await expect(ballot.castSignedWithProofs(1n, batch, [proofOf(7)]))
      .to.be.revertedWithCustomError(ballot, "NoBallotCounted")
      .withArgs(1n, 1n);
    await expect(ballot.castSigned(1n, "0x"))
      .to.be.revertedWithCustomError(ballot, "NoBallotCounted")
      .withArgs(1n, 0n);
    expect(await ballot.electionOf(1n)).to.deep.equal(before);
  });

  it("refuses bytes that are no row of ballots, and names the place", async function () {
    const { ballot } = city;
    const good = await relayed(city, poll, 7, 1n);
    const next = await relayed(city, poll, 8, 1n);
    for (const [bytes, position] of [
      ["0x00", 0n],
      [dataSlice(good, 0, dataLength(good) - 1), 0n],
      [concat([good, "0x00"]), 1n],
      [concat([good, dataSlice(next, 0, 70)]), 1n],
      [concat(["0x02", dataSlice(good, 1)]), 0n],
      [concat([good, "0xff", dataSlice(next, 1)]), 1n],
      // The kind says P-256, which is longer.
      [concat(["0x01", dataSlice(good, 1)]), 0n],
    ] as const) {
      await expect(ballot.castSigned(1n, bytes))
        .to.be.revertedWithCustomError(ballot, "BatchMalformed")
        .withArgs(position);
      await expect(ballot.castSignedWithProofs(1n, bytes, [proofOf(7), proofOf(8)]))
        .to.be.revertedWithCustomError(ballot, "BatchMalformed")
        .withArgs(position);
    }
  });

  it("a relay's own mistakes revert the batch: pages missing, proofs missing, too many or wrong", async function () {
    const { ballot, drawing } = city;
    const batch = concat([await relayed(city, poll, 7, 1n), await relayed(city, poll, 8, 1n)]);
    await expect(ballot.castSignedWithProofs(1n, batch, [proofOf(7)]))
      .to.be.revertedWithCustomError(ballot, "ProofCountWrong")
      .withArgs(2n, 1n);
    await expect(ballot.castSignedWithProofs(1n, batch, [proofOf(7), proofOf(8), proofOf(9)]))
      .to.be.revertedWithCustomError(ballot, "ProofCountWrong")
      .withArgs(2n, 3n);
    for (const wrong of [
      proofOf(9),
      { ...proofOf(8), account: drawing.accounts[9] },
      { ...proofOf(8), siblings: drawing.proof(8).slice(1) },
    ]) {
      await expect(ballot.castSignedWithProofs(1n, batch, [proofOf(7), wrong]))
        .to.be.revertedWithCustomError(ballot, "RollProofWrong")
        .withArgs(1n, 8);
    }
    await freezeRoll(city, drawing);
    const onRoot = await openElection(city, { rollId: 2n });
    await expect(ballot.castSigned(2n, await relayed(city, onRoot, 7, 1n)))
      .to.be.revertedWithCustomError(ballot, "PageMissing")
      .withArgs(2n, 7);
  });

  describe("attacks", function () {
    it("a ballot of another election is refused", async function () {
      const second = await openElection(city);
      const packed = await relayed(city, second, 7, 1n);
      await refused(packed, 7, REFUSAL.signatureWrong);
      await city.ballot.castSigned(second.electionId, packed);
    });

    it("a ballot for other terms under this election's number is refused", async function () {
      const forged = { ...poll, termsHash: keccak256("0x01") };
      await refused(await relayed(city, forged, 7, 1n), 7, REFUSAL.signatureWrong);
    });

    it("a ballot for another contract or another chain is refused", async function () {
      const { ballot, roll, deployer, voters } = city;
      const twin = await new RollCallBallot__factory(deployer).deploy(city.officers, roll, ZeroAddress);
      await appointOffices(city, roll, twin);
      const terms = { electionId: 1n, termsHash: poll.termsHash, voterIndex: 7, ordinal: 1, choice: 1n };
      const key = voters[7].signingKey;
      const forTwin = key.sign(digestOf(await twin.getAddress(), terms));
      await refused(packBallot(terms, forTwin), 7, REFUSAL.signatureWrong);
      const forOtherChain = key.sign(digestOf(await ballot.getAddress(), terms, 1n));
      await refused(packBallot(terms, forOtherChain), 7, REFUSAL.signatureWrong);
      const forHere = key.sign(digestOf(await ballot.getAddress(), terms));
      await ballot.castSigned(1n, packBallot(terms, forHere));
    });

    it("an old ballot does not come back: replays of re-votes are refused by their ordinal", async function () {
      const { ballot, voters } = city;
      poll = await openElection(city, { isRevotable: true });
      const [yes, no] = [await relayed(city, poll, 7, 1n), await relayed(city, poll, 7, 2n, { ordinal: 2 })];
      await refused(no, 7, REFUSAL.ordinalWrong);
      await ballot.castSigned(poll.electionId, concat([yes, no]));
      expect(await ballot.ballotOf(poll.electionId, 7)).to.deep.equal([2n, 2n]);
      await refused(yes, 7, REFUSAL.ordinalWrong);
      await refused(no, 7, REFUSAL.ordinalWrong);
      // A direct ballot takes the place of the one that is signed and not yet relayed.
      const third = await relayed(city, poll, 7, 2n, { ordinal: 3 });
      await as(ballot, voters[7]).cast(poll.electionId, 7, 1n);
      await refused(third, 7, REFUSAL.ordinalWrong);
      expect(await ballot.ballotOf(poll.electionId, 7)).to.deep.equal([3n, 1n]);
    });

    it("after the fifteenth ballot a signed one is refused", async function () {
      const { ballot, voters } = city;
      poll = await openElection(city, { isRevotable: true });
      for (let i = 0; i < 14; ++i) await as(ballot, voters[7]).cast(poll.electionId, 7, 1n);
      await ballot.castSigned(poll.electionId, await relayed(city, poll, 7, 2n, { ordinal: 15 }));
      expect(await ballot.ballotOf(poll.electionId, 7)).to.deep.equal([15n, 2n]);
      await refused(await relayed(city, poll, 7, 1n, { ordinal: 16 }), 7, REFUSAL.ordinalWrong);
      await refused(await relayed(city, poll, 7, 1n, { ordinal: 0 }), 7, REFUSAL.ordinalWrong);
    });

    it("what was signed cannot be changed on the way: index, ordinal, choice, signature", async function () {
      const signature = await signBallot(city, poll, 7, 1n);
      const terms = { voterIndex: 7, ordinal: 1, choice: 1n };
      await refused(packBallot({ ...terms, choice: 2n }, signature), 7, REFUSAL.signatureWrong);
      await refused(packBallot({ ...terms, choice: 0n }, signature), 7, REFUSAL.signatureWrong);
      await refused(packBallot({ ...terms, ordinal: 2 }, signature), 7, REFUSAL.signatureWrong);
      await refused(packBallot({ ...terms, voterIndex: 8 }, signature), 8, REFUSAL.signatureWrong);
      const good = packBallot(terms, signature);
      for (const byte of [7, 20, 38, 39, 60, 70]) {
        const bytes = getBytes(good);
        bytes[byte] ^= 1;
        await refused(hexlify(bytes), 7, REFUSAL.signatureWrong);
      }
    });

    it("a signature turned to the other half of the group is refused", async function () {
      const { r, s, yParity } = await signBallot(city, poll, 7, 1n);
      // ERC-2098 has room for 255 bits of s, and so for its twin where that is short enough.
      const other = SECP256K1_ORDER - BigInt(s);
      const vs = toBeHex((BigInt(1 - yParity) << 255n) | (other & (2n ** 255n - 1n)), 32);
      const packed = concat(["0x00", toBeHex(7, 4), "0x01", "0x01", r, vs]);
      await refused(packed, 7, REFUSAL.signatureWrong);
      await refused(
        concat(["0x00", toBeHex(7, 4), "0x01", "0x01", toBeHex(0, 64)]),
        7,
        REFUSAL.signatureWrong,
      );
    });

    it("no contract's word stands for a signature (ERC-1271)", async function () {
      const { deployer, voters } = city;
      const wallet = await deployDouble("KeyedWallet", deployer, [voters[0].address]);
      const drawing = new RollDrawing([await wallet.getAddress()]);
      await freezeRoll(city, drawing);
      await city.roll.publishPages(2n, [drawing.page(0)]);
      poll = await openElection(city, { rollId: 2n });
      const packed = await relayed(city, poll, 0, 1n, { signer: voters[0] });
      await refusedAlone(packed, 2n);
    });
  });

  it("wide choices are read in all their bytes", async function () {
    const { ballot } = city;
    const wide = { form: FORM.singleChoice, optionCount: 10_000n } as const;
    poll = await openElection(city, wide);
    await ballot.castSigned(poll.electionId, await relayed(city, poll, 7, 9_999n, { choiceBytes: 2 }));
    expect(await ballot.ballotOf(poll.electionId, 7)).to.deep.equal([1n, 9_999n]);
    poll = await openElection(city, {
      form: FORM.approval,
      optionCount: 123n,
      maxApprovals: 123n,
      isRevotable: true,
    });
    const all = 2n ** 123n - 1n;
    await ballot.castSigned(poll.electionId, await relayed(city, poll, 69, all, { choiceBytes: 16 }));
    expect(await ballot.ballotOf(poll.electionId, 69)).to.deep.equal([1n, all]);
    expect(await ballot.recordWord(poll.electionId, 34n)).to.equal(((1n << 124n) | (all + 1n)) << 128n);
  });

  describe("keys of P-256", function () {
    const secret = getBytes(keccak256("0x0256"));
    const [x, y] = (() => {
      const point = hexlify(p256.getPublicKey(secret, false));
      return [dataSlice(point, 1, 33), dataSlice(point, 33, 65)];
    })();
    const account = dataSlice(keccak256(concat([x, y])), 12);

    const packed = async (choice: bigint, change: { s?: bigint; key?: [string, string] } = {}) => {
      const terms = {
        electionId: poll.electionId,
        termsHash: poll.termsHash,
        voterIndex: 0,
        ordinal: 1,
        choice,
      };
      const digest = getBytes(digestOf(await city.ballot.getAddress(), terms));
      const bytes = p256.sign(digest, secret, { prehash: false, lowS: true });
      const [r, s] = [hexlify(bytes.slice(0, 32)), hexlify(bytes.slice(32, 64))];
      return concat([
        "0x01",
        toBeHex(0, 4),
        "0x01",
        toBeHex(choice, 1),
        r,
        change.s === undefined ? s : toBeHex(change.s - BigInt(s), 32),
        ...(change.key ?? [x, y]),
      ]);
    };

    beforeEach(async function () {
      const drawing = new RollDrawing([account, "0xffffffffffffffffffffffffffffffffffffffff"]);
      await freezeRoll(city, drawing);
      await city.roll.publishPages(2n, [drawing.page(0)]);
      poll = await openElection(city, { rollId: 2n });
    });

    it("votes as the account of its key", async function () {
      await city.ballot.castSigned(2n, await packed(2n));
      expect(await city.ballot.ballotOf(2n, 0)).to.deep.equal([1n, 2n]);
    });

    it("is refused with another key, another choice, or a signature in the upper half", async function () {
      await refusedAlone(await packed(2n, { key: [y, x] }), 2n);
      await refusedAlone(await packed(2n, { s: p256.Point.Fn.ORDER }), 2n);
      const bytes = getBytes(await packed(2n));
      bytes[6] = 1;
      await refusedAlone(hexlify(bytes), 2n);
    });
  });
});
