import type { Household } from "./buildSettlement.js";
import type { SettledIntervals } from "./decodeSettlement.js";
import type { Tariff } from "./order.js";
import { priceBand } from "./priceBand.js";
import { statementText } from "./statementText.js";

const WIDTH = 640;
const CURVE = 120;
const BARS = 120;
const LINE = 18;

/**
 * A household's statement of a settlement as a picture (SVG): the prices, what it fed in and drew, and the sums. It holds
 * numbers alone, so that nothing of it can act in a browser.
 * @param place Its place in the zone.
 * @throws InputError where there is no such place.
 */
export function statementSvg(
  draft: Pick<SettledIntervals, "clearings">,
  households: readonly Household[],
  place: number,
  tariff: Tariff,
): string {
  const lines = statementText(draft, households, place, tariff).split("\n");
  const { readings } = households[place];
  const step = WIDTH / Math.max(1, draft.clearings.length);
  const { floor, ceiling } = priceBand(tariff);
  const band = Math.max(1, Number(ceiling - floor));
  const prices = draft.clearings
    .map(({ price }, i) => point((i + 0.5) * step, CURVE - (Number(price - floor) * CURVE) / band))
    .join(" ");
  const largest = readings.reduce((most, reading) => Math.max(most, Math.abs(Number(reading ?? 0n))), 1);
  const middle = CURVE + BARS / 2;
  const bars = readings
    .map((reading, i) => {
      const height = (Number(reading ?? 0n) * BARS) / 2 / largest;
      const top = height > 0 ? middle - height : middle;
      const [x, y] = [(i * step).toFixed(1), top.toFixed(1)];
      return `<rect x="${x}" y="${y}" width="${(step * 0.8).toFixed(1)}" height="${Math.abs(height).toFixed(1)}"/>`;
    })
    .join("");
  const text = lines
    .map((line, i) => `<text x="0" y="${CURVE + BARS + (i + 1) * LINE}" xml:space="preserve">${line}</text>`)
    .join("");
  const height = CURVE + BARS + (lines.length + 1) * LINE;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="13">` +
    `<polyline fill="none" stroke="black" points="${prices}"/><g>${bars}</g>${text}</svg>`
  );
}

const point = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`;
