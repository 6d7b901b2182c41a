import { expect } from "chai";

import { InputError } from "../../sdk/index.js";

/** What an {@link InputError} must say. */
interface Expected {
  readonly field: string | RegExp;
  readonly problem: string | RegExp;
}

/** Asserts that `act` refuses a value, and says which, why and what to do. */
export async function expectInputError(act: () => unknown, { field, problem }: Expected): Promise<void> {
  let caught: unknown;
  try {
    await act();
  } catch (error) {
    caught = error;
  }
  if (!(caught instanceof InputError)) {
    throw new Error(`expected an InputError on ${field}, got ${String(caught)}`, { cause: caught });
  }
  expect(caught.field).to.match(typeof field === "string" ? exactly(field) : field);
  expect(caught.problem).to.match(typeof problem === "string" ? new RegExp(`^${problem}$`) : problem);
  expect(caught.mend).to.not.equal("");
  expect(caught.message).to.include(caught.field).and.to.include(caught.problem).and.to.include(caught.mend);
}

/** Matches a text and nothing else. */
const exactly = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
