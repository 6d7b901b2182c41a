import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id, type Signer, type Wallet, ZeroAddress } from "ethers";

import { answerDispute } from "../../../scripts/billing/answer.js";
import { collectRoll } from "../../../scripts/billing/collect.js";
import { actOrTell, batchesUnderCap } from "../../../scripts/billing/desk.js";
import { openDisputes } from "../../../scripts/billing/disputes.js";
import { postRoll } from "../../../scripts/billing/post.js";
import { publishRoll, requirePosted } from "../../../scripts/billing/publish.js";
import { readPayments, relayPayments } from "../../../scripts/billing/relay.js";
import { readRoll, type RollSheet, writePublicFiles } from "../../../scripts/billing/rollFolder.js";
import {
  datasetOf,
  payBillTypedData,
  type PaymentFile,
  paymentFileText,
  payPartTypedData,
  prepareRoll,
  type PreparedBill,
  readPaymentFile,
  saltedHash,
} from "../../../sdk/index.js";
import { IAccessManager__factory } from "../../../typechain-types/index.js";
import { failureOf } from "../../support/failureOf.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as, DAY, tokens } from "../../support/payments.js";
import { billedCity, billOf, HOLDINGS, preparedCity, type PreparedCity } from "../../support/preparedCity.js";
import { quietly } from "../../support/quiet.js";

const { time } = networkHelpers;

describe("the billing office's commands", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "civitas-billing-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const sheetOf = ({ roll }: PreparedCity): Promise<RollSheet> =>
    writePublicFiles(folder, roll, datasetOf(roll));

  describe("post", () => {
    it("posts a roll as its sheet says, and nothing the second time", async () => {
      const city = await networkHelpers.loadFixture(preparedCity);
      const { billing, clerk, roll } = city;
      const sheet = await sheetOf(city);
      const address = await billing.getAddress();
      expect((await quietly(() => postRoll(clerk, address, sheet))).result).to.equal(true);
      expect(await billing.rootOf(roll.id)).to.equal(roll.root);
      const nonce = await clerk.getNonce();
      const again = await quietly(() => postRoll(clerk, address, sheet));
      expect(again.result).to.equal(true);
      expect(again.output).to.include("posted already, with the same root");
      expect(await clerk.getNonce()).to.equal(nonce);
      await requirePosted(ethers.provider, address, sheet);
    });

    it("tells the call where the account does not hold the role, and fails", async () => {
      const city = await networkHelpers.loadFixture(preparedCity);
      const { billing, sender, roll } = city;
      const sheet = await sheetOf(city);
      const { result, output } = await quietly(async () =>
        postRoll(sender, await billing.getAddress(), sheet),
      );
      expect(result).to.equal(false);
      const { root, count, total, datasetHash } = sheet;
      const data = billing.interface.encodeFunctionData("postRoll", [
        roll.id,
        root,
        count,
        total,
        datasetHash,
      ]);
      expect(output).to.include(`  to ${await billing.getAddress()}\n  data ${data}`);
      expect(await billing.rootOf(roll.id)).to.equal(`0x${"00".repeat(32)}`);
    });

    it("refuses another root under the same id, a voided roll, another generation and a late opening", async () => {
      const city = await networkHelpers.loadFixture(preparedCity);
      const { billing, clerk, roll, file, survey, plan } = city;
      const sheet = await sheetOf(city);
      const address = await billing.getAddress();
      const failure = (changed: RollSheet) => failureOf(quietly(() => postRoll(clerk, address, changed)));
      const other = await prepareRoll([file], survey, { ...plan, generation: 1 });
      expect(await failure({ ...sheet, roll: String(other.id) })).to.include(
        "is of generation 1, the contract's is 0",
      );
      const late = await prepareRoll([file], survey, { ...plan, opensAt: BigInt(await time.latest()) });
      expect(await failure({ ...sheet, roll: String(late.id) })).to.match(
        /^post the roll: refused: OpeningWrong\(/,
      );

      await quietly(() => postRoll(clerk, address, sheet));
      expect(await failure({ ...sheet, root: id("another") })).to.include(
        `stands there with the root ${roll.root}`,
      );
      await as(billing, clerk).voidRoll(roll.id, id("mistake"));
      expect(await failure(sheet)).to.include("was voided; prepare it again with another --serial");
    });
  });

  describe("publish", () => {
    it("copies sheet and dataset of a posted roll, and nothing else", async () => {
      const city = await networkHelpers.loadFixture(billedCity);
      const sheet = await sheetOf(city);
      await requirePosted(ethers.provider, await city.billing.getAddress(), sheet);
      const to = join(folder, "public");
      const path = await publishRoll(folder, to, sheet);
      expect(await readFile(path, "utf8")).to.equal([...datasetOf(city.roll)].join(""));
      expect(path).to.equal(join(to, `roll-${city.roll.id.toString(16).padStart(64, "0")}.csv`));
    });

    it("refuses what is not posted, or posted otherwise", async () => {
      const unposted = await networkHelpers.loadFixture(preparedCity);
      const sheet = await sheetOf(unposted);
      const address = await unposted.billing.getAddress();
      expect(await failureOf(requirePosted(ethers.provider, address, sheet))).to.include("is not posted");
      await quietly(() => postRoll(unposted.clerk, address, sheet));
      for (const changes of [{ root: id("x") }, { count: 7 }, { total: "1" }, { datasetHash: id("x") }]) {
        const failure = await failureOf(requirePosted(ethers.provider, address, { ...sheet, ...changes }));
        expect(failure).to.include("stands on the chain with another root, sum or dataset");
      }
    });

    it("refuses a dataset that its sheet does not describe", async () => {
      const city = await networkHelpers.loadFixture(preparedCity);
      await sheetOf(city);
      expect((await readRoll(folder)).roll.root).to.equal(city.roll.root);
      const path = join(folder, "dataset.csv");
      await writeFile(path, (await readFile(path, "utf8")).replace(",100000000,", ",100000001,"));
      expect(await failureOf(readRoll(folder))).to.match(
        /has the root 0x\w+, its sheet says 0x\w+; prepare it again/,
      );
      expect(await failureOf(readRoll(join(folder, "nowhere")))).to.include(
        "name the folder that `billing prepare` has written",
      );
    });
  });

  describe("relay", () => {
    let city: PreparedCity;
    let address: string;
    beforeEach(async () => {
      city = await networkHelpers.loadFixture(billedCity);
      address = await city.billing.getAddress();
    });

    const soon = async (): Promise<bigint> => BigInt(await time.latest()) + 10n * DAY;

    interface Wish {
      readonly amount: bigint;
      readonly settled?: bigint;
      readonly deadline?: bigint;
      readonly sequence?: bigint;
      readonly signer?: Wallet;
    }

    const payment = async (document: string, payer: Wallet, wish: Wish): Promise<PaymentFile> => {
      const { bill, proof } = billOf(city, document);
      const deadline = wish.deadline ?? (await soon());
      const { amount, settled, sequence, signer = payer } = wish;
      const typedData =
        settled === undefined
          ? payBillTypedData(city.billingDomain, bill, {
              payer: payer.address,
              maxAmount: amount,
              deadline,
              sequence,
            })
          : payPartTypedData(city.billingDomain, bill, {
              payer: payer.address,
              amount,
              settled,
              deadline,
              sequence,
            });
      const { domain, types, message } = typedData;
      const signature = await signer.signTypedData(domain, types, message);
      return readPaymentFile(paymentFileText(typedData, { bill, proof }, signature));
    };

    const relay = async (
      files: Record<string, PaymentFile | string>,
      isCheck = false,
      sender: Signer = city.sender,
    ) =>
      (
        await quietly(() => relayPayments(sender, address, new Map(Object.entries(files)), isCheck))
      ).result.map(({ file, outcome, note }) => [file, outcome, note]);

    it("pays what can be paid in one transaction, and nothing twice in a second run", async () => {
      const { ada, ben, sender, token, payee } = city;
      const files = {
        "1.json": await payment("T-1", ada, { amount: tokens(100) }),
        "2.json": await payment("T-2", ada, { amount: tokens(50), settled: 0n }),
        "3.json": await payment("T-3", ben, { amount: tokens(400) }),
      };
      const nonce = await sender.getNonce();
      expect(await relay(files)).to.deep.equal([
        ["1.json", "paid", "100.00"],
        ["2.json", "part paid", "50.00, 150.00 left"],
        ["3.json", "paid", "300.00"],
      ]);
      expect(await sender.getNonce()).to.equal(nonce + 1);
      expect(await token.balanceOf(payee)).to.equal(tokens(450));
      expect(await relay(files)).to.deep.equal([
        ["1.json", "skipped", "its bill is settled"],
        ["2.json", "skipped", "it names 0.00 as settled, the bill has 50.00"],
        ["3.json", "skipped", "its bill is settled"],
      ]);
      expect(await token.balanceOf(payee)).to.equal(tokens(450));
      expect(await sender.getNonce()).to.equal(nonce + 1);
      expect(await token.balanceOf(ada)).to.equal(HOLDINGS - tokens(150));
    });

    it("sends nothing in a check", async () => {
      const files = { "1.json": await payment("T-1", city.ada, { amount: tokens(100) }) };
      expect(await relay(files, true)).to.deep.equal([["1.json", "would pay", ""]]);
      expect(await city.token.balanceOf(city.payee)).to.equal(0n);
    });

    it("skips what would fail, and says why", async () => {
      const { ada, ben, billing, token, disputes, sender } = city;
      const good = await payment("T-1", ada, { amount: tokens(100) });
      const now = BigInt(await time.latest());
      const expired = await payment("T-2", ada, { amount: tokens(200), deadline: now - 1n });
      const other = await payment("T-2", ada, { amount: tokens(200), signer: ben });
      const low = await payment("T-2", ada, { amount: tokens(199) });
      const later = await payment("T-2", ada, { amount: tokens(200), sequence: 1n });
      const much = await payment("T-4", ben, { amount: tokens(51), settled: 0n });
      const held = await payment("T-3", ben, { amount: tokens(300) });
      const withdrawn = await payment("T-5", ben, { amount: tokens(60) });
      await as(billing, ben).withdraw(billOf(city, "T-5").bill, withdrawn.order);
      const { bill, proof, account, document, documentSalt, salt } = billOf(city, "T-3");
      const opening = { account, document: saltedHash(document, documentSalt), salt };
      await as(disputes, ben).open(bill, [...proof], opening, tokens(10), id("statement"));
      const stranger = billOf(city, "T-6");
      const wrongProof = {
        ...(await payment("T-2", ada, { amount: tokens(200) })),
        proof: [...stranger.proof],
      };
      const unknownRoll = { ...good, roll: String(city.roll.id + 1n) };
      const { chainId } = good;

      expect(
        await relay({
          "a-good": good,
          "b-twin": good,
          "c-expired": expired,
          "d-signed by another": other,
          "e-allows too little": low,
          "f-another sequence": later,
          "g-part above": much,
          "h-held": held,
          "i-withdrawn": withdrawn,
          "j-proof": wrongProof,
          "k-roll": unknownRoll,
          "l-no file": "not JSON: x",
          "m-malformed": { ...good, signature: "0x12" },
          "n-another chain": { ...good, chainId: 1 },
          "o-another contract": { ...good, contract: ada.address.toLowerCase() },
        }),
      ).to.deep.equal([
        ["a-good", "paid", "100.00"],
        ["b-twin", "skipped", "a-good pays the same bill"],
        ["c-expired", "skipped", `its deadline was ${new Date(Number(now - 1n) * 1000).toISOString()}`],
        ["d-signed by another", "skipped", "its payer has not signed it"],
        ["e-allows too little", "skipped", "it allows 199.00, 200.00 are owed"],
        ["f-another sequence", "skipped", "it names the sequence 1, the bill has 0"],
        ["g-part above", "skipped", "it allows 51.00, 50.00 are owed"],
        ["h-held", "skipped", "its bill is held in dispute"],
        ["i-withdrawn", "skipped", "its payer has withdrawn it"],
        ["j-proof", "skipped", "its bill is not in the roll"],
        ["k-roll", "skipped", "its roll is not open"],
        ["l-no file", "skipped", "not JSON: x"],
        [
          "m-malformed",
          "skipped",
          'signature: "0x12" is no ECDSA signature; give 65 bytes (r, s, v) in hexadecimal; ' +
            "let a contract judge its own signatures by ERC-1271",
        ],
        ["n-another chain", "skipped", `it is for chain 1, this is ${chainId}`],
        ["o-another contract", "skipped", `it is for the contract ${ada.address.toLowerCase()}`],
      ]);

      await as(token, ada).approve(billing, tokens(199));
      const poor = await payment("T-2", ada, { amount: tokens(200) });
      expect(await relay({ poor })).to.deep.equal([
        ["poor", "skipped", "its payer allows Billing 199.00, 200.00 are owed"],
      ]);
      await as(token, ada).transfer(sender, (await token.balanceOf(ada)) - 1n);
      expect(await relay({ poor })).to.deep.equal([
        ["poor", "skipped", "its payer holds 0.000001, 200.00 are owed"],
      ]);
    });

    it("goes on after one that fails in the batch alone: the payer's money reaches for one bill", async () => {
      const { ada, token, sender } = city;
      await as(token, ada).transfer(sender, HOLDINGS - tokens(250));
      const outcomes = await relay({
        a: await payment("T-1", ada, { amount: tokens(100) }),
        b: await payment("T-2", ada, { amount: tokens(200) }),
      });
      expect(outcomes).to.deep.equal([
        ["a", "paid", "100.00"],
        ["b", "skipped", "PaymentFailed"],
      ]);
    });

    it("reads a folder, and says of each file that is no payment what is wrong", async () => {
      const good = await payment("T-1", city.ada, { amount: tokens(100) });
      const write = (name: string, text: string) => writeFile(join(folder, name), text);
      await write("a.json", JSON.stringify(good));
      await write("b.json", "{");
      await write("c.json", "null");
      for (const [i, field] of Object.keys(good).entries()) {
        await write(`d${i}.json`, JSON.stringify({ ...good, [field]: "x" }));
      }
      await write("e.txt", "not read");
      const files = await readPayments(folder);
      expect(files.get("a.json")).to.deep.equal(good);
      expect(files.get("b.json")).to.match(/^payment: "{" is no JSON \(.*\); give the file as the payer's/);
      expect(files.get("c.json")).to.match(/^payment: "?null"? is no object; /);
      for (const [i, field] of Object.keys(good).entries()) {
        expect(files.get(`d${i}.json`)).to.match(new RegExp(`^payment\\.${field}: "x" .*; mend it`));
      }
      expect([...files.keys()]).to.not.include("e.txt");
      expect(await failureOf(readPayments(join(folder, "nowhere")))).to.include(
        "name the folder of the signed payments",
      );
    });
  });

  it("tells the call where the account has not scheduled it", async () => {
    const { billing, clerk } = await networkHelpers.loadFixture(preparedCity);
    const errors = IAccessManager__factory.createInterface();
    const data = errors.encodeErrorResult("AccessManagerNotScheduled", [id("operation")]);
    const head = {
      getAddress: () => clerk.getAddress(),
      provider: { call: () => Promise.reject(Object.assign(new Error("reverted"), { data })) },
    } as unknown as Signer;
    const to = await billing.getAddress();
    const call = { what: "answer the dispute", to, data: "0x1234", errors: billing.interface };
    const { result, output } = await quietly(() => actOrTell(head, call));
    expect(result).to.equal(undefined);
    expect(output).to.equal(
      `${clerk.address} has to schedule this at the city's authority first, and to wait. ` +
        `Let the office's wallet answer the dispute:\n  to ${to}\n  data 0x1234`,
    );
  });

  describe("batches", () => {
    it("are halved until they fit, and none is lost", async () => {
      const items = Array.from({ length: 25 }, (_, i) => i);
      const batches: number[][] = [];
      const asked: number[] = [];
      const gas = async (batch: readonly number[]) => {
        asked.push(batch.length);
        if (batch.length > 8) throw new Error("exceeds the gas limit");
        return BigInt(batch.length) * 3_000_000n;
      };
      for await (const batch of batchesUnderCap(items, 20, gas)) batches.push([...batch]);
      expect(batches.flat()).to.deep.equal(items);
      for (const batch of batches) expect(batch.length).to.be.at.most(5);
      expect(asked.slice(0, 3)).to.deep.equal([20, 10, 5]);
    });

    it("hold one item where even that is too much: the chain says why", async () => {
      const batches: number[][] = [];
      for await (const batch of batchesUnderCap([1, 2], 2, async () => 16_000_000n)) batches.push([...batch]);
      expect(batches).to.deep.equal([[1], [2]]);
    });
  });

  describe("collect", () => {
    async function* each(bills: readonly PreparedBill[]): AsyncGenerator<PreparedBill> {
      yield* bills;
    }
    const collect = async (
      { mandates, collector, roll, bills }: PreparedCity,
      isCheck = false,
      signer?: Signer,
    ) =>
      (
        await quietly(async () =>
          collectRoll(signer ?? collector, await mandates.getAddress(), roll.id, each(bills), isCheck),
        )
      ).result.map(({ index, amount, problem }) => [index, amount, problem]);

    const give = async ({ mandates, payee }: PreparedCity, payer: Wallet, startsAt?: bigint) =>
      as(mandates, payer).give({
        payer,
        payee,
        roll: 0,
        collector: ZeroAddress,
        perBill: tokens(100),
        perPeriod: tokens(120),
        startsAt: startsAt ?? BigInt(await time.latest()),
        periodDays: 30,
        periods: 12,
        ordinal: 0,
        documentHash: id("mandate"),
      });

    it("takes what mandates allow, says what they do not, and takes nothing in a second run", async () => {
      const city = await networkHelpers.loadFixture(billedCity);
      const { ben, token, payee } = city;
      await give(city, ben);
      const place = (document: string) => billOf(city, document).index;
      const aboveBill = [place("T-3"), tokens(300), "more than the mandate has for one bill (100.00)"];
      expect(await collect(city, true)).to.have.deep.members([
        aboveBill,
        [place("T-4"), tokens(50), ""],
        [place("T-5"), tokens(60), ""],
      ]);
      expect(await token.balanceOf(payee)).to.equal(0n);
      expect(await collect(city)).to.have.deep.members([
        aboveBill,
        [place("T-4"), tokens(50), ""],
        [place("T-5"), tokens(60), ""],
      ]);
      expect(await token.balanceOf(payee)).to.equal(tokens(110));
      expect(await collect(city)).to.deep.equal([aboveBill]);
      expect(await token.balanceOf(payee)).to.equal(tokens(110));
    });

    it("says what is left of the period, what the account lacks, and a mandate that has not begun", async () => {
      const city = await networkHelpers.loadFixture(billedCity);
      const { ada, ben, token, billing, sender } = city;
      await give(city, ada, BigInt(await time.latest()) + DAY);
      await give(city, ben);
      const problems = async (document: string) =>
        (await collect(city, true)).find(([index]) => index === billOf(city, document).index)?.[2];
      expect(await problems("T-1")).to.equal("the mandate has not begun, or has ended");
      await as(token, ben).approve(billing, tokens(49));
      expect(await problems("T-4")).to.equal("the account allows Billing 49.00");
      await as(token, ben).transfer(sender, HOLDINGS - tokens(59));
      expect(await problems("T-5")).to.equal("the account holds 59.00");
      await as(token, ben).approve(billing, HOLDINGS);
      await collect(city);
      expect(await problems("T-5")).to.equal("the account holds 9.00");
      await as(token, sender).transfer(ben, tokens(500));
      expect(await problems("T-5")).to.equal("");
    });

    it("leaves out in the batch what the period no longer has", async () => {
      const city = await networkHelpers.loadFixture(billedCity);
      const { mandates, ben, payee } = city;
      await as(mandates, ben).give({
        payer: ben,
        payee,
        roll: 0,
        collector: ZeroAddress,
        perBill: tokens(60),
        perPeriod: tokens(60),
        startsAt: BigInt(await time.latest()),
        periodDays: 30,
        periods: 12,
        ordinal: 0,
        documentHash: id("mandate"),
      });
      const results = await collect(city);
      const [t4, t5] = ["T-4", "T-5"].map(
        (document) => results.find(([index]) => index === billOf(city, document).index)?.[2],
      );
      expect([t4, t5]).to.have.members(["", "more than is left of the mandate's period"]);
    });

    it("refuses an account that is no collector before anything is sent", async () => {
      const city = await networkHelpers.loadFixture(billedCity);
      await give(city, city.ben);
      expect(await failureOf(collect(city, false, city.sender))).to.include("let the head of billing do it");
    });
  });

  describe("disputes", () => {
    const dispute = async (
      { disputes, ...city }: PreparedCity,
      document: string,
      debtor: Wallet,
      claimed: bigint,
    ) => {
      const found = billOf({ disputes, ...city }, document);
      const opening = {
        account: found.account,
        document: saltedHash(found.document, found.documentSalt),
        salt: found.salt,
      };
      await as(disputes, debtor).open(found.bill, [...found.proof], opening, claimed, id("statement"));
      return BigInt(await time.latest());
    };

    it("lists what is open with its clock, the most urgent first, until it is answered", async () => {
      const city = await networkHelpers.loadFixture(billedCity);
      const { disputes, clerk, head, roll, ada, ben, sender } = city;
      const address = await disputes.getAddress();
      expect(await openDisputes(ethers.provider, address)).to.deep.equal([]);
      const first = await dispute(city, "T-3", ben, tokens(100));
      await time.increase(DAY);
      const second = await dispute(city, "T-1", ada, tokens(5));
      const [period, headPeriod] = [await disputes.ANSWER_PERIOD(), await disputes.HEAD_PERIOD()];
      const listed = await openDisputes(ethers.provider, address);
      expect(listed.map(({ index, debtor, claimed }) => [Number(index), debtor, claimed])).to.deep.equal([
        [billOf(city, "T-3").index, ben.address, tokens(100)],
        [billOf(city, "T-1").index, ada.address, tokens(5)],
      ]);
      expect(listed[0]).to.deep.include({
        roll: roll.id,
        answerBy: first + period,
        headBy: first + period + headPeriod,
        turn: "officer",
        left: first + period - second,
      });

      const answer = (document: string, amount: bigint, isHead = false) => ({
        proven: roll.bill(billOf(city, document).index),
        amount,
        reason: "CORRECTION",
        documentHash: id("answer"),
        isHead,
      });
      const told = await quietly(() => answerDispute(sender, address, answer("T-1", 0n)));
      expect(told.result).to.equal(false);
      expect(told.output).to.include(`  to ${address}\n  data 0x`);
      const stands = await quietly(() => answerDispute(clerk, address, answer("T-1", 0n)));
      expect(stands.result).to.equal(true);
      expect(stands.output).to.include("answered: the bill stands");

      await time.increase(period);
      expect((await openDisputes(ethers.provider, address)).map(({ turn }) => turn)).to.deep.equal(["head"]);
      const late = await quietly(() => answerDispute(clerk, address, answer("T-3", tokens(40))));
      expect(late.result).to.equal(false);
      expect(late.output).to.include("not answered: AnswerTooLate");
      const granted = await quietly(() => answerDispute(head, address, answer("T-3", tokens(40), true)));
      expect(granted.result).to.equal(true);
      expect(granted.output).to.include("answered: 40.00 credited");
      expect(await openDisputes(ethers.provider, address)).to.deep.equal([]);
    });

    it("says when anyone may end it", async () => {
      const city = await networkHelpers.loadFixture(billedCity);
      const { disputes, ben } = city;
      await dispute(city, "T-3", ben, tokens(100));
      await time.increase((await disputes.ANSWER_PERIOD()) + (await disputes.HEAD_PERIOD()) + 1n);
      const [open] = await openDisputes(ethers.provider, await disputes.getAddress());
      expect([open.turn, open.left]).to.deep.equal(["anyone: silence", 0n]);
    });
  });
});
