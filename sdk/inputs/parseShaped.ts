import { InputError } from "../errors.js";
import { requireShape, type Shape } from "./requireShape.js";

/**
 * Reads a text in JSON and holds it against its shape.
 * @param field What it is, for the error.
 * @param mend What to do where it is no JSON.
 * @throws InputError where it is none, or at the first part that does not fit.
 */
export function parseShaped(text: string, shape: Shape, field: string, mend: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new InputError(field, text, `is no JSON (${message.trim().replaceAll(/\s+/g, " ")})`, mend);
  }
  requireShape(shape, value, field);
  return value;
}
