import { expect } from "chai";
import type { Wallet } from "ethers";

import { buildReplot, canonicalRing, type Ring, twiceArea, type Vertex } from "../../sdk/index.js";
import {
  doc,
  encumber,
  encumbranceWord,
  KIND,
  type Land,
  land,
  mortgage,
  rectangle,
  ref,
  replot,
  right,
  sectionOf,
  STATUS,
  title,
} from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";
import { randomFrom, testSeed } from "../support/random.js";

/** Acts of one life, and of the long form. */
const ACTS = process.env.CIVITAS_LONG === undefined ? 30 : 600;

/** A parcel as the test's own book has it; all are rectangles, in centimetres. */
interface Parcel {
  readonly id: bigint;
  readonly ring: Ring;
  readonly owner: Wallet;
  /** Words of what lies on it, by number. */
  readonly encumbrances: ReadonlyMap<bigint, bigint>;
}

describe("Land: random lives", function () {
  it("LAND-2, LAND-4, LAND-7: after every act the parcels tile the section, nothing is forgotten, retired stays retired", async function () {
    const random = randomFrom(testSeed);
    const below = (count: number): number => Math.floor(random() * count);
    const city: Land = await networkHelpers.loadFixture(land);
    const { registry, registrar, owner, other, heir, bank, lender } = city;
    const outline = rectangle(0, 0, 120, 80);
    const whole = twiceArea(outline);
    const parcels = new Map<bigint, Parcel>();
    const retired: bigint[] = [];
    const counts = {
      divide: 0,
      merge: 0,
      shift: 0,
      renumber: 0,
      encumber: 0,
      release: 0,
      narrow: 0,
      refused: 0,
    };
    let lastNumber = 0;
    const nextId = (): bigint => ref(`NORD:${(lastNumber += 1)}`);

    const start = [0, 40, 80].map((x) => ({ ring: rectangle(x, 0, 40, 80), id: nextId() }));
    const { tiling, cuts, outerCuts } = sectionOf(
      outline,
      start.map(({ ring }) => ring),
    );
    const plots = start.map(({ id }, i) => ({ id, owner: [owner, other, heir][i].address }));
    await as(registry, registrar).registerSection(plots, tiling, cuts, outerCuts, doc("application"));
    start.forEach(({ id, ring }, i) => {
      parcels.set(id, { id, ring, owner: [owner, other, heir][i], encumbrances: new Map() });
    });

    const any = (): Parcel => [...parcels.values()][below(parcels.size)];

    const holderOf = (word: bigint): Wallet => ((word >> 248n) % 16n === KIND.mortgage ? bank : lender);

    /** Lets new rings take the place of old parcels, everything that lies on them going along. */
    async function change(
      olds: readonly Parcel[],
      news: readonly { ring: Ring; id: bigint; continues?: number }[],
    ) {
      const kept = news.map(({ id }) => olds.find((old) => old.id === id));
      const total = olds.reduce((sum, { encumbrances }) => sum + encumbrances.size, 0);
      // What a division has put on two parcels stands twice on what they make together, unless its holder signs that
      // once is enough. Some do not; where many stand there all do: a title carries 255 at most.
      const isDoubling = total < 40 && below(2) === 0;
      const present = kept.map((old) => new Set(old?.encumbrances.values()));
      const added = news.map((): bigint[] => []);
      const carries = olds.map((old) =>
        [...old.encumbrances].map(([number, word]) => {
          const places = news.flatMap((_, i) =>
            kept[i] === old || isDoubling || !present[i].has(word) ? [i] : [],
          );
          for (const i of places) {
            present[i].add(word);
            if (kept[i] !== old) added[i].push(word);
          }
          if (places.length === news.length) return { number };
          counts.narrow += 1;
          const heirs = places.reduce((bits, i) => bits | (1n << BigInt(i)), 0n);
          return { number, heirs, signer: holderOf(word) };
        }),
      );
      await replot(
        city,
        olds.map(({ id, ring, owner: signer }, i) => ({ id, ring, owners: [signer], carries: carries[i] })),
        news,
      );
      const made = await Promise.all(
        news.map(async ({ id, ring, continues = 0 }, i) => {
          // Kept where it was on the parcel that continues; numbered in order behind it everywhere else.
          const words = new Map(kept[i]?.encumbrances);
          let number = (await title(city, id)).lastNumber - BigInt(added[i].length);
          for (const word of added[i]) words.set((number += 1n), word);
          return { id, ring, owner: olds[continues].owner, encumbrances: words };
        }),
      );
      for (const { id } of olds) {
        parcels.delete(id);
        if (!news.some((parcel) => parcel.id === id)) retired.push(id);
      }
      for (const parcel of made) parcels.set(parcel.id, parcel);
    }

    const acts: Record<Exclude<keyof typeof counts, "narrow" | "refused">, () => Promise<boolean>> = {
      async divide() {
        const parcel = any();
        const parts = split(parcel.ring, below(2) === 0, random());
        if (parts === undefined || parcels.size > 12) return false;
        const keeps = below(2) === 0;
        await change(
          [parcel],
          parts.map((ring, i) => ({ ring, id: i === 0 && keeps ? parcel.id : nextId() })),
        );
        return true;
      },
      async merge() {
        const pair = neighbours([...parcels.values()], below);
        if (pair === undefined || parcels.size < 3) return false;
        const ring = hull(pair.map((parcel) => parcel.ring));
        const id = below(2) === 0 ? pair[0].id : nextId();
        await change(pair, [{ ring, id }]);
        return true;
      },
      async shift() {
        const pair = neighbours([...parcels.values()], below);
        if (pair === undefined) return false;
        const all = hull(pair.map((parcel) => parcel.ring));
        const isVertical = left(pair[0].ring) !== left(pair[1].ring);
        const parts = split(all, isVertical, random());
        if (parts === undefined) return false;
        await change(
          pair,
          parts.map((ring, i) => ({ ring, id: pair[i].id, continues: i })),
        );
        return true;
      },
      async renumber() {
        const parcel = any();
        await change([parcel], [{ ring: parcel.ring, id: nextId() }]);
        return true;
      },
      async encumber() {
        const parcel = any();
        if (parcel.encumbrances.size > 3) return false;
        const terms = below(2) === 0 ? mortgage(bank, BigInt(below(1_000))) : right(KIND.easement, lender);
        const number = await encumber(city, parcel.id, terms, [parcel.owner]);
        const word = encumbranceWord(terms, await registry.lastIntake());
        parcels.set(parcel.id, {
          ...parcel,
          encumbrances: new Map([...parcel.encumbrances, [number, word]]),
        });
        return true;
      },
      async release() {
        const parcel = any();
        const [first] = parcel.encumbrances;
        if (first === undefined) return false;
        await as(registry, holderOf(first[1])).release(parcel.id, first[0], doc("release"));
        parcels.set(parcel.id, { ...parcel, encumbrances: new Map([...parcel.encumbrances].slice(1)) });
        return true;
      },
    };

    async function check(context: string) {
      const rings = [...parcels.values()].map(({ ring }) => ring);
      expect(
        rings.reduce((sum, ring) => sum + twiceArea(ring), 0n),
        `LAND-2: ${context}`,
      ).to.equal(whole);
      expect(() => buildReplot([outline], rings), `LAND-2: ${context}`).to.not.throw();
      for (const { id, owner: holder, encumbrances, ring } of parcels.values()) {
        const held = await title(city, id);
        const blockers = [...encumbrances.values()].filter((word) => (word >> 252n) % 2n === 1n).length;
        expect(held, `LAND-4: ${context}`).to.deep.include({
          owner: holder.address,
          active: BigInt(encumbrances.size),
          blockers: BigInt(blockers),
          size: twiceArea(ring) / 20_000n,
          status: STATUS.provisional,
        });
        for (const [number, word] of encumbrances) {
          expect(await registry.encumbranceOf(id, number), `LAND-4: ${context}`).to.equal(word);
        }
      }
      for (const id of retired) {
        expect((await title(city, id)).status, `LAND-7: ${context}`).to.equal(STATUS.retired);
      }
    }

    // Something lies on most parcels.
    const names = [...Object.keys(acts), "encumber"] as (keyof typeof acts)[];
    for (let i = 0; i < 3; i += 1) await acts.encumber();
    // Every act has to succeed once: what draws badly goes on.
    const isPoor = (): boolean => Object.values(counts).includes(0);
    for (let act = 0; act < ACTS || (isPoor() && act < 4 * ACTS); act += 1) {
      const name = names[below(names.length)];
      if (await acts[name]()) counts[name] += 1;
      await check(`seed ${testSeed}, act ${act}, ${name}`);
      if (retired.length > 0 && below(4) === 0) {
        const id = retired[below(retired.length)];
        const parcel = any();
        await expect(
          replot(
            city,
            [{ id: parcel.id, ring: parcel.ring, owners: [parcel.owner] }],
            [{ ring: parcel.ring, id }],
          ),
        )
          .to.be.revertedWithCustomError(registry, "TitleExists")
          .withArgs(id);
        counts.refused += 1;
      }
    }
    console.log(`      ${ACTS} acts, seed ${testSeed}: ${JSON.stringify(counts)}`);
    for (const [name, count] of Object.entries(counts)) expect(count, name).to.be.greaterThan(0);
  });
});

const left = (ring: Ring): number => Math.min(...ring.map(([x]) => x));
const rightmost = (ring: Ring): number => Math.max(...ring.map(([x]) => x));
const bottom = (ring: Ring): number => Math.min(...ring.map(([, y]) => y));
const top = (ring: Ring): number => Math.max(...ring.map(([, y]) => y));

/** A rectangle between two corners. */
const box = ([x, y]: Vertex, [u, v]: Vertex): Ring =>
  canonicalRing([
    [x, y],
    [u, y],
    [u, v],
    [x, v],
  ]);

/** Two rectangles of one, divided at a share of its side; undefined where that is short. */
function split(ring: Ring, isVertical: boolean, share: number): readonly [Ring, Ring] | undefined {
  const [x, y, u, v] = [left(ring), bottom(ring), rightmost(ring), top(ring)];
  const side = isVertical ? u - x : v - y;
  const at = 100 + Math.floor(share * (side - 200));
  if (side < 400) return undefined;
  return isVertical
    ? [box([x, y], [x + at, v]), box([x + at, y], [u, v])]
    : [box([x, y], [u, y + at]), box([x, y + at], [u, v])];
}

/** Two parcels that make a rectangle together, the left or lower one first. */
function neighbours(
  parcels: readonly Parcel[],
  below: (count: number) => number,
): readonly [Parcel, Parcel] | undefined {
  const pairs = parcels.flatMap((a) =>
    parcels
      .filter(({ ring: b }) => {
        const isBeside =
          rightmost(a.ring) === left(b) && bottom(a.ring) === bottom(b) && top(a.ring) === top(b);
        const isAbove =
          top(a.ring) === bottom(b) && left(a.ring) === left(b) && rightmost(a.ring) === rightmost(b);
        return isBeside || isAbove;
      })
      .map((b): readonly [Parcel, Parcel] => [a, b]),
  );
  return pairs.length === 0 ? undefined : pairs[below(pairs.length)];
}

/** The rectangle that two make. */
const hull = (rings: readonly Ring[]): Ring => {
  const corners = rings.flat();
  return box([left(corners), bottom(corners)], [rightmost(corners), top(corners)]);
};
