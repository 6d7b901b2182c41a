import { InputError } from "../errors.js";
import { GRID, type Ring } from "./vertex.js";

/**
 * A ring whose vertices lie on the grid.
 * @throws InputError where it has fewer than three, or one that is off the grid.
 */
export function requireRing(field: string, ring: Ring): Ring {
  if (ring.length < 3) {
    throw new InputError(field, ringText(ring), `has ${ring.length} vertices`, "give at least three");
  }
  ring.forEach((vertex, i) => {
    if (vertex.length !== 2 || !vertex.every(isCoordinate)) {
      throw new InputError(
        `${field}[${i}]`,
        String(vertex),
        "is no place of the grid",
        "give x and y in whole centimetres, from -2^31 to 2^31 - 1",
      );
    }
  });
  return ring;
}

/** A ring as messages show it. */
export function ringText(ring: Ring): string {
  return ring.map(([x, y]) => `${x} ${y}`).join(", ");
}

function isCoordinate(value: number): boolean {
  return Number.isInteger(value) && value >= GRID.minimum && value <= GRID.maximum;
}
