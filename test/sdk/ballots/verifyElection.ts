import { Ajv } from "ajv";
import { expect } from "chai";
import { id, keccak256 } from "ethers";

import {
  ELECTION_RECORD_SCHEMA,
  type ElectionRecord,
  electionRecordText,
  exportElection,
  type ExportedElection,
  InputError,
  readElectionRecord,
  type Rpc,
  type Trust,
  verifyElection,
} from "../../../sdk/index.js";
import { canonicalJson } from "../../../sdk/inputs/canonicalJson.js";
import { deployBallots, openElectionChain } from "../../support/electionDay.js";
import { expectInputError } from "../../support/inputError.js";
import { randomFrom, testSeed } from "../../support/random.js";
import {
  exportInputsOf,
  type HeldElection,
  holdBudget,
  holdCouncilVote,
} from "../../support/sampleElections.js";

/** An election with its records: with all headers, and with the last one alone. */
interface Subject {
  readonly election: HeldElection;
  readonly long: ExportedElection;
  readonly short: ExportedElection;
  readonly trust: Trust;
}

async function exported(election: HeldElection): Promise<Subject> {
  const inputs = { ...(await exportInputsOf(election)), block: "latest" as const };
  const long = await exportElection(election.rpc, { ...inputs, withHeaders: true });
  const short = await exportElection(election.rpc, { ...inputs, withHeaders: false });
  const { chainId, contract, block } = long.report;
  return { election, long, short, trust: { chainId, contract, blockHash: block.hash } };
}

/** What a report says, the voters by name of their place in the test. */
function linesOf({ election, long }: Subject): string[] {
  const names = new Map<string, string>(
    election.voters.map(({ address }, place) => [address, `voter ${place}`]),
  );
  return long.report.verdicts.map(
    ({ way, account, ordinal, choice, verdict, refusal, evidence }) =>
      `${way} ${names.get(account ?? "") ?? (account === undefined ? "nobody" : "other")} #${ordinal} ` +
      `${choice} ${verdict} ${evidence ?? refusal}`,
  );
}

const COUNCIL = [
  "direct voter 0 #1 1 counts transaction signature",
  "direct voter 1 #1 2 counts transaction signature",
  "relayed voter 2 #1 1 counts ballot signature",
  "relayed voter 3 #1 0 counts ballot signature",
  "relayed voter 0 #1 2 refused AlreadyVoted",
  "relayed voter 4 #2 2 refused OrdinalWrong",
];

const BUDGET = [
  "relayed voter 0 #1 3 replaced ballot signature",
  "relayed voter 1 #1 8 replaced ballot signature",
  "relayed voter 2 #1 16 refused SignatureWrong",
  "relayed voter 3 #1 15 refused ChoiceWrong",
  "relayed nobody #1 1 refused NotOnRoll",
  "relayed other #1 6 counts ballot signature",
  "relayed voter 1 #2 5 counts ballot signature",
  "relayed voter 1 #1 16 refused OrdinalWrong",
  "direct other #1 1 counts running hash",
  "direct voter 0 #2 7 counts transaction signature",
  "relayed voter 4 #1 0 counts ballot signature",
  "relayed voter 5 #1 2 counts ballot signature",
];

/** The two elections, held and exported once a chain. */
const held = new Map<string, Promise<{ council: Subject; budget: Subject; close: () => Promise<void> }>>();

function subjectsOn(name: "embedded" | "anvil"): Promise<{ council: Subject; budget: Subject }> {
  const before = held.get(name) ?? hold(name);
  held.set(name, before);
  return before;
}

async function hold(name: "embedded" | "anvil") {
  const chain = await openElectionChain(name);
  const city = await deployBallots(chain);
  const council = await exported(await holdCouncilVote(city));
  const budget = await exported(await holdBudget(city));
  return { council, budget, close: chain.close };
}

after(async () => {
  for (const { close } of await Promise.all(held.values())) await close();
});

for (const name of ["embedded", "anvil"] as const) {
  describe(`election records of an ${name} chain`, () => {
    let council: Subject;
    let budget: Subject;

    before(async function () {
      ({ council, budget } = await subjectsOn(name));
    });
    it("say for every ballot whether it counts and why", () => {
      expect(linesOf(council)).to.deep.equal(COUNCIL);
      expect(linesOf(budget)).to.deep.equal(BUDGET);
      expect(council.long.report.cast).to.deep.equal({ counts: 4, replaced: 0, refused: 2 });
      expect(budget.long.report.cast).to.deep.equal({ counts: 6, replaced: 2, refused: 4 });
    });

    it("come to what the contract says", async () => {
      for (const { election, long, short } of [council, budget]) {
        const { ballot, electionId, plan } = election;
        const result = await ballot.resultOf(electionId);
        const { report } = long;
        expect(report.outcome).to.equal("Adopted");
        expect([4n, result.winner, result.ballots, result.blank]).to.deep.equal([
          result.outcome,
          BigInt(report.winner),
          BigInt(report.ballots),
          BigInt(report.blank),
        ]);
        for (const option of [0, ...plan.options.keys()].map((place, at) => (at === 0 ? 0 : place + 1))) {
          expect(await ballot.votesOf(electionId, option)).to.equal(BigInt(report.votes[option]));
          expect(await ballot.isAdopted(electionId, option)).to.equal(report.adopted.includes(option));
        }
        const { runningHash, termsHash, rollRoot } = await ballot.electionOf(electionId);
        expect(report).to.include({ runningHash, termsHash, rollRoot });
        expect(report.arePlacesProven).to.equal(true);
        expect(short.report).to.deep.equal({ ...report, arePlacesProven: false });
      }
      expect(budget.long.report.adopted).to.deep.equal([1, 2, 3]);
    });

    it("have the published schema", () => {
      const validate = new Ajv({ allowUnionTypes: true }).compile(ELECTION_RECORD_SCHEMA);
      for (const { long, short } of [council, budget]) {
        expect(validate(JSON.parse(long.text)), JSON.stringify(validate.errors)).to.equal(true);
        expect(validate(JSON.parse(short.text))).to.equal(true);
      }
    });
  });
}

describe("verifyElection", () => {
  let council: Subject;
  let budget: Subject;

  before(async function () {
    ({ council, budget } = await subjectsOn("embedded"));
  });

  /** The record with something else in it, in canonical form. */
  const changed = ({ record }: ExportedElection, change: Partial<ElectionRecord>): string =>
    electionRecordText({ ...record, ...change });

  describe("believes", () => {
    it("neither another chain, nor another contract, block or code than it is told to trust", async () => {
      const { long, trust } = council;
      const other = budget.trust.blockHash;
      for (const [change, field, problem] of [
        [{ chainId: 1n }, "record.chainId", /^is not the trusted chain: 1$/],
        [{ contract: `0x${"12".repeat(20)}` }, "record.contract", /^is not the trusted contract: 0x1212/],
        [{ blockHash: other }, /^record\.headers\[\d+\]$/, /^is not the trusted block: /],
        [{ codeHash: id("code") }, "record.codeHash", /^is not the trusted code: /],
        [{ blockHash: "0x12" }, "trust.blockHash", /^is not 32 bytes$/],
        [{ contract: "0x12" }, "trust.contract", /^is no address$/],
      ] as const) {
        await expectInputError(() => verifyElection(long.text, { ...trust, ...change }), { field, problem });
      }
      const { codeHash } = await verifyElection(long.text, { ...trust, codeHash: long.record.codeHash });
      expect(codeHash).to.equal(long.record.codeHash);
    });

    it("no record that leaves out, adds, moves or exchanges ballots", async () => {
      const { record } = council.short;
      const [first, second, batch] = record.cast;
      if (first.kind !== "direct" || second.kind !== "direct")
        throw new Error("the first ballots are direct ones");
      const hash = { field: "runningHash", problem: /^is in the chain where the record comes to 0x/ };
      const tellsOther = { field: /^record\.cast\[\d\]\.transaction\.raw$/, problem: /./ };
      const between = { ...first, voterIndex: 0, choice: "2" };
      for (const [cast, expected] of [
        [[], hash],
        [[first, second], hash],
        [[second, batch], hash],
        [[{ ...first, choice: "2" }, second, batch], hash],
        [[{ ...first, time: first.time + 1 }, { ...second, time: first.time + 1 }, batch], hash],
        [[between, first, second, batch], hash],
        [[{ ...first, transaction: second.transaction }, second, batch], tellsOther],
      ] as const) {
        await expectInputError(
          () => verifyElection(changed(council.short, { cast }), council.trust),
          expected,
        );
      }
      const late = { ...batch, time: record.plan.schedule.closesAt + 1 };
      await expectInputError(
        () => verifyElection(changed(council.short, { cast: [first, second, late] }), council.trust),
        { field: "record.cast[2].time", problem: /^is not from \d+ to \d+$/ },
      );
      await expectInputError(
        () => verifyElection(changed(council.short, { cast: [second, first, batch] }), council.trust),
        { field: "record.cast[1].time", problem: /^is not from \d+ to \d+$/ },
      );
    });

    it("no direct ballot that the contract would have reverted", async () => {
      const { record } = council.short;
      const [first, ...rest] = record.cast;
      if (first.kind !== "direct") throw new Error("the first ballot is a direct one");
      for (const [cast, field, problem] of [
        [[{ ...first, voterIndex: 7 }, ...rest], "record.cast[0].voterIndex", "is no voter of the roll"],
        [[{ ...first, choice: "3" }, ...rest], "record.cast[0].choice", "is no choice of this election"],
        [[first, first, ...rest], "record.cast[1].voterIndex", "has no ballot left"],
      ] as const) {
        await expectInputError(() => verifyElection(changed(council.short, { cast }), council.trust), {
          field,
          problem,
        });
      }
    });

    it("no other roll, and no other question, option, rule or time", async () => {
      const { record } = council.short;
      const { plan, roll } = record;
      const refused = (change: Partial<ElectionRecord>, field: string, problem: RegExp) =>
        expectInputError(() => verifyElection(changed(council.short, change), council.trust), {
          field,
          problem,
        });
      const inChain = /^is in the chain where the record comes to 0x/;
      const lowest = `0x${"00".repeat(19)}01`;
      await refused({ roll: [lowest, ...roll.slice(1)] }, "rollRoot", inChain);
      await refused({ roll: roll.toReversed() }, "record.roll[1]", /^is not above the account before it$/);
      await refused({ roll: [roll[0], ...roll] }, "record.roll[1]", /^is not above the account before it$/);
      const first = "stage, closing time, roll and form";
      await refused({ roll: [...roll, `0x${"ff".repeat(20)}`] }, first, inChain);
      await refused({ plan: { ...plan, rollId: 9 } }, first, inChain);
      await refused({ plan: { ...plan, question: "Shall it not?" } }, "termsHash", inChain);
      await refused({ plan: { ...plan, options: plan.options.toReversed() } }, "termsHash", inChain);
      const rules = { ...plan.rules, isStrict: false };
      await refused({ plan: { ...plan, rules } }, "times and rules", inChain);
      const schedule = { ...plan.schedule, finalisesAt: plan.schedule.finalisesAt + 1 };
      await refused({ plan: { ...plan, schedule } }, "times and rules", inChain);
    });

    it("no election that is not final in the trusted block", async () => {
      const { election } = council;
      const inputs = await exportInputsOf(election);
      const { report } = council.long;
      await expectInputError(
        () =>
          exportElection(election.rpc, {
            ...inputs,
            block: Number(report.block.number) - 1,
            withHeaders: false,
          }),
        { field: "stage, closing time, roll and form", problem: /^is in the chain/ },
      );
    });

    it("no headers that do not hang together, and none that the record lacks", async () => {
      const { record } = council.long;
      const { headers, cast } = record;
      const refused = (change: Partial<ElectionRecord>, field: RegExp, problem: RegExp) =>
        expectInputError(() => verifyElection(changed(council.long, change), council.trust), {
          field,
          problem,
        });
      await refused(
        { headers: headers.toSpliced(1, 1) },
        /^record\.headers\[0\]$/,
        /^is not the parent of the next/,
      );
      await refused({ headers: [] }, /^record\.headers$/, /^headers lead to no block$/);
      await refused(
        { headers: headers.slice(1) },
        /^record\.cast\[0\]\.transaction\.block$/,
        /^has no header/,
      );
      await refused({ headers: ["0xc0"] }, /^record\.headers\[0\]$/, /^is no header of a block$/);
      const [first, second, ...rest] = cast;
      if (first.transaction.kind !== "placed" || second.transaction.kind !== "placed") {
        throw new Error("the transactions of a long record are placed");
      }
      const elsewhere = { ...first, transaction: { ...first.transaction, index: 1 } };
      await refused({ cast: [elsewhere, second, ...rest] }, /^record\.cast\[0\]\.transaction\.proof/, /./);
      const swapped = [
        { ...first, transaction: second.transaction },
        { ...second, transaction: first.transaction },
      ];
      await refused(
        { cast: [...swapped, ...rest] },
        /^record\.cast\[0\]\.time$/,
        /^is not the time of block \d+: \d+$/,
      );
    });

    it("no transaction that somebody else has signed, and none of another election", async () => {
      const { record } = budget.short;
      const place = record.cast.findIndex(({ kind }) => kind === "direct");
      const own = record.cast.findLastIndex(({ kind }) => kind === "direct");
      const exchanged = { ...record.cast[place], transaction: record.cast[own].transaction };
      await expectInputError(
        () =>
          verifyElection(changed(budget.short, { cast: record.cast.with(place, exchanged) }), budget.trust),
        {
          field: `record.cast[${place}].transaction.raw`,
          problem: "casts something else than its entry says",
        },
      );
      const batch = council.short.record.cast.findIndex(({ kind }) => kind === "relayed");
      const foreign = { ...record.cast[0], transaction: council.short.record.cast[batch].transaction };
      await expectInputError(
        () => verifyElection(changed(budget.short, { cast: record.cast.with(0, foreign) }), budget.trust),
        { field: "record.cast[0].transaction.raw", problem: "casts something else than its entry says" },
      );
    });
  });

  describe("takes one form of a record alone", () => {
    for (const [name, change] of Object.entries<(text: string) => string>({
      "no JSON": (text) => text.slice(0, -3),
      "other blanks": (text) => text.replace("\n ", "\n  "),
      "no line end": (text) => text.slice(0, -1),
      "a line end too many": (text) => `${text}\n`,
      "other line ends": (text) => text.replaceAll("\n", "\r\n"),
      "fields in another order": (text) =>
        `${JSON.stringify(JSON.parse(text), undefined, 1)}\n`.replace(
          /^\{\n("accountProof".*?\n \],)?/s,
          '{\n "version": 1,',
        ),
      "a field twice": (text) => text.replace('"version": 1\n', '"version": 1,\n "version": 1\n'),
      "an escape that needs none": (text) =>
        text.replace("roll-call", "\\u0072oll-call").replace("Motion", "\\u004dotion"),
      "a number with a point": (text) => text.replace('"version": 1\n', '"version": 1.0\n'),
      "bytes in capitals": (text) =>
        text.replace(/0x[0-9a-f]*[a-f]/, (bytes) => `0x${bytes.slice(2).toUpperCase()}`),
    })) {
      it(`not one with ${name}`, async () => {
        const text = change(council.long.text);
        expect(text).to.not.equal(council.long.text);
        await expectInputError(() => readElectionRecord(text), { field: /^record/, problem: /./ });
      });
    }

    it("and gives it back as it was", () => {
      for (const { text, record } of [council.long, budget.short]) {
        expect(electionRecordText(readElectionRecord(text))).to.equal(text);
        expect(readElectionRecord(text)).to.deep.equal(record);
      }
    });
  });

  describe("refuses a record with a byte changed", () => {
    const rounds = process.env.CIVITAS_LONG === undefined ? 1 : 20;
    const random = randomFrom(testSeed);

    /** Tells where a changed record would be believed. */
    async function believed(text: string, trust: Trust, what: string): Promise<string[]> {
      try {
        await verifyElection(text, trust);
        return [what];
      } catch (error) {
        if (error instanceof InputError) return [];
        throw error;
      }
    }

    it("and believes one that is not changed", async () => {
      expect(await believed(council.long.text, council.trust, "the record")).to.deep.equal(["the record"]);
      expect(await believed(budget.short.text, budget.trust, "the record")).to.deep.equal(["the record"]);
    });

    for (const [name, subjectOf, size] of [
      ["the council's, with headers", () => council, "long"],
      ["the budget's, without", () => budget, "short"],
    ] as const) {
      it(`in any field: ${name} (seed ${testSeed})`, async function () {
        const { trust, [size]: exportedElection } = subjectOf();
        const failures: string[] = [];
        const paths = leavesOf(exportedElection.record);
        expect(paths.length).to.be.greaterThan(50);
        for (const path of paths) {
          for (let round = 0; round < rounds; round++) {
            const text = canonicalJson(
              withChange(exportedElection.record, path, (value) => changedValue(value, random)),
            );
            failures.push(...(await believed(text, trust, path.join("."))));
          }
        }
        expect(failures).to.deep.equal([]);
      });

      it(`anywhere in its text: ${name} (seed ${testSeed})`, async function () {
        const { trust, [size]: exportedElection } = subjectOf();
        const { text } = exportedElection;
        const failures: string[] = [];
        for (let round = 0; round < 60 * rounds; round++) {
          const place = Math.floor(random() * text.length);
          const byte = String.fromCharCode(text.charCodeAt(place) ^ (1 << Math.floor(random() * 7)));
          const other = text.slice(0, place) + byte + text.slice(place + 1);
          failures.push(...(await believed(other, trust, `byte ${place}: ${byte}`)));
        }
        expect(failures).to.deep.equal([]);
      });
    }
  });
});

describe("exportElection", () => {
  let budget: Subject;
  before(async function () {
    ({ budget } = await subjectsOn("embedded"));
  });

  /** Exports the budget from a node that answers some calls otherwise. */
  async function exportFrom(change: (method: string, answer: () => Promise<unknown>) => Promise<unknown>) {
    const { election } = budget;
    const rpc: Rpc = (asked) => change(asked.method, () => election.rpc(asked));
    const inputs = await exportInputsOf(election);
    const block = Number(budget.long.report.block.number);
    return exportElection(rpc, { ...inputs, block, withHeaders: true });
  }
  const answering =
    (name: string, otherwise: (answer: unknown) => unknown) =>
    (method: string, answer: () => Promise<unknown>) =>
      method === name ? answer().then(otherwise) : answer();

  it("needs neither raw transactions nor logs in order", async () => {
    const { text } = await exportFrom(answering("eth_getLogs", (logs) => (logs as unknown[]).toReversed()));
    expect(text).to.equal(budget.long.text);
  });

  it("gives out nothing that a node has cut", async () => {
    await expectInputError(
      () => exportFrom(answering("eth_getLogs", (logs) => (logs as unknown[]).slice(1))),
      {
        field: /./,
        problem: /./,
      },
    );
    await expectInputError(() => exportFrom(answering("eth_getLogs", () => [])), {
      field: "runningHash",
      problem: /^is in the chain where the record comes to/,
    });
    const cut = (answer: unknown) => ({ ...(answer as object), storageProof: [] });
    await expectInputError(() => exportFrom(answering("eth_getProof", cut)), {
      field: "record.storageProof",
      problem: "nodes end before the key does",
    });
    const otherTime = (block: unknown) => ({ ...(block as object), timestamp: "0x1" });
    await expectInputError(() => exportFrom(answering("eth_getBlockByNumber", otherTime)), {
      field: "block.hash",
      problem: "is not the hash of the header's known fields",
    });
  });

  it("says which block a node has not", () =>
    expectInputError(() => exportFrom(answering("eth_getBlockByNumber", () => null)), {
      field: "block",
      problem: "is no block that the node has",
    }));

  it("needs the calls of a batch that another contract passed on", () =>
    expectInputError(
      () =>
        exportFrom((method, answer) =>
          method === "debug_traceTransaction" ? Promise.reject(new Error("not here")) : answer(),
        ),
      {
        field: "transaction",
        problem: "goes through another contract, and the node does not tell its calls",
      },
    ));

  it("takes the bytes of an unknown transaction from the node, if they have its hash", async () => {
    const { record } = budget.long;
    const rawOf = new Map(record.cast.map(({ transaction: { raw } }) => [keccak256(raw), raw]));
    /** A node whose transactions have a type of its own. */
    const foreign =
      (tell: (hash: string) => string) =>
      (method: string, answer: () => Promise<unknown>, params: readonly unknown[] = []) => {
        if (method === "eth_getRawTransactionByHash") return Promise.resolve(tell(String(params[0])));
        const isTransaction = method === "eth_getTransactionByHash";
        return isTransaction ? answer().then((told) => ({ ...(told as object), type: "0x7e" })) : answer();
      };
    const { election } = budget;
    const inputs = await exportInputsOf(election);
    const block = Number(budget.long.report.block.number);
    const exportBy = (tell: (hash: string) => string) => {
      const node = foreign(tell);
      const rpc: Rpc = (asked) => node(asked.method, () => election.rpc(asked), asked.params);
      return exportElection(rpc, { ...inputs, block, withHeaders: false });
    };
    expect((await exportBy((hash) => rawOf.get(hash) ?? "0x")).text).to.equal(budget.short.text);
    await expectInputError(() => exportBy(() => "0x1234"), {
      field: "transaction",
      problem: /^of type 0x7e has bytes that cannot be told$/,
    });
  });
});

type Path = readonly (string | number)[];

/** Where the texts, numbers and flags of a value stand. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A copy of a value in which one leaf is another. */
function withChange(value: unknown, [key, ...rest]: Path, change: (leaf: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.with(key as number, withChange(value[key as number], rest, change));
  const fields = value as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: withChange(fields[key], rest, change) };
}

/** Another value of the same kind; of bytes one digit is changed. */
function changedValue(value: unknown, random: () => number): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  const text = value as string;
  if (!text.startsWith("0x") || text.length === 2) {
    const place = Math.floor(random() * text.length);
    return `${text.slice(0, place)}${text[place] === "1" ? "2" : "1"}${text.slice(place + 1)}`;
  }
  const place = 2 + Math.floor(random() * (text.length - 2));
  const digit = (parseInt(text[place], 16) ^ (1 + Math.floor(random() * 15))).toString(16);
  return text.slice(0, place) + digit + text.slice(place + 1);
}
