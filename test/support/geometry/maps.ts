import { ringOfParts, type Part, type Ring, type Vertex } from "../../../sdk/index.js";

/** Random whole numbers. */
export interface Dice {
  /** From 0 to `count` - 1. */
  below(count: number): number;
  /** True one time in `count`. */
  oneIn(count: number): boolean;
}

/** Dice over random numbers in [0, 1). */
export function diceOf(random: () => number): Dice {
  return { below: (count) => Math.floor(random() * count), oneIn: (count) => random() * count < 1 };
}

/** A net of crooked cells: corners in rows and columns, each moved from its place, and points between them. */
export interface Net {
  readonly columns: number;
  readonly rows: number;
  /** Corners, row by row; all coordinates are multiples of four, less the origin's rest. */
  readonly corners: readonly Vertex[];
}

/** Draws a net somewhere on the grid, also at its edges. */
export function drawNet(dice: Dice): Net {
  const [columns, rows] = [1 + dice.below(4), 1 + dice.below(4)];
  const size = 4 * (3 + dice.below([5, 200, 5000][dice.below(3)]));
  const span = 4 * size * 6;
  const origin = [0, -span / 2, 60_000_000, 500_000_000, -(2 ** 31) + span, 2 ** 31 - 2 * span];
  const [left, bottom] = [origin[dice.below(origin.length)], origin[dice.below(origin.length)]];
  const corners = Array.from({ length: (columns + 1) * (rows + 1) }, (_, i): Vertex => {
    const [column, row] = [i % (columns + 1), Math.floor(i / (columns + 1))];
    return [left + 2 * size * column + shift(dice, size), bottom + 2 * size * row + shift(dice, size)];
  });
  return { columns, rows, corners };
}

/** A multiple of four, below 0.7 sizes; often none, so that straight lines come about. */
function shift(dice: Dice, size: number): number {
  if (dice.oneIn(2)) return 0;
  const most = Math.floor((size * 0.7) / 4);
  return 4 * (dice.below(2 * most + 1) - most);
}

/** The net with some of its inner corners moved: the outer boundary stays. */
export function moveInside(net: Net, dice: Dice): Net {
  const { columns, rows } = net;
  const corners = net.corners.map(([x, y], i): Vertex => {
    const [column, row] = [i % (columns + 1), Math.floor(i / (columns + 1))];
    const isInner = column > 0 && row > 0 && column < columns && row < rows;
    return isInner && dice.oneIn(2) ? [x + dice.below(5) - 2, y + dice.below(5) - 2] : [x, y];
  });
  return { columns, rows, corners };
}

/** Divides the cells among at most `count` parcels that grow from random cells; a parcel may have holes and parts. */
export function divide({ columns, rows }: Net, count: number, dice: Dice): number[] {
  const cells = columns * rows;
  const owners = Array<number>(cells).fill(-1);
  for (let parcel = 0; parcel < count; parcel += 1) owners[dice.below(cells)] = parcel;
  for (let cell = 0; owners.includes(-1); cell = dice.below(cells)) {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    const neighbours = [
      column > 0 ? cell - 1 : cell,
      column + 1 < columns ? cell + 1 : cell,
      row > 0 ? cell - columns : cell,
      row + 1 < rows ? cell + columns : cell,
    ];
    const owner = owners[dice.below(20) === 0 ? dice.below(cells) : neighbours[dice.below(4)]];
    if (owners[cell] === -1) owners[cell] = owner;
  }
  return owners;
}

/** The parcels of a division, as rings. Points between corners are walked by some rings and not by others. */
export function ringsOf(net: Net, owners: readonly number[], dice: Dice, withPoints: boolean): Ring[] {
  return [...new Set(owners)].map((owner) => {
    const cells = owners.flatMap((cellOwner, cell) => (cellOwner === owner ? [cell] : []));
    const loops = loopsOf(cells.map((cell) => cellRing(net, cell)));
    const points = (loop: Ring): Ring => (withPoints ? addPoints(loop, dice) : loop);
    return ringOfParts(partsOf(loops.map(points)));
  });
}

function cellRing({ columns, corners }: Net, cell: number): Ring {
  const first = cell + Math.floor(cell / columns);
  return [first, first + 1, first + columns + 2, first + columns + 1].map((corner) => corners[corner]);
}

/** Adds points on edges, at a quarter, a half and three quarters, where they fall on the grid. */
function addPoints(loop: Ring, dice: Dice): Ring {
  return loop.flatMap((a, i) => {
    const b = loop[(i + 1) % loop.length];
    const points = [1, 2, 3].flatMap((part): Vertex[] => {
      const [x, y] = [a[0] + ((b[0] - a[0]) * part) / 4, a[1] + ((b[1] - a[1]) * part) / 4];
      return dice.oneIn(4) && Number.isInteger(x) && Number.isInteger(y) ? [[x, y]] : [];
    });
    return [a, ...points];
  });
}

/** The boundary of cells that share edges, as closed walks that visit no vertex twice, land to the left. */
export function loopsOf(cells: readonly Ring[]): Ring[] {
  const edges = new Map<string, [Vertex, Vertex]>();
  for (const cell of cells) {
    cell.forEach((a, i) => {
      const b = cell[(i + 1) % cell.length];
      if (!edges.delete(edgeKey(b, a))) edges.set(edgeKey(a, b), [a, b]);
    });
  }
  const loops: Ring[] = [];
  while (edges.size > 0) {
    const [[, start]] = edges.values();
    const path: Vertex[] = [start];
    for (let here = start; ;) {
      const found = [...edges].find(([, [from]]) => isSame(from, here));
      if (found === undefined) break;
      edges.delete(found[0]);
      here = found[1][1];
      const visited = path.findIndex((vertex) => isSame(vertex, here));
      if (visited === -1) path.push(here);
      else loops.push(path.splice(visited + 1).concat([here]));
    }
  }
  return loops;
}

const edgeKey = (from: Vertex, to: Vertex): string => [...from, ...to].join();

const isSame = (a: Vertex, b: Vertex): boolean => a[0] === b[0] && a[1] === b[1];

/** Each hole with the outer boundary around it. */
function partsOf(loops: readonly Ring[]): Part[] {
  const outers = loops.filter((loop) => doubleArea(loop) > 0n);
  const holes = loops.filter((loop) => doubleArea(loop) < 0n);
  // Which part a hole belongs to does not matter to the ring that is made of all of them.
  return outers.map((outer, i) => ({ outer, holes: i === 0 ? holes : [] }));
}

function doubleArea(loop: Ring): bigint {
  return loop.reduce((sum, [x, y], i) => {
    const [u, v] = loop[(i + 1) % loop.length];
    return sum + BigInt(x) * BigInt(v) - BigInt(u) * BigInt(y);
  }, 0n);
}
