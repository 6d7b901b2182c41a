import type { Ring, Vertex } from "../../../sdk/index.js";
import { type Dice, divide, drawNet, moveInside, ringsOf } from "./maps.js";

/** Old and new rings of one act, with what is known of them. */
export interface Case {
  readonly kind: string;
  readonly oldRings: readonly Ring[];
  readonly newRings: readonly Ring[];
}

type Act = (dice: Dice) => Omit<Case, "kind">;

/** Acts that are as they should be, if no ring is too entangled to be drawn. */
export const ACTS: Readonly<Record<string, Act>> = {
  subdivision: (dice) => act(dice, 1, 2 + dice.below(4), false),
  merger: (dice) => act(dice, 2 + dice.below(4), 1, false),
  replot: (dice) => act(dice, 2 + dice.below(4), 2 + dice.below(4), false),
  "T-junctions": (dice) => act(dice, 1 + dice.below(3), 1 + dice.below(4), true),
  shift: (dice) => {
    const net = drawNet(dice);
    const owners = divide(net, 2 + dice.below(4), dice);
    return {
      oldRings: ringsOf(net, owners, dice, false),
      newRings: ringsOf(moveInside(net, dice), owners, dice, false),
    };
  },
};

function act(dice: Dice, oldCount: number, newCount: number, withPoints: boolean): Omit<Case, "kind"> {
  const net = drawNet(dice);
  return {
    oldRings: ringsOf(net, divide(net, oldCount, dice), dice, withPoints),
    newRings: ringsOf(net, divide(net, newCount, dice), dice, withPoints),
  };
}

/** Makes something wrong of new rings; most of the time at least. */
export type Mutation = (rings: readonly Ring[], dice: Dice) => readonly Ring[];

const pickOf = <T>(items: readonly T[], dice: Dice): T => items[dice.below(items.length)];

const change = (rings: readonly Ring[], dice: Dice, how: (ring: Ring) => Ring): Ring[] => {
  const chosen = dice.below(rings.length);
  return rings.map((ring, i) => (i === chosen ? how(ring) : ring));
};

const insert = (ring: Ring, at: number, ...vertices: Vertex[]): Ring => [
  ...ring.slice(0, at),
  ...vertices,
  ...ring.slice(at),
];

const nudge = ([x, y]: Vertex, dice: Dice): Vertex => {
  const [dx, dy] = pickOf(
    [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const,
    dice,
  );
  return [x + dx, y + dy];
};

const middleOf = (ring: Ring, at: number): Vertex => {
  const [a, b] = [ring[at], ring[(at + 1) % ring.length]];
  return [Math.trunc((a[0] + b[0]) / 2), Math.trunc((a[1] + b[1]) / 2)];
};

/** One kind of mistake or attack each. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "one centimetre": (rings, dice) =>
    change(rings, dice, (ring) => {
      const at = dice.below(ring.length);
      return ring.with(at, nudge(ring[at], dice));
    }),
  sliver: (rings, dice) =>
    change(rings, dice, (ring) => {
      const at = dice.below(ring.length);
      return insert(ring, at + 1, nudge(middleOf(ring, at), dice));
    }),
  "lost corner": (rings, dice) =>
    change(rings, dice, (ring) => {
      const at = 1 + dice.below(ring.length - 1);
      return ring.length > 3 ? ring.toSpliced(at, 1) : ring.with(at, nudge(ring[at], dice));
    }),
  "reversed ring": (rings, dice) => change(rings, dice, ([first, ...rest]) => [first, ...rest.toReversed()]),
  "duplicate ring": (rings, dice) => [...rings, pickOf(rings, dice)],
  "ring and its reverse": (rings, dice) => {
    const ring = pickOf(rings, dice);
    return [...rings, ring, [ring[0], ...ring.slice(1).toReversed()]];
  },
  "missing ring": (rings, dice) => rings.toSpliced(dice.below(rings.length), 1),
  "hole filled": (rings, dice) => {
    const ring = pickOf(rings, dice);
    const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
    return rings.with(rings.indexOf(ring), [
      [left, bottom],
      [right, bottom],
      [right, top],
      [left, top],
    ]);
  },
  "crossing itself": (rings, dice) =>
    change(rings, dice, (ring) => {
      const at = 1 + dice.below(ring.length - 2);
      return ring.with(at, ring[at + 1]).with(at + 1, ring[at]);
    }),
  "walked twice": (rings, dice) => change(rings, dice, (ring) => [...ring, ...ring]),
  "touching itself": (rings, dice) =>
    change(rings, dice, (ring) => insert(ring, 1 + dice.below(ring.length), pickOf(ring, dice))),
  needle: (rings, dice) =>
    change(rings, dice, (ring) => {
      const at = dice.below(ring.length);
      return insert(ring, at + 1, nudge(ring[at], dice), ring[at]);
    }),
  "wrong start": (rings, dice) =>
    change(rings, dice, (ring) => {
      const at = 1 + dice.below(ring.length - 1);
      return [...ring.slice(at), ...ring.slice(0, at)];
    }),
  "repeated vertex": (rings, dice) =>
    change(rings, dice, (ring) => {
      const at = dice.below(ring.length);
      return insert(ring, at, ring[at]);
    }),
};
