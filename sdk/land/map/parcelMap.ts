import { findOverlap } from "../findOverlap.js";
import { partsOfRing } from "../partsOfRing.js";
import type { Ring, Vertex } from "../vertex.js";

/** A parcel on a map. */
export interface MappedParcel {
  readonly reference: string;
  readonly ring: Ring;
}

/** The picture's width in pixels; its height follows. */
const WIDTH = 800;

/** How much land is shown around the parcel: a share of its longer side, and at least this many centimetres. */
const [MARGIN, LEAST_MARGIN] = [0.6, 1_000];

/** Lengths that a scale bar may have, in metres. */
const BARS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** A box of centimetres. */
interface Frame {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/**
 * A map of a parcel and what lies around it, as SVG, north up: the parcel filled, the others as outlines, each with its
 * reference, and a scale bar.
 * @param others Parcels far away are left out.
 */
export function parcelMap(subject: MappedParcel, others: readonly MappedParcel[]): string {
  const frame = frameAround(subject.ring);
  const scale = WIDTH / (frame.right - frame.left);
  const height = Math.round((frame.top - frame.bottom) * scale);
  const near = others.filter(({ ring }) => doMeet(frame, boxOf(ring)));
  const draw = (parcel: MappedParcel, name: string): string => drawParcel(parcel, name, frame, scale);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
      'role="img" font-family="sans-serif" font-size="13" text-anchor="middle">',
    `<title>${escaped(subject.reference)} and its neighbours</title>`,
    "<style>.other{fill:#fff;stroke:#666}.parcel{fill:#fc6;stroke:#000;stroke-width:2}</style>",
    `<rect width="${WIDTH}" height="${height}" fill="#f4f4f0"/>`,
    ...near.map((parcel) => draw(parcel, "other")),
    draw(subject, "parcel"),
    ...drawScale(frame, scale, height),
    "</svg>",
    "",
  ].join("\n");
}

function drawParcel({ reference, ring }: MappedParcel, name: string, frame: Frame, scale: number): string {
  const place = ([x, y]: Vertex): string =>
    `${rounded((x - frame.left) * scale)} ${rounded((frame.top - y) * scale)}`;
  const path = partsOfRing(ring)
    .flatMap(({ outer, holes }) => [outer, ...holes])
    .map((loop) => `M${loop.map(place).join("L")}Z`)
    .join("");
  const label = labelOf(ring, frame);
  const [x, y] = label === undefined ? [] : place(label).split(" ");
  const text = label === undefined ? "" : `<text x="${x}" y="${y}">${escaped(reference)}</text>`;
  return `<g class="${name}"><path d="${path}" fill-rule="evenodd"/></g>${text}`;
}

/** A place inside the parcel for its reference; none where that lies beyond the map. */
function labelOf(ring: Ring, frame: Frame): Vertex | undefined {
  const inside = findOverlap(ring, ring);
  if (inside === undefined) return undefined;
  const [x, y] = [inside.x, inside.y].map((value) => Number(value) / Number(inside.denominator));
  const isShown = x > frame.left && x < frame.right && y > frame.bottom && y < frame.top;
  return isShown ? [x, y] : undefined;
}

function drawScale(frame: Frame, scale: number, height: number): string[] {
  const metres = (frame.right - frame.left) / 100;
  const length = BARS.reduce((best, bar) => (bar <= metres / 4 ? bar : best), BARS[0]);
  const [from, to] = [12, rounded(12 + length * 100 * scale)];
  const [line, text] = [height - 12, height - 18];
  return [
    `<path d="M${from} ${line - 5}V${line}H${to}V${line - 5}" fill="none" stroke="#000"/>`,
    `<text x="${from}" y="${text}" text-anchor="start">${length} m, north up</text>`,
  ];
}

function frameAround(ring: Ring): Frame {
  const { left, bottom, right, top } = boxOf(ring);
  const margin = Math.max(LEAST_MARGIN, Math.round(Math.max(right - left, top - bottom) * MARGIN));
  return { left: left - margin, bottom: bottom - margin, right: right + margin, top: top + margin };
}

function boxOf(ring: Ring): Frame {
  return ring.reduce(
    ({ left, bottom, right, top }, [x, y]) => ({
      left: Math.min(left, x),
      bottom: Math.min(bottom, y),
      right: Math.max(right, x),
      top: Math.max(top, y),
    }),
    { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity },
  );
}

function doMeet(a: Frame, b: Frame): boolean {
  return a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
