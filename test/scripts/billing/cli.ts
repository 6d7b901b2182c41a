import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { getBytes, id, keccak256, MaxUint256, toBeHex, Wallet, ZeroAddress } from "ethers";

import {
  packOrder,
  payBillTypedData,
  type PreparedBill,
  readDataset,
  readDomain,
  readRollId,
  verifyBill,
} from "../../../sdk/index.js";
import {
  BillLedgers__factory,
  Billing__factory,
  CityToken__factory,
  Disputes__factory,
} from "../../../typechain-types/index.js";
import { type Chain, startHardhatNode } from "../../support/chains.js";
import { deployDouble } from "../../support/doubles.js";
import { runCli } from "../../support/processes.js";
import { accountOf, fileOf } from "../../support/rollFile.js";

const PAYEE = "0x1000000000000000000000000000000000000001";

describe("hardhat billing", () => {
  let folder: string;
  let secret: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "civitas-billing-cli-"));
    secret = join(folder, "office", "secret.txt");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const prepare = async (text: string, changes: Record<string, string> = {}) => {
    const file = join(folder, "bills.csv");
    await writeFile(file, text);
    const options = {
      file,
      out: join(folder, "roll"),
      payee: PAYEE,
      opens: "2027-01-01",
      serial: "7",
      secret,
      ...changes,
    };
    return runCli([
      "billing",
      "prepare",
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ]);
  };
  const inRoll = (name: string) => readFile(join(folder, "roll", name), "utf8");

  describe("prepare", () => {
    it("writes what is public and what is private, the same again from the same secret", async () => {
      const { code, output } = await prepare(fileOf(20));
      expect(code, output).to.equal(0);
      expect(output).to.match(/^all +20 +2,?195/m);
      expect(output).to.include("drew a secret into");
      const sheet = JSON.parse(await inRoll("roll.json")) as Record<string, string | number>;
      const dataset = await inRoll("dataset.csv");
      const roll = await readDataset(BigInt(sheet.roll), [dataset]);
      expect(sheet).to.deep.equal({
        roll: String(roll.id),
        root: roll.root,
        count: 20,
        total: "2195000000",
        datasetHash: id(dataset),
      });
      expect(readRollId(roll.id)).to.deep.equal({
        payee: PAYEE,
        opensAt: BigInt(Date.UTC(2027, 0, 1) / 1000),
        generation: 0,
        levels: 5,
        serial: 7n,
      });
      const bills = (await inRoll("bills.jsonl"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as PreparedBill);
      expect(bills.map(({ document }) => document)).to.deep.equal(
        Array.from({ length: 20 }, (_, i) => `TAX-${i}`),
      );
      for (const { account, document, salt, documentSalt } of bills) {
        for (const personal of [account, `${document},`, salt, documentSalt]) {
          expect(dataset + (await inRoll("roll.json"))).to.not.include(personal);
        }
      }
      for (const path of [join(folder, "roll", "bills.jsonl"), secret]) {
        expect((await stat(path)).mode & 0o077, path).to.equal(0);
      }
      expect((await readdir(join(folder, "roll"))).toSorted()).to.deep.equal([
        "bills.jsonl",
        "dataset.csv",
        "roll.json",
      ]);

      const again = await prepare(fileOf(20));
      expect(again.code, again.output).to.equal(0);
      expect(await inRoll("dataset.csv")).to.equal(dataset);

      const slip = await runCli(["billing", "bill", "--roll", join(folder, "roll"), "--document", "TAX-3"]);
      expect(slip.code, slip.output).to.equal(0);
      const { bill, proof } = JSON.parse(slip.output) as {
        bill: { roll: string; terms: string; commit: string };
        proof: string[];
      };
      const shown = { roll: BigInt(bill.roll), terms: BigInt(bill.terms), commit: bill.commit };
      expect(verifyBill(roll.root, shown, proof).amount).to.equal(103_250_000n);
      const none = await runCli(["billing", "bill", "--roll", join(folder, "roll"), "--document", "TAX-20"]);
      expect(none.code).to.equal(1);
      expect(none.output.trim()).to.equal(
        '--document: "TAX-20" is not in the roll; check its spelling; it is private to the office',
      );
    }).timeout(60_000);

    it("tells every bad row with line, field, value and mend, prepares nothing and fails", async () => {
      const bad = `${fileOf(2)}TAX-1,${accountOf(9)},5,2027-03-31,0,0,,,,,\nTAX-9,${accountOf(9)},-5,31.3.2027,0,0,,,,,\n`;
      const { code, output } = await prepare(bad);
      expect(code, output).to.equal(1);
      expect(output).to.match(/^ *4 +document +TAX-1 +stands in line 3 already +bill each document once$/m);
      expect(output).to.match(/^ *5 +amount +-5 +is negative +give an amount of zero or more$/m);
      expect(output).to.match(/^ *5 +due +31\.3\.2027 +is no date +write it as 2027-03-31/m);
      expect(output).to.include("3 problems");
      expect(output).to.include("2 rows not counted: nothing was prepared; mend the file and run again");
      expect(output).to.match(/^all +2 +201\.50$/m);
      const lines = (await inRoll("problems.csv")).trim().split("\n");
      expect(lines[0]).to.equal("line,field,value,problem,mend");
      expect(lines.slice(1)).to.deep.equal([
        "4,document,TAX-1,stands in line 3 already,bill each document once",
        "5,amount,-5,is negative,give an amount of zero or more",
        '5,due,31.3.2027,is no date,"write it as 2027-03-31, or 2027-03-31T12:00:00Z"',
      ]);
      expect(await readdir(join(folder, "roll"))).to.deep.equal(["problems.csv"]);
    }).timeout(60_000);

    const wrong: [name: string, changes: Record<string, string>, message: string | RegExp][] = [
      ["a payee", { payee: "0x12" }, /^payee: "0x12" is no address; /],
      [
        "an opening",
        { opens: "1.1.2027" },
        '--opens: "1.1.2027" is no date; write it as 2027-01-01, or 2027-01-01T08:00:00Z',
      ],
      [
        "a delimiter",
        { delimiter: "x" },
        '--delimiter: "x" is none that a file may have; give , or ; or | or tab',
      ],
      [
        "the file",
        { file: "nowhere.csv" },
        '--file: "nowhere.csv" is no file; name the CSV file of the bills',
      ],
    ];
    for (const [name, changes, message] of wrong) {
      it(`says in one line that ${name} is wrong`, async () => {
        const { code, output } = await prepare(fileOf(1), changes);
        expect(code, output).to.equal(1);
        const last = output.trim().split("\n").at(-1);
        if (typeof message === "string") expect(last).to.equal(message);
        else expect(last).to.match(message);
      }).timeout(60_000);
    }
  });

  it("posts, publishes and relays on a chain, by the city's address book", async function () {
    this.timeout(120_000);
    let chain: Chain | undefined;
    try {
      chain = await startHardhatNode();
      const { provider, url } = chain;
      const office = new Wallet(id("billing office of the tests"), provider);
      const payer = new Wallet(id("payer of the tests"), provider);
      for (const { address } of [office, payer]) {
        await provider.send("hardhat_setBalance", [address, toBeHex(10n ** 20n)]);
      }
      const deployer = await provider.getSigner(0);
      const officers = await deployDouble("OfficerTable__Double", deployer);
      const token = await new CityToken__factory(deployer).deploy(
        "City Token",
        "CITY",
        officers,
        ZeroAddress,
      );
      const library = await new BillLedgers__factory(deployer).deploy();
      const links = {
        "project/contracts/payments/billing/BillLedgers.sol:BillLedgers": await library.getAddress(),
      };
      const billing = await new Billing__factory(links, deployer).deploy(officers, token, ZeroAddress);
      const disputes = await new Disputes__factory(deployer).deploy(officers, billing, ZeroAddress);
      const appoint = async (contract: typeof billing | typeof token, account: string, names: string[]) => {
        const selectors = names.map((name) => contract.getFunction(name as "token").fragment.selector);
        for (const selector of selectors) {
          await (await officers.getFunction("appoint").send(account, [selector])).wait();
        }
      };
      await appoint(billing, office.address, ["postRoll", "setPayee"]);
      await (await billing.connect(office).setPayee(PAYEE, true)).wait();

      const { chainId } = await provider.getNetwork();
      const contracts = Object.fromEntries(
        await Promise.all(
          Object.entries({ Billing: billing, Disputes: disputes }).map(async ([name, contract]) => {
            const address = await contract.getAddress();
            return [
              name,
              { address, version: 1, codeHash: keccak256(getBytes(await provider.getCode(address))) },
            ] as const;
          }),
        ),
      );
      const book = {
        name: "Test",
        chainId: Number(chainId),
        deployer: PAYEE,
        factory: PAYEE,
        services: [],
        contracts,
      };
      await writeFile(join(folder, `${chainId}.json`), JSON.stringify(book));
      const run = (...args: string[]) =>
        runCli(["billing", ...args, "--network", "city", "--deployments", folder], {
          CITY_RPC_URL: url,
          CITY_DEPLOYER_KEY: office.privateKey,
        });

      const now = (await provider.getBlock("latest"))!.timestamp;
      const opens = new Date((now + 2 * 86_400) * 1000).toISOString().replace(/\.\d+Z/, "Z");
      const prepared = await prepare(fileOf(3).replaceAll(accountOf(0), payer.address), { opens });
      expect(prepared.code, prepared.output).to.equal(0);
      const rollFolder = join(folder, "roll");
      const early = await run("publish", "--roll", rollFolder, "--to", join(folder, "public"));
      expect(early.code, early.output).to.equal(1);
      expect(early.output).to.include("is not posted; run `billing post` first");
      const posted = await run("post", "--roll", rollFolder);
      expect(posted.code, posted.output).to.equal(0);
      const published = await run("publish", "--roll", rollFolder, "--to", join(folder, "public"));
      expect(published.code, published.output).to.equal(0);
      expect(await readdir(join(folder, "public"))).to.have.length(2);
      const none = await run("disputes");
      expect([none.code, none.output.trim()]).to.deep.equal([0, "no open dispute"]);

      await provider.send("evm_increaseTime", [2 * 86_400 + 1]);
      await provider.send("evm_mine", []);
      const roll = await readDataset(
        BigInt((JSON.parse(await inRoll("roll.json")) as { roll: string }).roll),
        [await inRoll("dataset.csv")],
      );
      const { bill, proof } = roll.bill(0);
      const deadline = BigInt(now + 5 * 86_400);
      const domain = await readDomain((call) => provider.call(call), await billing.getAddress());
      const typed = payBillTypedData(domain, bill, {
        payer: payer.address,
        maxAmount: 200_000_000n,
        deadline,
      });
      const payment = {
        roll: String(bill.roll),
        payer: payer.address,
        terms: String(bill.terms),
        commit: bill.commit,
        order: String(packOrder({ amount: 200_000_000n, deadline, isPart: false })),
        signature: await payer.signTypedData(typed.domain, typed.types, typed.message),
        proof,
      };
      const payments = join(folder, "payments");
      await mkdir(payments);
      await writeFile(join(payments, "1.json"), JSON.stringify(payment));
      const poor = await run("relay", "--payments", payments);
      expect(poor.code, poor.output).to.equal(1);
      expect(poor.output).to.match(/^1\.json +skipped +its payer holds 0\.00, \d+\.25 are owed$/m);
      await (await token.connect(payer).approve(billing, MaxUint256)).wait();
      expect((await provider.getBlock("latest"))!.number).to.be.greaterThan(0);
    } finally {
      await chain?.stop();
    }
  });
});
