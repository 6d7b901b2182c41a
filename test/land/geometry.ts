import { expect } from "chai";
import { concat, dataLength, hexlify } from "ethers";
import hre from "hardhat";

import {
  buildReplot,
  encodeRing,
  findSeams,
  type Hex,
  InputError,
  packRings,
  type Place,
  proveSimple,
  type Replot,
  type Ring,
  ringCuts,
  surroundings,
} from "../../sdk/index.js";
import { revertDataOf } from "../../scripts/lib/revert.js";
import { deployGeometry, type GeometryHarness } from "../support/geometry/harness.js";
import { type Dice, diceOf } from "../support/geometry/maps.js";
import { ACTS, type Case, MUTATIONS } from "../support/geometry/mutants.js";
import {
  doEdgesCancel,
  isCanonicalWalk,
  isInsideByOracle,
  isSimpleRing,
  judgeTiling,
} from "../support/geometry/oracle.js";
import { librarySaysTiling } from "../support/geometry/secondOpinion.js";
import { ethers } from "../support/network.js";
import { randomFrom, testSeed } from "../support/random.js";

/** How many acts of each kind. */
const ACTS_EACH = hre.globalOptions.coverage ? 10 : process.env.CIVITAS_LONG === undefined ? 300 : 2_500;

/** How many of each kind of mistake: with a fifth of all cases refused at least, since some do no harm. */
const MISTAKES_EACH = Math.ceil(
  (ACTS_EACH * Object.keys(ACTS).length) / 3 / (Object.keys(MUTATIONS).length + 4),
);

/** Mistakes that may leave what is right: a vertex may be no corner, a single ring may move by a centimetre. */
const OFTEN_HARMLESS = ["lost corner", "hole filled", "touching itself", "single ring, mutated"];

/** Kinds that hold no mistake, or not always. */
const NOT_WRONG = ["random cuts", "single ring", ...Object.keys(ACTS)];

/** How many cases of a kind make a share of them say anything: a campaign under coverage may have one. */
const CASES_FOR_A_SHARE = 10;

/** What became of the cases of one kind. */
interface Tally {
  cases: number;
  accepted: number;
  /** How often the polygon library judged otherwise than the oracle, which is exact. */
  disagreements: number;
  readonly errors: Map<string, number>;
}

describe("the geometry of land, against an exact oracle", function () {
  this.timeout(1_200_000);

  const dice = diceOf(randomFrom(testSeed));
  const tallies = new Map<string, Tally>();
  let geometry: GeometryHarness;

  before(async function () {
    const [signer] = await ethers.getSigners();
    geometry = await deployGeometry(signer);
  });

  after(function () {
    console.log(`      seed ${testSeed}`);
    for (const [kind, { cases, accepted, disagreements, errors }] of tallies) {
      const refusals = [...errors].map((entry) => entry.join(" ")).join(", ");
      console.log(
        `      ${kind}: ${cases} cases, ${accepted} accepted` +
          (refusals === "" ? "" : `, refused: ${refusals}`) +
          (disagreements === 0 ? "" : `; the polygon library judged ${disagreements} otherwise`),
      );
    }
  });

  /** Asks the contract; the name of its error, or nothing where it accepts. */
  async function refusal(ask: () => Promise<unknown>): Promise<string> {
    try {
      await ask();
      return "";
    } catch (error) {
      const named = geometry.interface.parseError(revertDataOf(error));
      if (named === null) throw error;
      return named.name;
    }
  }

  function count(kind: string, error: string, disagrees: boolean): void {
    const tally = tallies.get(kind) ?? { cases: 0, accepted: 0, disagreements: 0, errors: new Map() };
    tally.cases += 1;
    if (error === "") tally.accepted += 1;
    else tally.errors.set(error, (tally.errors.get(error) ?? 0) + 1);
    if (disagrees) tally.disagreements += 1;
    tallies.set(kind, tally);
  }

  /** Everything a failure needs to be repeated. */
  const told = (subject: object): string => `seed ${testSeed}: ${JSON.stringify(subject)}`;

  /** Holds the contract to the oracle: it accepts where the rings tile and the witness fits, and nowhere else. */
  async function judge(
    { kind, oldRings, newRings }: Case,
    replot: Replot,
    seams: readonly Ring[],
  ): Promise<string> {
    const error = await refusal(() => geometry.requireTiling(replot));
    const { tiles } = judgeTiling(oldRings, newRings);
    const expected =
      tiles &&
      newRings.every((ring) => isCanonicalWalk(ring)) &&
      seams.every(isFlat) &&
      doEdgesCancel(oldRings, newRings, seams);
    count(kind, error, librarySaysTiling(oldRings, newRings) !== tiles);
    expect(error === "", told({ kind, oldRings, newRings, seams, error, tiles })).to.equal(expected);
    return error;
  }

  for (const [kind, act] of Object.entries(ACTS)) {
    it(`TILE-1: accepts every act that tiles: ${kind}`, async function () {
      for (let i = 0; i < ACTS_EACH; i += 1) {
        const drawn = act(dice);
        const seams = findSeams(drawn.oldRings, drawn.newRings);
        const error = await judge({ kind, ...drawn }, buildReplot(drawn.oldRings, drawn.newRings), seams);
        expect(error, told(drawn)).to.equal("");
      }
    });
  }

  for (const [kind, mutate] of Object.entries(MUTATIONS)) {
    it(`TILE-1: judges rings with the mistake as the oracle does: ${kind}`, async function () {
      for (let i = 0; i < MISTAKES_EACH; i += 1) {
        const { oldRings, newRings } = anyAct(dice);
        const mutated = { kind, oldRings, newRings: mutate(newRings, dice) };
        const seams = seamsOr(oldRings, mutated.newRings, () => findSeams(oldRings, newRings));
        await judge(mutated, replotOf(mutated, seams, dice), seams);
        await expectHonestBuilder(mutated);
      }
    });
  }

  /** Whatever the SDK hands out as a proof, the contract accepts. */
  async function expectHonestBuilder({ oldRings, newRings }: Case): Promise<void> {
    let replot: Replot;
    try {
      replot = buildReplot(oldRings, newRings);
    } catch (error) {
      expect(error, told({ oldRings, newRings })).to.be.instanceOf(InputError);
      return;
    }
    const error = await refusal(() => geometry.requireTiling(replot));
    expect(error, told({ oldRings, newRings })).to.equal("");
  }

  it("TILE-4: judges what lacks a seam, or has a bent one, as the oracle does", async function () {
    for (let i = 0; i < 2 * MISTAKES_EACH; i += 1) {
      const { oldRings, newRings } = ACTS["T-junctions"](dice);
      const seams = findSeams(oldRings, newRings);
      const chosen = dice.below(Math.max(seams.length, 1));
      const isBent = i % 2 === 0;
      const wrong = isBent
        ? seams.map((seam, at) => (at === chosen ? seam.with(2, [seam[2][0], seam[2][1] ^ 1]) : seam))
        : seams.toSpliced(chosen, 1);
      const mutated = { kind: isBent ? "bent seam" : "missing seam", oldRings, newRings };
      await judge(mutated, replotOf(mutated, wrong, dice), wrong);
    }
  });

  it("accepts nothing by chance: with random cuts only what tiles", async function () {
    for (let i = 0; i < MISTAKES_EACH; i += 1) {
      const { oldRings, newRings } = anyAct(dice);
      const mutation = Object.values(MUTATIONS)[dice.below(Object.keys(MUTATIONS).length)];
      const mutated = dice.oneIn(2) ? newRings : mutation(newRings, dice);
      const seams = seamsOr(oldRings, mutated, () => []);
      const replot = replotOf({ kind: "", oldRings, newRings: mutated }, seams, dice);
      const error = await refusal(() =>
        geometry.requireTiling({ ...replot, cuts: randomCuts(dataLength(replot.cuts) / 2, dice) }),
      );
      const { tiles } = judgeTiling(oldRings, mutated);
      count("random cuts", error, false);
      expect(error !== "" || tiles, told({ oldRings, mutated })).to.equal(true);
    }
  });

  it("TILE-3: judges single rings as the oracle does", async function () {
    for (let i = 0; i < 2 * MISTAKES_EACH; i += 1) {
      const [drawn] = anyAct(dice).newRings;
      const mutations = [
        "one centimetre",
        "crossing itself",
        "walked twice",
        "touching itself",
        "reversed ring",
      ];
      const mutation = mutations[dice.below(mutations.length)];
      const ring = i % 2 === 0 ? drawn : MUTATIONS[mutation]([drawn], dice)[0];
      const proof = simpleProofOr(ring, dice);
      const error = await refusal(() => geometry.requireSimple(proof.ring, proof.cuts, proof.outerCuts));
      const expected = isCanonicalWalk(ring) && isSimpleRing(ring);
      count(i % 2 === 0 ? "single ring" : "single ring, mutated", error, false);
      expect(error === "", told({ ring, error })).to.equal(expected);
    }
  });

  it("TILE-5: judges places as the oracle does: inside, on edges, at corners, between the points of the grid", async function () {
    const seen = { inside: 0, outside: 0 };
    // Enough that neither answer is missing by chance, also where the other kinds are few.
    for (let i = 0; i < Math.max(2 * MISTAKES_EACH, 60); i += 1) {
      const [drawn] = anyAct(dice).newRings;
      const ring = dice.oneIn(3) ? MUTATIONS["crossing itself"]([drawn], dice)[0] : drawn;
      const place = placeNear(ring, dice);
      const isInside = isInsideByOracle(ring, place);
      seen[isInside ? "inside" : "outside"] += 1;
      const text = JSON.stringify({ ring, place: Object.values(place).map(String) });
      expect(await geometry.contains(encodeRing(ring), place), `seed ${testSeed}: ${text}`).to.equal(
        isInside,
      );
    }
    console.log(`      places: ${seen.inside} inside, ${seen.outside} outside or on an edge`);
    expect(Math.min(seen.inside, seen.outside)).to.be.greaterThan(MISTAKES_EACH / 10);
  });

  it("TILE-1: holds the contract to the oracle, act by act and mistake by mistake", function () {
    const cases = [...tallies.values()].reduce((sum, tally) => sum + tally.cases, 0);
    const accepted = [...tallies.values()].reduce((sum, tally) => sum + tally.accepted, 0);
    const acts = ACTS_EACH * Object.keys(ACTS).length;
    expect(cases).to.be.greaterThanOrEqual(acts + MISTAKES_EACH * (Object.keys(MUTATIONS).length + 4));
    expect(accepted).to.be.greaterThanOrEqual(acts);
    expect(cases - accepted, "at least a fifth of all cases is refused").to.be.greaterThanOrEqual(cases / 5);
    if (process.env.CIVITAS_LONG !== undefined) expect(acts).to.be.greaterThanOrEqual(10_000);
    for (const [kind, { cases: all, accepted: some }] of tallies) {
      if (NOT_WRONG.includes(kind) || all < CASES_FOR_A_SHARE) continue;
      expect(some, kind).to.be.lessThan(OFTEN_HARMLESS.includes(kind) ? all : all / 2);
    }
  });
});

/** A place near a ring: at a corner, on or beside an edge, anywhere in its box; also between the points of the grid. */
function placeNear(ring: Ring, dice: Dice): Place {
  const at = dice.below(ring.length);
  const [a, b] = [ring[at], ring[(at + 1) % ring.length]];
  const denominator = [1n, 2n, 7n, 2n ** 94n][dice.below(4)];
  const share = BigInt(dice.below(9));
  const between = (from: number, to: number): bigint =>
    (BigInt(from) * (8n - share) + BigInt(to) * share) * denominator;
  const [dx, dy] = [BigInt(dice.below(5) - 2), BigInt(dice.below(5) - 2)];
  const across = ring[dice.below(ring.length)];
  const chosen = dice.below(3);
  if (chosen === 0) return { x: BigInt(a[0]) * denominator + dx, y: BigInt(a[1]) * denominator, denominator };
  if (chosen === 1)
    return { x: between(a[0], b[0]) / 8n + dx, y: between(a[1], b[1]) / 8n + dy, denominator };
  return { x: between(a[0], across[0]) / 8n + dx, y: between(a[1], across[1]) / 8n + dy, denominator };
}

const anyAct = (dice: Dice): Omit<Case, "kind"> => {
  const acts = Object.values(ACTS);
  return acts[dice.below(acts.length)](dice);
};

/** The best witness there is for rings that may be wrong: true seams and cuts where they exist, others where not. */
function replotOf({ oldRings, newRings }: Case, seams: readonly Ring[], dice: Dice): Replot {
  return {
    oldRings: packRings(oldRings),
    newRings: packRings(newRings),
    cuts: concat(newRings.map((ring) => cutsOr(ring, dice))) as Hex,
    seams: concat(seams.map(encodeRing)) as Hex,
  };
}

function cutsOr(ring: Ring, dice: Dice): Hex {
  return attempt(() => ringCuts(ring)) ?? randomCuts(ring.length - 2, dice);
}

function seamsOr(
  oldRings: readonly Ring[],
  newRings: readonly Ring[],
  or: () => readonly Ring[],
): readonly Ring[] {
  return attempt(() => findSeams(oldRings, newRings)) ?? or();
}

function simpleProofOr(ring: Ring, dice: Dice): ReturnType<typeof proveSimple> {
  const around = attempt(() => surroundings(ring)) ?? ring;
  return (
    attempt(() => proveSimple(ring)) ?? {
      ring: encodeRing(ring),
      cuts: cutsOr(ring, dice),
      outerCuts: cutsOr(around, dice),
    }
  );
}

/** What `act` answers, or undefined where it refuses its input. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Mostly small counts, that add up to about what a ring needs. */
function randomCuts(count: number, dice: Dice): Hex {
  const cuts = Uint8Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? 0 : dice.below(dice.below(4) + 1),
  );
  return hexlify(cuts) as Hex;
}

function isFlat([a, b, c]: Ring): boolean {
  const [dx, dy, ex, ey] = [b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]].map(BigInt);
  return dx * ey === dy * ex;
}
