import type { Chain } from "./chain.js";

/** The hardforks that a row may ask for; the default is the newest. */
export type Hardfork = "osaka" | "prague";

/** A mined transaction: ethers' responses and receipts both fit. */
export interface Mined {
  readonly hash: string;
}

/** One access that no implementation of the act can do without. */
export interface BoundPart {
  /** What is touched: "the payer's balance, cold write". */
  readonly what: string;
  /** Gas in the whole transaction, or how it follows from the transaction's calldata. */
  readonly gas: number | ((data: string) => number);
  /** Why the act cannot go without it. */
  readonly why: string;
}

/** The least gas that the transaction can cost, whoever writes the code. */
export interface Bound {
  readonly parts: readonly BoundPart[];
}

/** The same job done by somebody else's contract. */
export interface Peer<City> {
  readonly name: string;
  /** Where the figure or the contract comes from: package and version, or a publication. */
  readonly source: string;
  /** A quoted figure in gas each, where the peer cannot run here. */
  readonly gas?: number;
  /** How many acts the peer's transaction holds; as many as the row's where absent. */
  readonly per?: number;
  /** Runs the peer on the same chain; measured like the row itself. */
  run?(context: Context<City>): Promise<Measured>;
}

/** What a row or a running peer hands back to the harness. */
export interface Measured {
  /** The transaction whose receipt is measured. */
  readonly tx: Mined;
  /** Transactions to take off: the same act without what the row is about, such as the guard of a function. */
  readonly without?: readonly Mined[];
  /** Asserts what the act did: balances, owner, events. It must use the `expect` it is given, which is counted. */
  effects(expect: Chai.ExpectStatic): Promise<void> | void;
}

/** What a row gets to work with. */
export interface Context<City> {
  readonly chain: Chain;
  /** The scenario's contracts and actors, fresh from `setUp` for each row. */
  readonly city: City;
}

/** How the cost of a row behaves while the city grows. */
export interface Growth<City> {
  /** What is piled up before the act: "titles", "operators". */
  readonly records: string;
  /** `flat` must stay within 2 %; `log2` (proofs) must not grow faster than the logarithm. */
  readonly law: "flat" | "log2";
  /** Makes the records with the numbers `from` (included) to `to` (excluded). */
  seed(context: Context<City>, from: number, to: number): Promise<void>;
}

/** One line of the table. */
export interface Row<City> {
  /** Unique in the suite: figures are kept under this name. */
  readonly operation: string;
  /** Who does what, in one sentence. */
  readonly story: string;
  /** Gas each to reach; 5 % above counts as reached. */
  readonly goal?: number;
  readonly bound?: Bound;
  /** The checks that the act contains: a cheap act without its checks is worth nothing. */
  readonly checks: readonly string[];
  /** An officer's act ("+A"): goal and bound are stated without the authority's check, which is added when judging. */
  readonly addsAuthorityCheck?: boolean;
  readonly peers: readonly Peer<City>[];
  /** Why the goal is passed by more than 5 %. */
  readonly reason?: string;
  readonly hardfork?: Hardfork;
  /** How many acts the transaction holds; the figure is gas each. One where absent. */
  readonly per?: number;
  readonly growth?: Growth<City>;
  /** Brings the act to its steady state and sends it. */
  run(context: Context<City>): Promise<Measured>;
}

/** The work of a client, timed off chain; never mixed with the gas figures. */
export interface TimeRow {
  readonly operation: string;
  readonly story: string;
  /** Milliseconds of one run, and MiB of memory of the whole process, not to be passed. */
  readonly goal?: { readonly milliseconds?: number; readonly mebibytes?: number };
  /** How often the job runs; the median counts. Five where absent. */
  readonly repeat?: number;
  readonly subjects: readonly TimeSubject[];
}

/** One contender of a time row; the first is ours. */
export interface TimeSubject {
  readonly name: string;
  /** Prepares the job outside the clock and returns the job; the job asserts its own result. */
  prepare(): Promise<() => Promise<void> | void>;
}

/** The rows of one domain and the small city they play in. */
export interface Scenario<City> {
  /** The name of its file without the ending. */
  readonly domain: string;
  /** Deploys and wires what all rows need; the chain returns to this point before each row. */
  setUp(chain: Chain): Promise<City>;
  readonly rows: readonly Row<City>[];
  readonly times?: readonly TimeRow[];
}

/** One measured line: all figures in gas each. */
export interface Figure {
  readonly operation: string;
  readonly gas: number;
  /** The least gas the act can cost; in what is printed and written, with the authority's check where the row adds it. */
  readonly bound: number | null;
  /** Likewise. */
  readonly goal: number | null;
  readonly peers: Readonly<Record<string, number>>;
}
