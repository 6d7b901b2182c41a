import { Ajv } from "ajv";
import { expect } from "chai";

import { canonicalJson } from "../../../sdk/inputs/canonicalJson.js";
import { requireShape, type Shape } from "../../../sdk/inputs/requireShape.js";
import { expectInputError } from "../../support/inputError.js";

const shape: Shape = {
  type: "object",
  additionalProperties: false,
  required: ["format", "count", "items"],
  properties: {
    format: { const: "x" },
    count: { type: "integer", minimum: 1, maximum: 9 },
    note: { type: "null" },
    items: {
      type: "array",
      maxItems: 3,
      items: {
        oneOf: [
          {
            type: "object",
            additionalProperties: false,
            required: ["kind", "hex"],
            properties: { kind: { const: "a" }, hex: { type: "string", pattern: "^0x([0-9a-f]{2})*$" } },
          },
          {
            type: "object",
            additionalProperties: false,
            required: ["kind", "flag"],
            properties: { kind: { const: "b" }, flag: { type: "boolean" } },
          },
        ],
      },
    },
  },
};

const good = {
  format: "x",
  count: 3,
  items: [
    { kind: "a", hex: "0xab" },
    { kind: "b", flag: true },
  ],
};
const withItem = (item: unknown) => ({ ...good, items: [good.items[0], item] });

const misfits: readonly [name: string, value: unknown, field: string, problem: string][] = [
  ["no object", [], "record", "is no object"],
  ["null", null, "record", "is no object"],
  ["another constant", { ...good, format: "y" }, "record.format", 'is not "x"'],
  ["a field too many", { ...good, more: 1 }, "record.more", "is no known field"],
  ["a field of every object", { ...good, toString: 1 }, "record.toString", "is no known field"],
  ["a field too few", { format: "x", count: 1 }, "record.items", "is missing"],
  ["a number too small", { ...good, count: 0 }, "record.count", "is no whole number from 1 to 9"],
  ["a number too big", { ...good, count: 10 }, "record.count", "is no whole number from 1 to 9"],
  ["a part of a number", { ...good, count: 1.5 }, "record.count", "is no whole number from 1 to 9"],
  ["a number as text", { ...good, count: "3" }, "record.count", "is no whole number from 1 to 9"],
  ["something where nothing is", { ...good, note: 0 }, "record.note", "is no null"],
  ["no list", { ...good, items: {} }, "record.items", "is no list"],
  [
    "a list too long",
    { ...good, items: Array(4).fill(good.items[0]) },
    "record.items",
    "entries are more than 3",
  ],
  [
    "bytes in capitals",
    withItem({ kind: "a", hex: "0xAB" }),
    "record.items[1].hex",
    "does not match ^0x([0-9a-f]{2})*$",
  ],
  [
    "bytes that are a number",
    withItem({ kind: "a", hex: 5 }),
    "record.items[1].hex",
    "does not match ^0x([0-9a-f]{2})*$",
  ],
  ["a flag as text", withItem({ kind: "b", flag: "true" }), "record.items[1].flag", "is no boolean"],
];

describe("the shape of a format", () => {
  const validate = new Ajv().compile(shape);

  it("lets pass what ajv lets pass", () => {
    requireShape(shape, good, "record");
    requireShape(shape, { ...good, note: null, items: [] }, "record");
    expect(validate(good)).to.equal(true);
  });

  for (const [name, value, field, problem] of misfits) {
    it(`refuses ${name}, as ajv does`, async () => {
      expect(validate(value)).to.equal(false);
      const escaped = problem.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
      await expectInputError(() => requireShape(shape, value, "record"), {
        field,
        problem: new RegExp(`^${escaped}$`),
      });
    });
  }

  it("tells the kinds there are", async () => {
    for (const item of [{ kind: "c" }, {}, null, 7]) {
      expect(validate(withItem(item))).to.equal(false);
      await expectInputError(() => requireShape(shape, withItem(item), "record"), {
        field: "record.items[1].kind",
        problem: "is none of a, b",
      });
    }
  });
});

describe("JSON in one form", () => {
  it("has its fields in order, whatever the order they came in", () => {
    const text = '{\n "a": [\n  1,\n  {\n   "c": null,\n   "d": "x"\n  }\n ],\n "b": true\n}\n';
    expect(canonicalJson({ b: true, a: [1, { d: "x", c: null }] })).to.equal(text);
    expect(canonicalJson(JSON.parse(text))).to.equal(text);
  });
});
