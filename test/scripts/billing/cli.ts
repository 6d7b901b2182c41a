import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { getBytes, id, keccak256, MaxUint256, toBeHex, Wallet, ZeroAddress } from "ethers";

import billCommand from "../../../scripts/billing/bill.js";
import prepareCommand from "../../../scripts/billing/prepare.js";
import {
  type Call,
  mandateFileText,
  mandateTypedData,
  payBillTypedData,
  paymentFileText,
  permitTypedData,
  type PreparedBill,
  readDataset,
  readDomain,
  readRollId,
  type TypedData,
  verifyBill,
} from "../../../sdk/index.js";
import {
  BillLedgers__factory,
  Billing__factory,
  Disputes__factory,
  Mandates__factory,
} from "../../../typechain-types/index.js";
import { type Chain, startHardhatNode } from "../../support/chains.js";
import { commandEnds } from "../../support/commandEnds.js";
import { runCli } from "../../support/processes.js";
import { accountOf, fileOf } from "../../support/rollFile.js";
import { deployTokenCity, mintTo } from "../../support/tokenCity.js";

const BILLING_OFFICE = 8n;

const PAYEE = "0x1000000000000000000000000000000000000001";

describe("hardhat billing", () => {
  let folder: string;
  let secret: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "civitas-billing-cli-"));
    secret = join(folder, "office", "secret.txt");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const optionsFor = async (text: string) => {
    const file = join(folder, "bills.csv");
    await writeFile(file, text);
    return { file, out: join(folder, "roll"), payee: PAYEE, opens: "2027-01-01", serial: "7", secret };
  };
  /** The command's code in this process, which starts faster. */
  const prepare = async (text: string, changes: Record<string, string> = {}) => {
    const options = { ...(await optionsFor(text)), generation: "0", delimiter: ",", ...changes };
    return commandEnds(() => prepareCommand(options));
  };
  const billOf = (document: string) =>
    commandEnds(() => billCommand({ roll: join(folder, "roll"), document }));
  const inRoll = (name: string) => readFile(join(folder, "roll", name), "utf8");

  describe("prepare", () => {
    it("writes what is public and what is private, the same again from the same secret", async () => {
      const options = Object.entries(await optionsFor(fileOf(20)));
      const { code, output } = await runCli([
        "billing",
        "prepare",
        ...options.flatMap(([name, value]) => [`--${name}`, value]),
      ]);
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

      const slip = await billOf("TAX-3");
      expect(slip.code, slip.output).to.equal(0);
      const { bill, proof } = JSON.parse(slip.output) as {
        bill: { roll: string; terms: string; commit: string };
        proof: string[];
      };
      const shown = { roll: BigInt(bill.roll), terms: BigInt(bill.terms), commit: bill.commit };
      expect(verifyBill(roll.root, shown, proof).amount).to.equal(103_250_000n);
      const none = await billOf("TAX-20");
      expect(none.code).to.equal(1);
      expect(none.output.trim()).to.equal(
        '--document: "TAX-20" is not in the roll; check its spelling; it is private to the office',
      );
    });

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
    });
  });

  it("does not take a folder for a roll that was left half-way, or a bill of another roll", async () => {
    await prepare(fileOf(2).replace(accountOf(1), accountOf(9)));
    const others = await inRoll("bills.jsonl");
    expect((await prepare(fileOf(2))).code).to.equal(0);
    await writeFile(join(folder, "roll", "bills.jsonl"), others);
    const foreign = await billOf("TAX-1");
    expect(foreign.code).to.equal(1);
    expect(foreign.output).to.include("holds the bills of another roll; prepare it again");

    const bad = await prepare(`${fileOf(2)}TAX-1,,5,2027-03-31,0,0,,,,,\n`);
    expect(bad.code).to.equal(1);
    expect((await readdir(join(folder, "roll"))).toSorted()).to.deep.equal([
      "bills.jsonl",
      "dataset.csv",
      "problems.csv",
      "roll.json",
    ]);
    expect((await prepare(fileOf(2))).code).to.equal(0);
    expect(await readdir(join(folder, "roll"))).to.not.include("problems.csv");
    expect((await billOf("TAX-1")).code).to.equal(0);
    await rm(join(folder, "roll", "roll.json"));
    expect((await billOf("TAX-1")).output).to.include("name the folder that `billing prepare` has written");
  });

  it("registers, posts, publishes, relays and collects on a chain, by the city's address book", async function () {
    let chain: Chain | undefined;
    try {
      chain = await startHardhatNode();
      const { provider, url } = chain;
      const office = new Wallet(id("billing office of the tests"), provider);
      const payer = new Wallet(id("payer of the tests"), provider);
      await provider.send("hardhat_setBalance", [office.address, toBeHex(10n ** 20n)]);
      const [admin, minter, court] = await Promise.all([0, 1, 2].map((i) => provider.getSigner(i)));
      const city = await deployTokenCity({ admin, minter, court });
      const { token, authority } = city;
      const library = await new BillLedgers__factory(admin).deploy();
      const links = {
        "project/contracts/payments/billing/BillLedgers.sol:BillLedgers": await library.getAddress(),
      };
      const billing = await new Billing__factory(links, admin).deploy(authority.address, token, ZeroAddress);
      const mandates = await new Mandates__factory(admin).deploy(authority.address, billing, ZeroAddress);
      const disputes = await new Disputes__factory(admin).deploy(authority.address, billing, ZeroAddress);
      await authority.allow(billing, ["postRoll"], BILLING_OFFICE);
      await authority.grant(BILLING_OFFICE, [office.address]);
      await (
        await billing.announceAgent(mandates, (await billing.COLLECT()) | (await billing.REFUND()))
      ).wait();
      await (await billing.setPayee(PAYEE, true)).wait();
      await (await mandates.setCollector(office, PAYEE, true)).wait();

      const { chainId } = await provider.getNetwork();
      const placed = { Billing: billing, Mandates: mandates, Disputes: disputes };
      const contracts: Record<string, object> = {};
      for (const [name, contract] of Object.entries(placed)) {
        const address = await contract.getAddress();
        const codeHash = keccak256(getBytes(await provider.getCode(address)));
        contracts[name] = { address, version: 1, codeHash };
      }
      const city31337 = {
        name: "Test",
        chainId: Number(chainId),
        deployer: PAYEE,
        factory: PAYEE,
        services: [],
      };
      await writeFile(join(folder, `${chainId}.json`), JSON.stringify({ ...city31337, contracts }));
      const run = (...args: string[]) =>
        runCli(["billing", ...args, "--network", "city", "--deployments", folder], {
          CITY_RPC_URL: url,
          CITY_DEPLOYER_KEY: office.privateKey,
        });
      /** Runs a command that must end well. */
      const runWell = async (...args: string[]): Promise<string> => {
        const { code, output } = await run(...args);
        expect(code, output).to.equal(0);
        return output;
      };

      const now = (await provider.getBlock("latest"))!.timestamp;
      const opens = new Date((now + 2 * 86_400) * 1000).toISOString().replace(/\.\d+Z/, "Z");
      const file = fileOf(3).replaceAll(accountOf(0), payer.address).replaceAll(accountOf(1), payer.address);
      const prepared = await prepare(file, { opens });
      expect(prepared.code, prepared.output).to.equal(0);
      const rollFolder = join(folder, "roll");
      const publicFolder = join(folder, "public");
      await runWell("post", "--roll", rollFolder);
      await runWell("publish", "--roll", rollFolder, "--to", publicFolder);
      expect(await readdir(publicFolder)).to.have.length(2);
      expect((await runWell("disputes")).trim()).to.equal("no open dispute");

      const { roll: rollId } = JSON.parse(await inRoll("roll.json")) as { roll: string };
      const roll = await readDataset(BigInt(rollId), [await inRoll("dataset.csv")]);
      const bills = (await inRoll("bills.jsonl"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as PreparedBill);
      const [first, second] = bills.map(({ index }) => roll.bill(index));
      const call: Call = (request) => provider.call(request);
      const sign = ({ domain, types, message }: TypedData) => payer.signTypedData(domain, types, message);

      const mandate = mandateTypedData(await readDomain(call, await mandates.getAddress()), {
        payer: payer.address,
        payee: PAYEE,
        perBill: 101_250_000n,
        perPeriod: 101_250_000n,
        startsAt: BigInt(now),
        periodDays: 30n,
        periods: 12n,
        documentHash: id("mandate"),
      });
      const mandateFolder = join(folder, "mandates");
      await mkdir(mandateFolder);
      await writeFile(join(mandateFolder, "1.json"), mandateFileText(mandate, await sign(mandate)));
      const registered = await runWell("mandates", "--mandates", mandateFolder);
      expect(registered).to.match(/^1\.json +registered +101\.25 a bill, 101\.25 in 30 days, 12 periods$/m);

      await provider.send("evm_increaseTime", [2 * 86_400 + 1]);
      await provider.send("evm_mine", []);
      const deadline = BigInt(now + 5 * 86_400);
      const payment = payBillTypedData(await readDomain(call, await billing.getAddress()), first.bill, {
        payer: payer.address,
        maxAmount: 100_250_000n,
        deadline,
      });
      const payments = join(folder, "payments");
      await mkdir(payments);
      await writeFile(join(payments, "1.json"), paymentFileText(payment, first, await sign(payment)));
      const poor = await run("relay", "--payments", payments);
      expect(poor.code, poor.output).to.equal(1);
      expect(poor.output).to.match(/^1\.json +skipped +its payer holds 0\.00, 100\.25 are owed$/m);

      await mintTo(city, 500_000_000n, payer);
      const permit = permitTypedData(await readDomain(call, await token.getAddress()), {
        owner: payer.address,
        spender: await billing.getAddress(),
        value: MaxUint256,
        nonce: 0n,
        deadline: MaxUint256,
      });
      const permitOf = token.connect(office).getFunction("permit(address,address,uint256,uint256,bytes)");
      const spender = await billing.getAddress();
      const signature = await sign(permit);
      await (await permitOf(payer.address, spender, MaxUint256, MaxUint256, signature)).wait();
      expect(await runWell("relay", "--payments", payments)).to.match(/^1\.json +paid +100\.25$/m);
      expect(await runWell("collect", "--roll", rollFolder)).to.include("1 bill collected, 101.25");
      expect(await billing.isSettled(roll.id, bills[1].index)).to.equal(true);
      expect(verifyBill(roll.root, second.bill, second.proof).amount).to.equal(101_250_000n);
      expect(await token.balanceOf(PAYEE)).to.equal(201_500_000n);
      expect(await provider.getBalance(payer)).to.equal(0n);
    } finally {
      await chain?.stop();
    }
  });
});
