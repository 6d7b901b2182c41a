import { InputError } from "../errors.js";

/** The part of JSON Schema that our formats are written in. */
export type Shape =
  | { readonly const: string | number | boolean | null; readonly description?: string }
  | { readonly type: "boolean" | "null"; readonly description?: string }
  | {
      readonly type: "integer";
      readonly minimum: number;
      readonly maximum: number;
      readonly description?: string;
    }
  | { readonly type: "string"; readonly pattern: string; readonly description?: string }
  | {
      readonly type: "array";
      readonly items: Shape;
      readonly maxItems?: number;
      readonly description?: string;
    }
  | ObjectShape
  | { readonly oneOf: readonly ObjectShape[]; readonly description?: string };

/** An object, with all the fields it may have. */
export interface ObjectShape {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
  readonly description?: string;
}

/**
 * Holds a value against its shape.
 * @param shape What it should be; every object names all its fields.
 * @param value From `JSON.parse`.
 * @param field Where the value stands, for the error.
 * @throws InputError at the first part that does not fit.
 */
export function requireShape(shape: Shape, value: unknown, field: string): void {
  if ("oneOf" in shape) requireOne(shape.oneOf, value, field);
  else if ("const" in shape) {
    if (value !== shape.const) throw misfit(field, value, `is not ${JSON.stringify(shape.const)}`);
  } else if (shape.type === "object") requireObject(shape, value, field);
  else if (shape.type === "array") requireArray(shape, value, field);
  else if (shape.type === "string") {
    if (typeof value !== "string" || !new RegExp(shape.pattern, "u").test(value)) {
      throw misfit(field, value, `does not match ${shape.pattern}`);
    }
  } else if (shape.type === "integer") {
    const { minimum, maximum } = shape;
    if (!Number.isSafeInteger(value) || (value as number) < minimum || (value as number) > maximum) {
      throw misfit(field, value, `is no whole number from ${minimum} to ${maximum}`);
    }
  } else if (shape.type === "null" ? value !== null : typeof value !== shape.type) {
    throw misfit(field, value, `is no ${shape.type}`);
  }
}

function requireObject(shape: ObjectShape, value: unknown, field: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw misfit(field, value, "is no object");
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(fields)) {
    if (!Object.hasOwn(shape.properties, name))
      throw misfit(`${field}.${name}`, fields[name], "is no known field");
  }
  for (const [name, inner] of Object.entries(shape.properties)) {
    if (Object.hasOwn(fields, name)) requireShape(inner, fields[name], `${field}.${name}`);
    else if (shape.required.includes(name)) throw misfit(`${field}.${name}`, undefined, "is missing");
  }
}

function requireArray(shape: Extract<Shape, { type: "array" }>, value: unknown, field: string): void {
  if (!Array.isArray(value)) throw misfit(field, value, "is no list");
  if (shape.maxItems !== undefined && value.length > shape.maxItems) {
    throw misfit(field, value.length, `entries are more than ${shape.maxItems}`);
  }
  for (const [place, item] of value.entries()) requireShape(shape.items, item, `${field}[${place}]`);
}

/** Of several objects the one whose `kind` the value has. */
function requireOne(shapes: readonly ObjectShape[], value: unknown, field: string): void {
  const kind = typeof value === "object" && value !== null ? (value as { kind?: unknown }).kind : undefined;
  const kindOf = ({ properties }: ObjectShape): unknown =>
    "const" in properties.kind ? properties.kind.const : undefined;
  const shape = shapes.find((candidate) => kindOf(candidate) === kind);
  if (shape === undefined) {
    throw misfit(`${field}.kind`, kind, `is none of ${shapes.map(kindOf).join(", ")}`);
  }
  requireShape(shape, value, field);
}

const misfit = (field: string, value: unknown, problem: string): InputError =>
  new InputError(
    field,
    shownOf(value),
    problem,
    "mend it, or make the file again; its schema says what it holds",
  );

/** Objects would show as [object Object]. */
const shownOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;
