import { InputError } from "../errors.js";
import { type Projection, vertexOf } from "./parcel.js";
import type { Part, Ring } from "./vertex.js";

/**
 * Reads a parcel from well-known text: `POLYGON ((…))` or `MULTIPOLYGON (((…)))`, with x before y.
 * @param projection From degrees to metres; where absent, the numbers are metres of the register's system.
 * @throws InputError where the text is anything else.
 */
export function readWkt(text: string, projection?: Projection): readonly Part[] {
  const [, keyword, body] = /^\s*(POLYGON|MULTIPOLYGON)\s*(\([\s\S]*\))\s*$/i.exec(text) ?? [];
  if (keyword === undefined) throw wktError(text, "is no POLYGON or MULTIPOLYGON");
  const polygons = nest(text, body);
  const isMany = keyword.toUpperCase() === "MULTIPOLYGON";
  return (isMany ? polygons : [polygons]).map((polygon) => readPolygon(text, polygon, projection));
}

function wktError(text: string, problem: string): InputError {
  return new InputError("wkt", text, problem, "write it as POLYGON ((0 0, 10 0, 10 10, 0 0))");
}

/** Text in brackets as lists in lists; positions stay text. */
type Nested = string | readonly Nested[];

function nest(text: string, body: string): readonly Nested[] {
  if (/[^\d\s.,+\-eE()]/.test(body)) throw wktError(text, "holds something that is no number");
  const json = body
    .replace(/[^(),]+/g, (position) => (position.trim() === "" ? "" : JSON.stringify(position.trim())))
    .replaceAll("(", "[")
    .replaceAll(")", "]");
  try {
    return JSON.parse(json) as readonly Nested[];
  } catch {
    throw wktError(text, "has brackets or commas in wrong places");
  }
}

function readPolygon(text: string, polygon: Nested, projection: Projection | undefined): Part {
  if (typeof polygon === "string" || polygon.length === 0)
    throw wktError(text, "has a polygon without rings");
  const [outer, ...holes] = polygon.map((ring) => readRing(text, ring, projection));
  return { outer, holes };
}

function readRing(text: string, ring: Nested, projection: Projection | undefined): Ring {
  if (typeof ring === "string") throw wktError(text, "has a polygon without rings");
  return ring.map((position) => {
    const numbers = typeof position === "string" ? position.split(/\s+/).map(Number) : [];
    if (numbers.length !== 2 || !numbers.every(Number.isFinite)) {
      throw wktError(text, `has a position that is no pair of numbers: ${JSON.stringify(position)}`);
    }
    return vertexOf(numbers, projection);
  });
}
