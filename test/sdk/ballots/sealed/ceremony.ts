import { expect } from "chai";
import { concat, dataLength, id, keccak256 } from "ethers";

import {
  GENERATOR,
  IDENTITY,
  inverse,
  ORDER,
  pointBytes,
  publicTimes,
  reduced,
  times,
} from "../../../../sdk/ballots/sealed/curve.js";
import {
  addBallot,
  type Accumulator,
  babySteps,
  ceremonyPlanHash,
  ceremonySession,
  checkSealedBallot,
  complainAbout,
  type DealingBytes,
  dealingBytes,
  dealingHash,
  dealShares,
  discreteLog,
  electionContext,
  emptySums,
  isDealing,
  isRegistration,
  isShare,
  openDealing,
  readDealing,
  registerTrustee,
  sealBallot,
  type SealedForm,
  shareOf,
  STATEMENTS,
  tallyOf,
} from "../../../../sdk/ballots/sealed/index.js";
import { lagrange } from "../../../../sdk/ballots/sealed/lagrange.js";
import { InputError } from "../../../../sdk/index.js";
import type { Hex } from "../../../../sdk/signing/types.js";
import { holdCeremony, scalarsFrom } from "../../../support/sealedKeys.js";

const session = id("a session") as Hex;
const context = id("an election");
const voterOf = (index: number): string =>
  `0x${keccak256(`0x${(index + 1).toString(16).padStart(4, "0")}`).slice(-40)}`;

describe("the trustees' ceremony", function () {
  const held = holdCeremony(session, 3, 5, 2, scalarsFrom("ceremony"));
  const { registrations, dealings } = held;

  it("registers a key with the knowledge of it, for one session and one trustee", () => {
    for (const [i, registration] of registrations.entries()) {
      expect(isRegistration(session, i + 1, registration)).to.equal(true);
      expect(isRegistration(session, i + 2, registration)).to.equal(false);
      expect(isRegistration(id("another") as Hex, i + 1, registration)).to.equal(false);
      expect(
        isRegistration(session, i + 1, { ...registration, key: registrations[(i + 1) % 5].key }),
      ).to.equal(false);
      const { challenge, response } = registration.proof;
      for (const proof of [
        { challenge: challenge + 1n, response },
        { challenge, response: response + 1n },
        { challenge: 0n, response },
      ]) {
        expect(isRegistration(session, i + 1, { ...registration, proof })).to.equal(false);
      }
    }
  });

  it("draws a new key for every ceremony", () => {
    const drawn = Array.from({ length: 20 }, () => registerTrustee(session, 1).secret);
    expect(new Set(drawn).size).to.equal(20);
  });

  it("deals shares that fit the commitments, each readable by its recipient alone", () => {
    for (const [d, dealing] of dealings.entries()) {
      expect(isDealing(session, d + 1, dealing)).to.equal(true);
      expect(isDealing(session, ((d + 1) % 5) + 1, dealing)).to.equal(false);
      for (const [r, secret] of held.registered.entries()) {
        expect(openDealing(session, d + 1, r + 1, secret, dealing).wrongKeys).to.deep.equal([]);
        expect(openDealing(session, d + 1, r + 1, secret + 1n, dealing).wrongKeys).to.deep.equal([0, 1]);
      }
    }
  });

  it("tells the recipient which share does not fit", () => {
    const [dealing] = dealings;
    const shares = dealing.shares.map((row, i) => (i === 2 ? [row[0], reduced(row[1] + 1n)] : row));
    expect(openDealing(session, 1, 3, held.registered[2], { ...dealing, shares }).wrongKeys).to.deep.equal([
      1,
    ]);
    expect(openDealing(session, 1, 4, held.registered[3], { ...dealing, shares }).wrongKeys).to.deep.equal(
      [],
    );
  });

  it("attack: no constant is dealt without knowing it, and none is another dealer's or another key's", () => {
    const [mine, theirs] = dealings;
    const swapped = { ...mine, commitments: [mine.commitments[1], mine.commitments[0]] };
    expect(isDealing(session, 1, swapped)).to.equal(false);
    expect(isDealing(session, 1, { ...swapped, proofs: mine.proofs.toReversed() })).to.equal(false);
    expect(isDealing(session, 1, theirs)).to.equal(false);
    const rogue = mine.commitments.map((row, key) => [
      row[0].subtract(theirs.commitments[key][0]),
      ...row.slice(1),
    ]);
    expect(isDealing(session, 1, { ...mine, commitments: rogue })).to.equal(false);
    const other = mine.commitments.map((row) => [row[0], row[1].double(), row[2]]);
    expect(isDealing(session, 1, { ...mine, commitments: other })).to.equal(false);
  });

  it("draws the polynomials of the keys independently", () => {
    const coefficients = dealings.flatMap(({ commitments }) => commitments.flat().map(pointBytes));
    expect(new Set(coefficients).size).to.equal(5 * 2 * 3);
    const [first, second] = held.keys;
    for (let factor = 1n; factor < 50n; factor += 1n) {
      expect(publicTimes(first, factor).equals(second)).to.equal(false);
    }
  });

  it("is written and read as bytes of one length, and refuses another", () => {
    const size = { keyCount: 2, threshold: 3, trusteeCount: 5 };
    const bytes = dealingBytes(dealings[0]);
    expect([bytes.commitments, bytes.proofs, bytes.shares].map(dataLength)).to.deep.equal([
      384,
      128,
      64 + 320,
    ]);
    expect(dealingBytes(readDealing(bytes, size))).to.deep.equal(bytes);
    expect(dealingHash(bytes)).to.equal(
      keccak256(concat([keccak256(bytes.commitments), keccak256(bytes.shares)])),
    );
    for (const field of ["commitments", "proofs", "shares"] as const) {
      const longer: DealingBytes = { ...bytes, [field]: `${bytes[field]}00` };
      expect(() => readDealing(longer, size), field).to.throw(InputError, "bytes are not those of a dealing");
    }
    const proofs = `0x${"ff".repeat(32)}${bytes.proofs.slice(66)}` as Hex;
    expect(() => readDealing({ ...bytes, proofs }, size)).to.throw(InputError, "is not below the order");
    const commitments = `0x${"00".repeat(32)}${bytes.commitments.slice(66)}` as Hex;
    expect(() => readDealing({ ...bytes, commitments }, size)).to.throw(InputError, "is no point");
  });

  it("refuses a threshold of one, and one that is never reached", () => {
    const keys = registrations.map(({ key }) => key);
    for (const threshold of [1, 6]) {
      expect(() => dealShares(session, 1, threshold, 1, keys)).to.throw(
        InputError,
        "is not between 2 and the 5",
      );
    }
  });

  it("opens one exchange with a complaint, and proves that it is that one", () => {
    const { ephemeral } = dealings[0];
    const complaint = complainAbout(session, 1, 2, held.registered[1], ephemeral);
    expect(complaint.exchanged.equals(times(ephemeral, held.registered[1]))).to.equal(true);
    const { challenge, response, exchanged } = complaint;
    const key = registrations[1].key;
    const first = publicTimes(GENERATOR, response).subtract(publicTimes(key, challenge));
    const second = publicTimes(ephemeral, response).subtract(publicTimes(exchanged, challenge));
    const hashed = keccak256(
      concat([
        STATEMENTS.complaint,
        session,
        `0x${"1".padStart(64, "0")}`,
        `0x${"2".padStart(64, "0")}`,
        ...[ephemeral, key, exchanged].map(pointBytes),
        `0x${"0".repeat(24)}${keccak256(pointBytes(first)).slice(-40)}`,
        pointBytes(second),
      ]),
    );
    expect(BigInt(hashed) % ORDER).to.equal(challenge);
    expect(dataLength(complaint.hints)).to.equal(160);
  });

  it("makes keys that any three of the five hold together, and no two", () => {
    for (const chosen of [
      [1, 2, 3],
      [1, 3, 5],
      [5, 4, 2],
    ]) {
      const factors = lagrange(chosen);
      for (const [key, point] of held.keys.entries()) {
        const secret = chosen.reduce(
          (sum, trustee, i) => reduced(sum + factors[i].factor * held.secrets[trustee - 1][key]),
          0n,
        );
        expect(times(GENERATOR, secret).equals(point)).to.equal(true);
      }
    }
    const two = lagrange([1, 2]);
    const guess = reduced(two[0].factor * held.secrets[0][0] + two[1].factor * held.secrets[1][0]);
    expect(times(GENERATOR, guess).equals(held.keys[0])).to.equal(false);
    for (const [i, row] of held.verificationKeys.entries()) {
      for (const [key, point] of row.entries()) {
        expect(times(GENERATOR, held.secrets[i][key]).equals(point)).to.equal(true);
      }
    }
  });

  it("binds session and plan to chain, contract, number and every term", () => {
    const plan = {
      ballot: voterOf(1),
      trustees: [voterOf(2), voterOf(3)],
      threshold: 2,
      keyCount: 1,
      registerUntil: 1,
      dealUntil: 2,
      complainUntil: 3,
    };
    const hashes = [
      plan,
      { ...plan, ballot: voterOf(9) },
      { ...plan, trustees: plan.trustees.toReversed() },
      { ...plan, threshold: 3 },
      { ...plan, keyCount: 2 },
      { ...plan, registerUntil: 2 },
      { ...plan, dealUntil: 3 },
      { ...plan, complainUntil: 4 },
    ].map(ceremonyPlanHash);
    expect(new Set(hashes).size).to.equal(hashes.length);
    const sessions = [
      ceremonySession(1n, voterOf(1), 1n, hashes[0]),
      ceremonySession(2n, voterOf(1), 1n, hashes[0]),
      ceremonySession(1n, voterOf(2), 1n, hashes[0]),
      ceremonySession(1n, voterOf(1), 2n, hashes[0]),
      ceremonySession(1n, voterOf(1), 1n, hashes[1]),
    ];
    expect(new Set(sessions).size).to.equal(sessions.length);
  });
});

describe("the tally of sealed ballots", function () {
  /** Votes of an election, and its sums. */
  function elect(form: SealedForm, votes: readonly (readonly number[])[]) {
    const held = holdCeremony(
      session,
      2,
      3,
      form.choices - 1,
      scalarsFrom(`tally ${form.contests} ${form.choices}`),
    );
    let sums: Accumulator[] = emptySums(held.keys, form);
    for (const [voterIndex, choices] of votes.entries()) {
      const place = { context, voterIndex, voter: voterOf(voterIndex) };
      const { ballot } = sealBallot(held.keys, form, place, choices);
      sums = addBallot(sums, checkSealedBallot(held.keys, form, place, ballot));
    }
    const shares = [3, 1].map((trustee) => ({
      trustee,
      ...shareOf(context, trustee, held.secrets[trustee - 1], sums),
    }));
    return { held, sums, shares };
  }

  /** What an independent count of the open votes says. */
  const plain = (form: SealedForm, votes: readonly (readonly number[])[]): number[] =>
    Array.from({ length: form.contests }, (_, contest) =>
      Array.from(
        { length: form.choices - 1 },
        (__, i) => votes.filter((vote) => vote[contest] === i + 1).length,
      ),
    ).flat();

  for (const form of [
    ...[2, 3, 4, 5, 6, 7, 8].map((choices) => ({ contests: 1, choices })),
    { contests: 3, choices: 2 },
  ]) {
    it(`comes to the votes: ${form.contests} × ${form.choices}`, () => {
      const random = scalarsFrom(`votes ${form.contests} ${form.choices}`);
      const votes = Array.from({ length: 4 }, () =>
        Array.from({ length: form.contests }, () => Number(random() % BigInt(form.choices))),
      );
      const { held, sums, shares } = elect(form, votes);
      for (const share of shares) {
        const keys = held.verificationKeys[share.trustee - 1];
        expect(isShare(context, share.trustee, keys, sums, share)).to.equal(true);
        const points = form.choices - 1;
        const terms = form.contests - 1 + points - 1 + points * form.contests - 1;
        expect(dataLength(share.proof)).to.equal(64 + 96 * terms + 160);
      }
      expect(tallyOf(sums, shares, votes.length).counts).to.deep.equal(plain(form, votes));
    });
  }

  it("attack: no share stands for another trustee, election, sum, key or point", () => {
    const { held, sums, shares } = elect({ contests: 1, choices: 3 }, [[1], [2], [1]]);
    const [share] = shares;
    const keys = held.verificationKeys[2];
    expect(isShare(context, 3, keys, sums, share)).to.equal(true);
    expect(isShare(id("another"), 3, keys, sums, share)).to.equal(false);
    expect(isShare(context, 1, keys, sums, share)).to.equal(false);
    expect(isShare(context, 3, held.verificationKeys[0], sums, share)).to.equal(false);
    expect(isShare(context, 3, keys.toReversed(), sums, share)).to.equal(false);
    const moved = [{ ...sums[0], mask: sums[0].mask.add(GENERATOR) }];
    expect(isShare(context, 3, keys, moved, share)).to.equal(false);
    const other = [{ ...sums[0], sealed: sums[0].sealed.toReversed() }];
    expect(isShare(context, 3, keys, other, share)).to.equal(false);
    for (const points of [
      share.points.toReversed(),
      [share.points[0].add(GENERATOR), share.points[1]],
      [share.points[0], share.points[1].add(GENERATOR)],
      // The sum of both is right.
      [share.points[0].add(GENERATOR), share.points[1].subtract(GENERATOR)],
      share.points.slice(0, 1),
    ]) {
      expect(isShare(context, 3, keys, sums, { ...share, points })).to.equal(false);
    }
    for (const wrong of [
      { challenge: share.challenge + 1n },
      { response: share.response + 1n },
      { challenge: 0n },
    ]) {
      expect(isShare(context, 3, keys, sums, { ...share, ...wrong })).to.equal(false);
    }
  });

  it("says so where the shares come to no number, or to more votes than ballots", () => {
    const { sums, shares } = elect({ contests: 1, choices: 3 }, [[1], [2], [1]]);
    const broken = [{ ...shares[0], points: shares[0].points.toReversed() }, shares[1]];
    expect(() => tallyOf(sums, broken, 3)).to.throw(InputError, "is no number of votes from 0 to 3");
    expect(() => tallyOf(sums, shares, 2)).to.throw(InputError, "votes are more than the 2 ballots");
  });

  it("finds every number up to its bound, and none beyond, with any table", () => {
    for (const bound of [0, 1, 2, 7, 50, 101]) {
      const steps = babySteps(bound);
      for (let number = 0; number <= bound; number += 1) {
        const point = number === 0 ? IDENTITY : publicTimes(GENERATOR, BigInt(number));
        expect(discreteLog(point, bound, steps)).to.equal(number);
      }
      for (const beyond of [bound + 1, bound + 2, -1, -2]) {
        expect(
          () => discreteLog(publicTimes(GENERATOR, BigInt(beyond)), bound, steps),
          `${beyond} of ${bound}`,
        ).to.throw(InputError, "is no number of votes");
      }
    }
    expect(discreteLog(publicTimes(GENERATOR, 999_983n), 1_000_000)).to.equal(999_983);
  });

  it("has Lagrange's factors with their inverses", () => {
    const factors = lagrange([2, 5, 9]);
    expect(factors.reduce((sum, { factor }) => reduced(sum + factor), 0n)).to.equal(1n);
    expect(reduced(factors[0].inverse * 3n * 7n)).to.equal(1n);
    expect(factors[0].factor).to.equal(reduced(45n * inverse(21n)));
  });

  it("binds the context of an election to each of its parts", () => {
    const election = {
      chainId: 1n,
      contract: voterOf(1),
      electionId: 1n,
      termsHash: id("terms"),
      rollRoot: id("root"),
      rollSize: 10,
      keyHash: id("key"),
    };
    const contexts = [
      election,
      { ...election, chainId: 2n },
      { ...election, contract: voterOf(2) },
      { ...election, electionId: 2n },
      { ...election, termsHash: id("others") },
      { ...election, rollRoot: id("others") },
      { ...election, rollSize: 11 },
      { ...election, keyHash: id("others") },
    ].map(electionContext);
    expect(new Set(contexts).size).to.equal(contexts.length);
  });
});
