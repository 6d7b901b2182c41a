import { AbiCoder, encodeBytes32String, id, keccak256, MaxUint256, Wallet, ZeroAddress } from "ethers";

import {
  billLeaf,
  datasetHash,
  datasetOf,
  mandateTypedData,
  openDisputeTypedData,
  packOrder,
  payBillTypedData,
  permitTypedData,
  prepareRoll,
  type PreparedBill,
  readDomain,
  reclaimDebitTypedData,
  type Roll,
  saltedHash,
  surveyRoll,
  type TypedData,
  verifyBill,
} from "../../sdk/index.js";
import {
  Billing__factory,
  CityAuthority__factory,
  CityToken__factory,
  Disputes__factory,
  Mandates__factory,
  MintDesk__factory,
} from "../../typechain-types/index.js";
import { thousands } from "../lib/table.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const DAY = 24 * 3600;
const MONTH = 30 * DAY;

/** How many households the city bills, two of which live in this chapter. */
const HOUSEHOLDS = 500;

/** Amounts in the token's smallest unit. */
const tokens = (amount: number): bigint => BigInt(amount) * 1_000_000n;

const REASON = encodeBytes32String("REMISSION");

/** Salts of the chapter's documents; a real one is drawn at random and kept. */
const SALT = id("a salt of the demo, which a real office draws at random");

/** A city billed in one transaction, and everything that happens to a bill afterwards. */
export const billingChapter: Chapter = {
  title: "Billing: a whole city behind one root, paid by one signature",
  play,
};

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, offices, clerk, citizen, wait } = stage;
  const { say, act, officeActs, refused } = narrator(stage, "billing");
  const at = (name: string): string => blueprint.addressOf(name);
  const authority = CityAuthority__factory.connect(at("CityAuthority"), provider);
  const token = CityToken__factory.connect(at("CityToken"), provider);
  const mintDesk = MintDesk__factory.connect(at("MintDesk"), provider);
  const billing = Billing__factory.connect(at("Billing"), provider);
  const mandates = Mandates__factory.connect(at("Mandates"), provider);
  const disputes = Disputes__factory.connect(at("Disputes"), provider);
  const collector = await citizen.getAddress();
  const [payee, creditAccount] = [offices.TREASURER.address, offices.BILLING_HEAD.address];
  /** Two people with keys and nothing else: their accounts have no ether. */
  const [ada, ben] = ["Ada", "Ben"].map((name) => new Wallet(id(`${name} of the demo city`), provider));
  const now = async (): Promise<bigint> => {
    const latest = await provider.getBlock("latest");
    if (latest === null) throw new Error("the chain has no block");
    return BigInt(latest.timestamp);
  };
  const domainOf = (contract: string) => readDomain((call) => provider.call(call), contract);
  const sign = (wallet: Wallet, { domain, types, message }: TypedData): Promise<string> =>
    wallet.signTypedData(domain, types, message);
  /** Acts of the head wait a day in public. */
  const headActs = async (acts: readonly (readonly [what: string, to: string, data: string])[]) => {
    for (const [what, to, data] of acts) {
      const schedule = authority.interface.encodeFunctionData("schedule", [to, data, 0]);
      await officeActs("BILLING_HEAD", `schedule: ${what}`, at("CityAuthority"), schedule);
    }
    await wait(DAY);
    for (const [what, to, data] of acts) await officeActs("BILLING_HEAD", what, to, data);
  };

  say(`The office has a file with the bills of ${HOUSEHOLDS} households, two of them Ada's and Ben's.`);
  const opensAt = (await now()) + BigInt(4 * DAY);
  const due = new Date(Number(opensAt) * 1000 + MONTH * 1000).toISOString().slice(0, 10);
  const rows = Array.from({ length: HOUSEHOLDS }, (_, i) =>
    [
      `WATER-${i}`,
      [ada.address, ben.address, ada.address][i] ?? "",
      [40, 100, 25][i] ?? 30 + (i % 50),
      due,
    ].join(","),
  );
  const file = ["document,account,amount,due", ...rows].join("\n");
  const plan = { payee, opensAt, generation: 0, serial: 1n, secret: id("a secret of the demo's office") };
  const bills: PreparedBill[] = [];
  const roll = await prepareRoll([file], await surveyRoll([file]), plan, {
    onBill: (bill) => {
      bills.push(bill);
    },
  });
  say(`  ${roll.count} bills, ${thousands(roll.total / tokens(1))} tokens, one root ${roll.root}`);

  say("The head of billing names who is paid and who pays for waivers. That waits a day in public.");
  await headActs([
    ["name the payee", at("Billing"), billing.interface.encodeFunctionData("setPayee", [payee, true])],
    [
      "name the credit account",
      at("Billing"),
      billing.interface.encodeFunctionData("setCreditAccount", [roll.id, creditAccount]),
    ],
    [
      "name a collector",
      at("Mandates"),
      mandates.interface.encodeFunctionData("setCollector", [collector, payee, true]),
    ],
    [
      "let officers credit 50 of a bill",
      at("Disputes"),
      disputes.interface.encodeFunctionData("setOfficerLimit", [tokens(50)]),
    ],
  ]);
  await officeActs(
    "BILLING_HEAD",
    "allow the bills to draw 1,000 for credits",
    at("CityToken"),
    token.interface.encodeFunctionData("approve", [at("Billing"), tokens(1_000)]),
  );
  const { nextOrdinal } = await mintDesk.minterInfo(offices.MINTER.address);
  const receiptHash = id("receipt of the town hall, with its salt");
  await officeActs(
    "MINTER",
    "mint for Ada, Ben and the credit account",
    at("MintDesk"),
    mintDesk.interface.encodeFunctionData("mint", [
      [
        { to: ada.address, amount: tokens(200), receiptHash },
        { to: ben.address, amount: tokens(200), receiptHash },
        { to: creditAccount, amount: tokens(1_000), receiptHash },
      ],
      nextOrdinal,
    ]),
  );

  const post = billing.interface.encodeFunctionData("postRoll", [
    roll.id,
    roll.root,
    roll.count,
    roll.total,
    await datasetHash(datasetOf(roll)),
  ]);
  await officeActs("BILLING_OFFICE", `bill ${HOUSEHOLDS} households`, at("Billing"), post);
  await refused(
    "the office posts it again",
    offices.BILLING_OFFICE.address,
    at("Billing"),
    post,
    billing.interface,
  );
  await wait(3 * DAY);

  const [adas, bens, adasSecond] = bills;
  const provenOf = ({ index }: PreparedBill) => roll.bill(index);
  say(
    "Ada checks her bill against the root, and pays without ether: two signatures, which the clerk carries.",
  );
  verifyBill(await billing.rootOf(roll.id), provenOf(adas).bill, provenOf(adas).proof);
  const permitOf = token.connect(clerk).getFunction("permit(address,address,uint256,uint256,bytes)");
  for (const [name, wallet] of [
    ["Ada", ada],
    ["Ben", ben],
  ] as const) {
    const permit = permitTypedData(await domainOf(at("CityToken")), {
      owner: wallet.address,
      spender: at("Billing"),
      value: MaxUint256,
      nonce: 0n,
      deadline: MaxUint256,
    });
    await act(
      `the clerk sends ${name}'s permit`,
      permitOf(wallet.address, at("Billing"), MaxUint256, MaxUint256, await sign(wallet, permit)),
    );
  }
  const billingDomain = await domainOf(at("Billing"));
  /** Signs the payment of all that is owed, for anyone to hand in. */
  const payment = async (wallet: Wallet, prepared: PreparedBill, sequence: bigint) => {
    const { bill, proof } = provenOf(prepared);
    const deadline = (await now()) + BigInt(MONTH);
    const { due: maxAmount } = await billing.owedOf(bill, await now());
    const typedData = payBillTypedData(billingDomain, bill, {
      payer: wallet.address,
      maxAmount,
      sequence,
      deadline,
    });
    return {
      payer: wallet.address,
      terms: bill.terms,
      commit: bill.commit,
      order: packOrder({ amount: maxAmount, sequence, deadline, isPart: false }),
      signature: await sign(wallet, typedData),
      proof: [...proof],
    };
  };
  await act(
    "the clerk sends Ada's payment of 40",
    billing.connect(clerk).payBySignature(roll.id, [await payment(ada, adas, 0n)]),
  );
  await requireSettled(roll, adas, true);

  say("Ben's meter was read wrong: he disputes 30 of his 100. The bill is held, and no late fee grows.");
  const bensBill = provenOf(bens);
  const statementHash = saltedHash("The meter shows 70, not 100.", SALT);
  const deadline = (await now()) + BigInt(MONTH);
  const dispute = openDisputeTypedData(await domainOf(at("Disputes")), bensBill.bill, {
    debtor: ben.address,
    claimed: tokens(30),
    statementHash,
    deadline,
  });
  const opening = {
    account: ben.address,
    document: saltedHash(bens.document, bens.documentSalt),
    salt: bens.salt,
  };
  await act(
    "the clerk sends Ben's dispute",
    disputes
      .connect(clerk)
      .openBySignature(
        bensBill.bill,
        [...bensBill.proof],
        opening,
        tokens(30),
        statementHash,
        deadline,
        await sign(ben, dispute),
      ),
  );
  await refused(
    "somebody pays the held bill",
    collector,
    at("Billing"),
    billing.interface.encodeFunctionData("pay", [bensBill.bill, tokens(100), [...bensBill.proof]]),
    billing.interface,
  );

  say("The office has thirty days to answer. It agrees: the credit account pays 30, Ben the rest.");
  await officeActs(
    "BILLING_OFFICE",
    "answer with a credit of 30",
    at("Disputes"),
    disputes.interface.encodeFunctionData("answer", [
      [
        {
          bill: bensBill.bill,
          proof: [...bensBill.proof],
          amount: tokens(30),
          reason: REASON,
          documentHash: saltedHash("Letter of the office to Ben", SALT),
        },
      ],
    ]),
  );
  const { sequence } = await billing.owedOf(bensBill.bill, await now());
  await act(
    "the clerk sends Ben's payment of the rest",
    billing.connect(clerk).payBySignature(roll.id, [await payment(ben, bens, sequence)]),
  );
  await requireSettled(roll, bens, true);

  const hardship = provenOf(bills[3]);
  const owed = async (): Promise<bigint> => (await billing.owedOf(hardship.bill, await now())).due;
  say(
    `A household lives on a small pension: the office waives 10 of its ${(await owed()) / tokens(1)}, unasked and with a reason.`,
  );
  await officeActs(
    "BILLING_OFFICE",
    "waive 10 of a bill",
    at("Disputes"),
    disputes.interface.encodeFunctionData("credit", [
      [
        {
          bill: hardship.bill,
          proof: [...hardship.proof],
          amount: tokens(10),
          reason: REASON,
          documentHash: saltedHash("Remission for a small pension", SALT),
        },
      ],
    ]),
  );
  if ((await owed()) !== tokens(33 - 10)) throw new Error(`the waived bill is ${await owed()}, expected 23`);
  say(`  ${bills[3].document}: ${(await owed()) / tokens(1)} are left to pay`);

  say("Ada lets the city collect: at most 30 a bill and 60 a month, for a year. Her second bill is 25.");
  const mandate = mandateTypedData(await domainOf(at("Mandates")), {
    payer: ada.address,
    payee,
    perBill: tokens(30),
    perPeriod: tokens(60),
    startsAt: await now(),
    periodDays: 30n,
    periods: 12n,
    documentHash: saltedHash("Mandate of Ada", SALT),
  });
  await act(
    "the clerk sends Ada's mandate",
    mandates
      .connect(clerk)
      .giveBySignature({ mandate: mandate.message, signature: await sign(ada, mandate) }),
  );
  const second = provenOf(adasSecond);
  await act(
    "the collector debits 25",
    mandates
      .connect(citizen)
      .collect({ roll: roll.id, mandateRoll: 0n, mandateCollector: ZeroAddress }, [
        { payer: ada.address, maxAmount: tokens(25), terms: second.bill.terms },
      ]),
  );
  await requireSettled(roll, adasSecond, true);

  say("She takes the debit back, within eight weeks and without a reason. The bill is owed again.");
  const debits = [await mandates.debitOf(ada.address, adasSecond.index, tokens(25))];
  const reclaim = reclaimDebitTypedData(await domainOf(at("Mandates")), {
    payer: ada.address,
    roll: roll.id,
    index: BigInt(adasSecond.index),
    batch: keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "uint256[]"], [roll.id, debits])),
    deadline,
  });
  await act(
    "the clerk sends Ada's signature: 25 back",
    mandates
      .connect(clerk)
      .reclaimBySignature(second.bill, [...second.proof], debits, 0, deadline, await sign(ada, reclaim)),
  );
  await requireSettled(roll, adasSecond, false);
  say(
    `  Ada holds ${(await token.balanceOf(ada)) / tokens(1)} tokens and ${await provider.getBalance(ada)} wei; Ben ${(await token.balanceOf(ben)) / tokens(1)} tokens and ${await provider.getBalance(ben)} wei`,
  );

  /** Says whether nothing is owed for a bill, and checks that it is so. */
  async function requireSettled(
    { id: rollId }: Roll,
    prepared: PreparedBill,
    expected: boolean,
  ): Promise<void> {
    const isSettled = await billing.isSettled(rollId, prepared.index);
    if (isSettled !== expected) {
      throw new Error(`${prepared.document}: settled is ${isSettled}, expected ${expected}`);
    }
    const leaf = billLeaf(provenOf(prepared).bill).slice(0, 10);
    say(`  ${prepared.document} (bill ${leaf}…) is ${isSettled ? "settled" : "owed"}`);
  }
}
