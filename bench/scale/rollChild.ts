import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { createKeccak } from "hash-wasm";
import { id } from "ethers";

import { datasetHash, datasetOf, prepareRoll, surveyRoll, verifyBill } from "../../sdk/index.js";

/** What one roll costs its office, in a process of its own. */
export interface RollFigures {
  readonly bills: number;
  readonly levels: number;
  /** Reading and checking the file. */
  readonly surveySeconds: number;
  /** Numbering, salting, committing, hashing leaves and nodes. */
  readonly buildSeconds: number;
  /** Writing the dataset and hashing it. */
  readonly datasetSeconds: number;
  /** One proof, median of 1,000. */
  readonly proofMicroseconds: number;
  /** The most memory that the process ever held, Node included. */
  readonly peakMebibytes: number;
}

/** What the chain needs of a roll. */
export interface RollOnPaper {
  readonly roll: string;
  readonly root: string;
  readonly count: number;
  readonly total: string;
  readonly datasetHash: string;
  /** Bills of one status word. */
  readonly bills: readonly {
    readonly terms: string;
    readonly commit: string;
    readonly proof: readonly string[];
  }[];
  /** All nodes of level 9, and the two below the first of them; empty where the tree is not deeper than 10. */
  readonly nodes: readonly string[];
  readonly below: readonly string[];
}

const PROOFS = 1_000;

/** Bytes in a piece of the file. */
const PIECE = 64 * 1024;

/** A file of single bills, made while it is read. */
function* fileOf(bills: number): Generator<string> {
  let piece = "document,account,amount,due,kind,grace_days,late_flat,late_percent,late_cap_percent\n";
  for (let i = 0; i < bills; ++i) {
    const account = `0x${(0x10_0000_0000 + i).toString(16).padStart(40, "0")}`;
    piece += `TAX-2030-${i},${account},${(i % 900) + 100}.25,2030-03-31,1,14,5.00,2.5,20\n`;
    if (piece.length > PIECE) {
      yield piece;
      piece = "";
    }
  }
  yield piece;
}

/** The kernel's mark of this process; `maxRSS` would start at the parent's. */
function peakMebibytes(): number {
  const status = "/proc/self/status";
  const mark = existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8")) : null;
  return (mark === null ? process.resourceUsage().maxRSS : Number(mark[1])) / 1024;
}

const [bills, payee, opensAt, serial, out] = process.argv.slice(2);
const hasher = await createKeccak(256);
const keccak256 = (data: Uint8Array): Uint8Array => hasher.init().update(data).digest("binary");
const count = Number(bills);
let start = performance.now();
const lap = (): number => {
  const seconds = (performance.now() - start) / 1000;
  start = performance.now();
  return seconds;
};

const survey = await surveyRoll(fileOf(count));
const surveySeconds = lap();
const plan = { payee, opensAt: BigInt(opensAt), generation: 0, serial: BigInt(serial), secret: id("scale") };
const roll = await prepareRoll(fileOf(count), survey, plan, { keccak256 });
const { root } = roll;
const buildSeconds = lap();
const hash = await datasetHash(datasetOf(roll));
const datasetSeconds = lap();

const times = Array.from({ length: PROOFS }, (_, i) => {
  const before = performance.now();
  const { bill, proof } = roll.bill((i * 7919) % count);
  const microseconds = (performance.now() - before) * 1000;
  if (i % 100 === 0) verifyBill(root, bill, proof);
  return microseconds;
});
const figures: RollFigures = {
  bills: count,
  levels: roll.levels,
  surveySeconds,
  buildSeconds,
  datasetSeconds,
  proofMicroseconds: times.toSorted((a, b) => a - b)[PROOFS / 2],
  peakMebibytes: peakMebibytes(),
};
const isDeep = roll.levels > 10;
const paper: RollOnPaper = {
  roll: String(roll.id),
  root,
  count: roll.count,
  total: String(roll.total),
  datasetHash: hash,
  bills: [0, 1, 2].map((index) => {
    const { bill, proof } = roll.bill(index);
    return { terms: String(bill.terms), commit: bill.commit, proof };
  }),
  nodes: isDeep ? roll.nodes(9) : [],
  below: isDeep ? roll.nodes(10).slice(0, 2) : [],
};
writeFileSync(out, JSON.stringify({ figures, paper }));
