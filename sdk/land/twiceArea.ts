import type { Ring } from "./vertex.js";

/** Twice the area of a ring in square centimetres, exact; negative where it runs clockwise. */
export function twiceArea(ring: Ring): bigint {
  return ring.reduce((sum, [bx, by], i) => {
    const [ax, ay] = ring[(i + ring.length - 1) % ring.length];
    return sum + BigInt(ax) * BigInt(by) - BigInt(bx) * BigInt(ay);
  }, 0n);
}
