import {
  AbiCoder,
  ContractFactory,
  type BaseContract,
  id,
  keccak256,
  MaxUint256,
  type Signer,
  solidityPackedKeccak256,
  Wallet,
  ZeroAddress,
} from "ethers";
import merkleDistributor from "@uniswap/merkle-distributor/build/MerkleDistributor.json" with { type: "json" };

import type { Billing, IBills } from "../typechain-types/index.js";
import {
  deployBilling,
  leafOf,
  nodeOf,
  packOrder,
  packRoll,
  packTerms,
  signedPayment,
  type Tree,
  trustedPayment,
} from "../test/support/billing.js";
import { deployTokenCity, mintTo, type TokenCity } from "../test/support/tokenCity.js";
import { wholeTransaction } from "./lib/bound.js";
import { BENCH_TIME, type Chain } from "./lib/chain.js";
import { GAS, logGas } from "./lib/gasSchedule.js";
import type { BoundPart, Measured, Scenario } from "./lib/scenario.js";
import { deployRequestProxy } from "./peers/request.js";

const DAY = 86_400n;
const HOLDINGS = 1_000_000_000n;
const AMOUNT = 12_340_000n;
const OFFICE = 8n;
const HEAD = 11n;
/** A tree of 131,072 leaves: 100,000 bills. */
const LEVELS = 17;
/** A forest of 1,024 sub-roots: what is left of each proof. */
const CUT = 7;
/** Leaves that are really there; the rest of the tree is hashes. */
const REAL = 7;
const BATCH = 50;
/** The first of 127 bills that share a word of statuses. */
const FIRST = 472 * 127;
const OPENS_AT = BigInt(BENCH_TIME) + 5n * DAY;
const DUE_AT = OPENS_AT + 30n * DAY;
const DEADLINE = OPENS_AT + 20n * DAY;
const LATE = { graceDays: 14n, percentBps: 200n, dailyPpm: 130n, capBps: 1_000n };

/** Bills of a city of 100,000 households, and who pays them. */
interface BillingBench extends TokenCity {
  readonly billing: Billing;
  readonly office: Signer;
  readonly head: Signer;
  readonly payee: string;
  readonly relayer: Signer;
  readonly payers: readonly Wallet[];
  /** Neighbouring indices; each word of statuses has a settled bill already. */
  readonly neighbours: Tree;
  /** Every index in a word of its own. */
  readonly scattered: Tree;
  readonly distributor: BaseContract;
  readonly request: BaseContract;
}

/** A tree of 2^17 leaves of which 2^7 are known: the rest of every proof are hashes that stand for other subtrees. */
function cityTree(bills: IBills.BillStruct[]): Tree {
  const rows = [bills.map(leafOf)];
  for (let level = 0; level < REAL; ++level) {
    const row = rows[level];
    rows.push(Array.from({ length: row.length / 2 }, (_, i) => nodeOf(row[2 * i], row[2 * i + 1])));
  }
  const rest = Array.from({ length: LEVELS - REAL }, (_, i) => id(`another part of the city ${i}`));
  for (const sibling of rest) rows.push([nodeOf(rows[rows.length - 1][0], sibling)]);
  return {
    root: rows[LEVELS][0],
    rows,
    bills,
    proof: (index, length = LEVELS, from = 0) =>
      Array.from({ length: length - from }, (_, i) => {
        const level = from + i;
        return level < REAL ? rows[level][(index >> level) ^ 1] : rest[level - REAL];
      }),
  };
}

async function setUp(chain: Chain): Promise<BillingBench> {
  const { ethers } = chain;
  const [admin, minter, court, office, head, treasury, relayer] = await ethers.getSigners();
  const city = await deployTokenCity({ admin, minter, court });
  const billing = await deployBilling(admin, city.authority.address, city.token);
  await city.authority.allow(billing, ["postRoll"], OFFICE);
  await city.authority.allow(billing, ["setPayee", "setCollector"], HEAD);
  await city.authority.grant(OFFICE, [await office.getAddress()]);
  await city.authority.grant(HEAD, [await head.getAddress()]);
  const payee = await treasury.getAddress();
  await billing.connect(head).setPayee(payee, true);
  await billing.connect(head).setCollector(relayer, true);

  const payers = Array.from({ length: BATCH }, (_, i) => new Wallet(id(`payer ${i}`), ethers.provider));
  await mintTo(city, HOLDINGS, treasury, admin, ...payers);
  for (const payer of payers) {
    await admin.sendTransaction({ to: payer.address, value: 10n ** 18n });
    await city.token.connect(payer).approve(billing, MaxUint256);
  }
  await city.token.approve(billing, MaxUint256);

  const treeFor = async (serial: bigint, indexOf: (i: number) => number): Promise<Tree> => {
    const roll = packRoll({ payee, opensAt: OPENS_AT, levels: LEVELS, serial });
    const tree = cityTree(
      Array.from({ length: 1 << REAL }, (_, i) => ({
        roll,
        terms: packTerms({ amount: AMOUNT, index: indexOf(i), dueAt: DUE_AT, ...LATE }),
        // Sixteen leaves at the end are two households' statements.
        commit: id(i < 112 ? `commitment ${i}` : `household ${i >> 3}`),
      })),
    );
    await billing.connect(office).postRoll(roll, tree.root, 100_000n, 100_000n * AMOUNT, id("dataset"));
    return tree;
  };
  const neighbours = await treeFor(1n, (i) => FIRST + i);
  // Bills i and i + 64 share a word: one of them settles first, so that every word is in use.
  const scattered = await treeFor(2n, (i) => (i % 64) * 1_270 + (i < 64 ? 3 : 4));

  const distributor = await uniswapDistributor(admin, city, payers[0]);
  const request = await deployRequestProxy(admin);
  await city.token.connect(payers[0]).approve(request, MaxUint256);
  await chain.networkHelpers.time.increaseTo(OPENS_AT + DAY);
  for (const index of [100, 111]) {
    await billing.pay(neighbours.bills[index], AMOUNT, neighbours.proof(index));
  }
  for (let index = 64; index < 64 + BATCH; ++index) {
    await billing.pay(scattered.bills[index], AMOUNT, scattered.proof(index));
  }
  return {
    ...city,
    billing,
    office,
    head,
    payee,
    relayer,
    payers,
    neighbours,
    scattered,
    distributor,
    request,
  };
}

/** Uniswap's distributor for 100,000 claims, one of which the payer makes. */
async function uniswapDistributor(
  admin: Signer,
  { token, ...city }: TokenCity,
  payer: Wallet,
): Promise<BaseContract> {
  const leaf = (index: number, account: string): string =>
    solidityPackedKeccak256(["uint256", "address", "uint256"], [index, account, AMOUNT]);
  const proof = uniswapProof();
  const fold = (start: string): string => proof.reduce((node, sibling) => nodeOf(node, sibling), start);
  const root = fold(leaf(7, payer.address));
  const distributor = await new ContractFactory(
    merkleDistributor.abi,
    merkleDistributor.bytecode,
    admin,
  ).deploy(token, root);
  await distributor.waitForDeployment();
  await mintTo({ token, ...city } as TokenCity, HOLDINGS, distributor);
  return distributor;
}

const uniswapProof = (): string[] =>
  Array.from({ length: LEVELS }, (_, i) => keccak256(AbiCoder.defaultAbiCoder().encode(["uint256"], [i])));

// --- Acts ---

async function payOne(
  { billing, token, payers, payee, neighbours }: BillingBench,
  proof: string[],
): Promise<Measured> {
  const [payer] = payers;
  const before = [await token.balanceOf(payer), await token.balanceOf(payee)];
  const tx = await billing.connect(payer).pay(neighbours.bills[0], AMOUNT, proof);
  return {
    tx,
    effects: async (expect) => {
      expect(await token.balanceOf(payer)).to.equal(before[0] - AMOUNT);
      expect(await token.balanceOf(payee)).to.equal(before[1] + AMOUNT);
      expect(await billing.isSettled(neighbours.bills[0].roll, FIRST)).to.equal(true);
      await expect(tx).to.emit(billing, "BillPaid").withArgs(neighbours.bills[0].roll, FIRST, payer, AMOUNT);
    },
  };
}

async function settled(
  { billing, token, payee }: BillingBench,
  tree: Tree,
  send: () => Promise<{ hash: string }>,
): Promise<Measured> {
  const before = await token.balanceOf(payee);
  const tx = await send();
  return {
    tx,
    effects: async (expect) => {
      expect(await token.balanceOf(payee)).to.equal(before + BigInt(BATCH) * AMOUNT);
      for (const bill of tree.bills.slice(0, BATCH)) {
        expect(await billing.isSettled(bill.roll, (BigInt(bill.terms) >> 60n) & 0xffff_ffffn)).to.equal(true);
      }
    },
  };
}

const ORDER = packOrder({ amount: AMOUNT, deadline: DEADLINE });

async function relay(city: BillingBench, tree: Tree): Promise<Measured> {
  const { billing, payers, relayer } = city;
  const list = await Promise.all(payers.map((payer, i) => signedPayment(billing, payer, tree, i, ORDER)));
  return settled(city, tree, () => billing.connect(relayer).payBySignature(tree.bills[0].roll, list));
}

async function trust(city: BillingBench, tree: Tree): Promise<Measured> {
  const { billing, payers, relayer } = city;
  const list = await Promise.all(
    payers.map((payer, i) => trustedPayment(billing, payer, tree.bills[i], ORDER)),
  );
  return settled(city, tree, () => billing.connect(relayer).payTrusted(tree.bills[0].roll, list));
}

/** The same payment by Request, whose reference is the only trace of a bill. */
async function requestPayment({ request, token, payers, payee }: BillingBench): Promise<Measured> {
  const before = await token.balanceOf(payee);
  const reference = id("invoice 7").slice(0, 18);
  const tx = (await request
    .connect(payers[0])
    .getFunction("transferFromWithReferenceAndFee")
    .send(token, payee, AMOUNT, reference, 0, ZeroAddress)) as { hash: string };
  return {
    tx,
    effects: async (expect) => {
      expect(await token.balanceOf(payee)).to.equal(before + AMOUNT);
      await expect(tx).to.emit(request, "TransferWithReferenceAndFee");
    },
  };
}

// --- What no implementation can do without ---

const PAY: readonly BoundPart[] = [
  { what: "the token, cold call", gas: GAS.coldAccount, why: "money and bills are two contracts" },
  { what: "allowance, cold read", gas: GAS.coldRead, why: "the payer's consent" },
  { what: "two balances, cold update", gas: 2 * GAS.coldUpdate, why: "the money moves" },
  { what: "status word, cold update", gas: GAS.coldUpdate, why: "nobody pays twice" },
  { what: "Transfer event", gas: logGas(3, 32), why: "ERC-20 prescribes it" },
  { what: "BillPaid event", gas: logGas(4, 32), why: "the receipt" },
];
const ROOT: BoundPart = { what: "root or node, cold read", gas: GAS.coldRead, why: "the bill is proven" };
const proofOf = (levels: number): BoundPart => ({
  what: `${levels} nodes hashed`,
  gas: levels * (GAS.keccak + 2 * GAS.keccakWord),
  why: "the proof",
});
const EACH: readonly BoundPart[] = [
  { what: "payers' allowances, cold reads", gas: BATCH * GAS.coldRead, why: "their consent" },
  { what: "payers' balances, cold updates", gas: BATCH * GAS.coldUpdate, why: "the money moves" },
  { what: "signatures", gas: BATCH * GAS.ecrecover, why: "they are checked" },
  { what: "events", gas: BATCH * (logGas(3, 32) + logGas(4, 32)), why: "transfer and receipt" },
];

const PAY_CHECKS = [
  "the bill is in the roll",
  "the roll is open",
  "nobody has paid it",
  "it is not late",
  "the payer's maximum",
];
const SIGNED_CHECKS = [
  ...PAY_CHECKS,
  "signature",
  "deadline, at most 90 days away",
  "sequence",
  "not withdrawn",
  "what fails is left out",
];
const COMMERCE = {
  name: "Base commerce-payments",
  source: "research: charge() with ERC-3009 and USDC",
  gas: 159_943,
};

/** The rows of billing. */
export const scenario: Scenario<BillingBench> = {
  domain: "billing",
  setUp,
  rows: [
    {
      operation: "post a roll of any size",
      story: "The billing office posts the tax bills of a city of 100,000 households.",
      goal: 48_000,
      addsAuthorityCheck: true,
      reason:
        "a retired contract posts nothing (2.1k), and the payee must be one that the head has named (2.1k)",
      bound: wholeTransaction(
        { what: "root, new slot", gas: GAS.coldNewSlot, why: "the commitment to all bills" },
        { what: "RollPosted event", gas: logGas(2, 128), why: "number, sum and dataset are public" },
      ),
      checks: [
        "the id is new",
        "opening within its bounds",
        "named payee",
        "not retired",
        "number fits the tree",
      ],
      peers: [{ name: "one word per bill", source: "research, all 100,000 written", gas: 2_283_850_142 }],
      run: async ({ city: { billing, office, payee } }) => {
        const roll = packRoll({ payee, opensAt: OPENS_AT + 9n * DAY, levels: LEVELS, serial: 3n });
        const tx = await billing.connect(office).postRoll(roll, id("root"), 100_000n, 1n, id("dataset"));
        return {
          tx,
          effects: async (expect) => {
            expect(await billing.rootOf(roll)).to.equal(id("root"));
            await expect(tx)
              .to.emit(billing, "RollPosted")
              .withArgs(roll, id("root"), 100_000n, 1n, id("dataset"));
          },
        };
      },
    },
    {
      operation: "pay a bill of 100,000, one root",
      story: "A citizen pays the tax bill directly.",
      goal: 62_000,
      reason:
        "Accesses are at their bound. The rest is computed: 227 for each node of the proof, the token's own rules (freeze, suspension, packed balances), and what the goal's sketch had not: holds and ledgers, grace days, the place in a succession, the proof's length, checked decoding and arithmetic (leaf, proof and transfer were assembly there).",
      bound: wholeTransaction(...PAY, ROOT, proofOf(LEVELS)),
      checks: PAY_CHECKS,
      peers: [
        COMMERCE,
        {
          name: "Uniswap merkle-distributor 1.0.1",
          source: "npm, claim of 100,000; it pays out and knows no bill",
          run: async ({ city: { distributor, payers, token } }) => {
            const before = await token.balanceOf(payers[0]);
            const tx = (await distributor
              .connect(payers[0])
              .getFunction("claim")
              .send(7, payers[0].address, AMOUNT, uniswapProof())) as { hash: string };
            return {
              tx,
              effects: async (expect) => {
                expect(await token.balanceOf(payers[0])).to.equal(before + AMOUNT);
              },
            };
          },
        },
        {
          name: "Request 0.48.0, ERC20FeeProxy",
          source: "npm, payment with a reference, no fee; it checks no bill, and pays one twice",
          run: ({ city }) => requestPayment(city),
        },
      ],
      run: ({ city }) => payOne(city, city.neighbours.proof(0)),
    },
    {
      operation: "pay a bill of 100,000, forest of 1,024",
      story: "The same with nodes planted seven levels above the leaves.",
      goal: 56_000,
      reason:
        "Accesses are at their bound. The rest is computed: 227 for each node of the proof, the token's own rules (freeze, suspension, packed balances), and what the goal's sketch had not: holds and ledgers, grace days, the place in a succession, the proof's length, checked decoding and arithmetic (leaf, proof and transfer were assembly there).",
      bound: wholeTransaction(...PAY, ROOT, proofOf(CUT)),
      checks: PAY_CHECKS,
      peers: [COMMERCE],
      run: async ({ city }) => {
        const { billing, neighbours } = city;
        const rest = neighbours.proof(0).slice(REAL);
        for (let level = LEVELS - 1; level >= CUT; --level) {
          const pair = [neighbours.rows[level][0], rest[level - REAL]];
          await (await billing.plant(neighbours.bills[0].roll, pair)).wait();
        }
        return payOne(city, neighbours.proof(0, CUT));
      },
    },
    {
      operation: "pay by signature, any relay, with proof, batch of 50, each",
      story: "A relayer hands in fifty citizens' signed payments, each with its proof.",
      goal: 38_400,
      per: BATCH,
      bound: wholeTransaction(
        ...EACH,
        { what: "status words, cold updates", gas: GAS.coldUpdate, why: "they share one word" },
        { what: "proofs", gas: BATCH * LEVELS * (GAS.keccak + 2 * GAS.keccakWord), why: "bills are proven" },
      ),
      checks: SIGNED_CHECKS,
      peers: [
        { name: "ERC-4337, 10 in a bundle", source: "research: EntryPoint 0.8", gas: 88_700, per: 1 },
        { name: "EIP-3009", source: "research", gas: 95_624, per: 1 },
      ],
      run: ({ city }) => relay(city, city.neighbours),
    },
    {
      operation: "pay through the trusted collector, 50 neighbours, each",
      story: "The city's collector hands in fifty signed payments without proofs.",
      goal: 21_500,
      reason:
        "The goal's sketch had one deadline for the whole batch, and one bad payment stopped it all; here each order has its own deadline, sequence and withdrawal, a transfer that fails is caught and left out, and the token asks freezes. Leaf, digest and transfer were assembly there.",
      per: BATCH,
      bound: wholeTransaction(...EACH, {
        what: "status word, cold update",
        gas: GAS.coldUpdate,
        why: "they share it",
      }),
      checks: [...SIGNED_CHECKS.slice(1), "trusted collector", "contract not closed"],
      peers: [],
      run: ({ city }) => trust(city, city.neighbours),
    },
    {
      operation: "pay through the trusted collector, 50 scattered, each",
      story: "The same for bills all over the city.",
      goal: 26_000,
      reason:
        "The goal's sketch had one deadline for the whole batch, and one bad payment stopped it all; here each order has its own deadline, sequence and withdrawal, a transfer that fails is caught and left out, and the token asks freezes. Leaf, digest and transfer were assembly there.",
      per: BATCH,
      bound: wholeTransaction(...EACH, {
        what: "status words, cold updates",
        gas: BATCH * GAS.coldUpdate,
        why: "each bill has its own",
      }),
      checks: [...SIGNED_CHECKS.slice(1), "trusted collector", "contract not closed"],
      peers: [],
      run: ({ city }) => trust(city, city.scattered),
    },
    {
      operation: "statement of 8 bills, whole",
      story: "A household pays its eight bills at once.",
      goal: 86_000,
      reason:
        "Each bill is a leaf of its own, so that it can be disputed, credited and paid for itself (docs/adr/0013): eight leaves hashed and folded, eight statuses read, judged (late, held, moved) and written, eight receipts.",
      bound: wholeTransaction(
        ...PAY.slice(0, 5),
        { what: "8 BillPaid events", gas: 8 * logGas(4, 32), why: "the receipts" },
        ROOT,
        proofOf(LEVELS - 3),
      ),
      checks: [...PAY_CHECKS, "each bill for itself"],
      peers: [{ name: "separate proofs", source: "research: 8 in one transaction", gas: 253_736 }],
      run: async ({ city: { billing, token, payers, payee, neighbours } }) => {
        const bills = neighbours.bills.slice(112, 120);
        const { roll, commit } = bills[0];
        const before = await token.balanceOf(payee);
        const tx = await billing
          .connect(payers[0])
          .payStatement(
            { roll, terms: bills.map(({ terms }) => terms), commit },
            8n * AMOUNT,
            neighbours.proof(112, LEVELS, 3),
          );
        return {
          tx,
          effects: async (expect) => {
            expect(await token.balanceOf(payee)).to.equal(before + 8n * AMOUNT);
            for (let i = 0n; i < 8n; ++i)
              expect(await billing.isSettled(roll, BigInt(FIRST + 112) + i)).to.equal(true);
          },
        };
      },
    },
  ],
};
