import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id, type Wallet, ZeroAddress } from "ethers";

import { collectRoll } from "../../../scripts/billing/collect.js";
import { readMandates, registerMandates } from "../../../scripts/billing/mandates.js";
import {
  type Domain,
  type MandateFile,
  mandateFileText,
  type MandateTerms,
  mandateTypedData,
  type PreparedBill,
  readDomain,
  readMandateFile,
} from "../../../sdk/index.js";
import { failureOf } from "../../support/failureOf.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { DAY, tokens } from "../../support/payments.js";
import { billedCity, billOf, type PreparedCity } from "../../support/preparedCity.js";
import { quietly } from "../../support/quiet.js";

const { time } = networkHelpers;

describe("the billing office's mandates", () => {
  let city: PreparedCity;
  let address: string;
  let domain: Domain;
  let now: bigint;
  beforeEach(async () => {
    city = await networkHelpers.loadFixture(billedCity);
    address = await city.mandates.getAddress();
    domain = await readDomain((call) => ethers.provider.call(call), address);
    now = BigInt(await time.latest());
  });

  const mandate = async (
    payer: Wallet,
    changes: Partial<MandateTerms> = {},
    signer: Wallet = payer,
  ): Promise<MandateFile> => {
    const typedData = mandateTypedData(domain, {
      payer: payer.address,
      payee: city.payee.address,
      perBill: tokens(100),
      perPeriod: tokens(120),
      startsAt: now,
      periodDays: 30n,
      periods: 12n,
      documentHash: id("mandate"),
      ...changes,
    });
    const { domain: ofContract, types, message } = typedData;
    return readMandateFile(
      mandateFileText(typedData, await signer.signTypedData(ofContract, types, message)),
    );
  };

  const register = async (files: Record<string, MandateFile | string>, isCheck = false) =>
    (
      await quietly(() => registerMandates(city.sender, address, new Map(Object.entries(files)), isCheck))
    ).result.map(({ file, outcome, note }) => [file, outcome, note]);

  const perBillOf = async (payer: Wallet, roll = 0n, collector: string = ZeroAddress) =>
    (await city.mandates.mandateInfo(payer, city.payee, roll, collector)).perBill;

  const ALLOWED = "100.00 a bill, 120.00 in 30 days, 12 periods";

  it("are registered in one transaction, and no second time", async () => {
    const files = { a: await mandate(city.ada), b: await mandate(city.ben) };
    const nonce = await city.sender.getNonce();
    expect(await register(files)).to.deep.equal([
      ["a", "registered", ALLOWED],
      ["b", "registered", ALLOWED],
    ]);
    expect(await city.sender.getNonce()).to.equal(nonce + 1);
    for (const payer of [city.ada, city.ben]) expect(await perBillOf(payer)).to.equal(tokens(100));
    const note = "it was registered already, or one was given or revoked since it was signed";
    expect(await register(files)).to.deep.equal([
      ["a", "skipped", note],
      ["b", "skipped", note],
    ]);
    expect(await city.sender.getNonce()).to.equal(nonce + 1);
  });

  it("are not sent in a check", async () => {
    const nonce = await city.sender.getNonce();
    expect(await register({ a: await mandate(city.ada) }, true)).to.deep.equal([
      ["a", "would be registered", ALLOWED],
    ]);
    expect(await city.sender.getNonce()).to.equal(nonce);
  });

  it("that would be refused are skipped, with the reason", async () => {
    const { ada, ben, roll } = city;
    const good = await mandate(ada);
    const past = await mandate(ben, { startsAt: now - 400n * DAY, periods: 1n });
    expect(
      await register({
        "a-good": good,
        "b-twin": { ...good },
        "c-signed by another": await mandate(ben, {}, ada),
        "d-over": past,
        "e-a later one": await mandate(ben, { ordinal: 1n }),
        "f-another chain": { ...good, chainId: 1 },
        "g-another contract": { ...good, contract: ada.address.toLowerCase() },
        "h-no file": "mandate: is no JSON",
        "i-for the roll alone": await mandate(ada, { roll: roll.id }),
      }),
    ).to.deep.equal([
      ["a-good", "registered", ALLOWED],
      ["b-twin", "skipped", "a-good is for the same bills"],
      ["c-signed by another", "skipped", `${ben.address} has not signed it`],
      ["d-over", "skipped", "its caps are wrong, or it ends in the past or too far off"],
      ["e-a later one", "skipped", "it names the ordinal 1, the next one is 0"],
      ["f-another chain", "skipped", `it is for chain 1, this is ${good.chainId}`],
      ["g-another contract", "skipped", `it is for the contract ${ada.address.toLowerCase()}`],
      ["h-no file", "skipped", "mandate: is no JSON"],
      ["i-for the roll alone", "registered", ALLOWED],
    ]);
    expect(await perBillOf(ben)).to.equal(0n);
  });

  it("are read from a folder, and each file that is none is told with its field", async () => {
    const folder = await mkdtemp(join(tmpdir(), "civitas-mandates-"));
    try {
      const good = await mandate(city.ada);
      const write = (name: string, value: unknown) =>
        writeFile(join(folder, `${name}.json`), typeof value === "string" ? value : JSON.stringify(value));
      await write("a", good);
      await write("b", "{");
      await write("c", { ...good, perBill: String(2n ** 48n) });
      for (const [i, field] of Object.keys(good).entries()) await write(`d${i}`, { ...good, [field]: "x" });
      const files = await readMandates(folder);
      expect(files.get("a.json")).to.deep.equal(good);
      expect(files.get("b.json")).to.match(/^mandate: "{" is no JSON \(.*\); give the file as the payer's/);
      expect(files.get("c.json")).to.equal(
        "mandate.perBill: 281474976710656 is no uint48; give 0 to 2^48 - 1",
      );
      for (const [i, field] of Object.keys(good).entries()) {
        expect(files.get(`d${i}.json`)).to.match(new RegExp(`^mandate\\.${field}: "x" .*; mend it`));
      }
      expect(await failureOf(readMandates(join(folder, "nowhere")))).to.include(
        "name the folder of the signed mandates",
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("for one roll or one collector are collected under too, each bill once, and those for others are not", async () => {
    const { ada, ben, collector, roll, bills, token, payee, sender } = city;
    const own = { roll: roll.id, collector: collector.address };
    const registered = await register({
      "ada, roll, too low": await mandate(ada, { roll: roll.id, perBill: tokens(99) }),
      "ada, collector": await mandate(ada, { collector: own.collector, perBill: tokens(100) }),
      "ben, roll and collector": await mandate(ben, { ...own, perBill: tokens(50) }),
      "ben, every roll": await mandate(ben, { perBill: tokens(60) }),
      "ben, another roll": await mandate(ben, {
        roll: roll.id + 1n,
        perBill: tokens(900),
        perPeriod: tokens(900),
      }),
      "ben, another collector": await mandate(ben, {
        collector: sender.address,
        perBill: tokens(900),
        perPeriod: tokens(900),
      }),
    });
    expect(registered.map(([, outcome]) => outcome)).to.deep.equal(Array(6).fill("registered"));
    async function* each(list: readonly PreparedBill[]): AsyncGenerator<PreparedBill> {
      yield* list;
    }
    const singles = ["T-1", "T-3", "T-4", "T-5", "T-6"].map((document) => billOf(city, document));
    const collect = async () =>
      (await quietly(() => collectRoll(collector, address, roll.id, each(singles)))).result.map(
        ({ index, problem }) => [bills.find((bill) => bill.index === index)?.document, problem],
      );
    expect(await collect()).to.have.deep.members([
      ["T-1", ""],
      ["T-3", "more than the mandate has for one bill (50.00)"],
      ["T-4", ""],
      ["T-5", ""],
    ]);
    expect(await token.balanceOf(payee)).to.equal(tokens(100 + 50 + 60));
    const left = async (payer: Wallet, scope: { roll?: bigint; collector?: string }) =>
      (await city.mandates.mandateInfo(payer, payee, scope.roll ?? 0n, scope.collector ?? ZeroAddress))
        .available;
    expect(await left(ada, { collector: own.collector })).to.equal(tokens(20));
    expect(await left(ben, own)).to.equal(tokens(70));
    expect(await left(ben, {})).to.equal(tokens(60));
    expect(await collect()).to.deep.equal([["T-3", "more than the mandate has for one bill (50.00)"]]);
    expect(await token.balanceOf(payee)).to.equal(tokens(210));
  });
});
