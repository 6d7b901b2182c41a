import assert from "node:assert/strict";

import type { Scenario, TimeRow } from "../../bench/lib/scenario.js";

const times: TimeRow[] = [
  {
    operation: "hold memory",
    story: "A job of known size, to see that time and memory are told.",
    repeat: 3,
    subjects: [
      {
        name: "64 MiB",
        async prepare() {
          return () => assert.equal(Buffer.alloc(64 * 2 ** 20, 1).at(-1), 1);
        },
      },
      {
        name: "nothing",
        async prepare() {
          return () => undefined;
        },
      },
    ],
  },
];

/** What the test of the bench times. */
export const scenario: Pick<Scenario<unknown>, "times"> = { times };
