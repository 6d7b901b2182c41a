import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id as hashOf, MaxUint256, Wallet, ZeroAddress, ZeroHash } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import prepare from "../../../scripts/sales/prepare.js";
import record from "../../../scripts/sales/record.js";
import settle from "../../../scripts/sales/settle.js";
import { namespaceId, parcelId, type TypedData } from "../../../sdk/index.js";
import {
  AssuranceFund__factory,
  type CityToken,
  CityToken__factory,
  type Conveyance,
  Conveyance__factory,
  ForcedSales__factory,
  type LandRegistry,
  SaleEscrows__factory,
} from "../../../typechain-types/index.js";
import { deployAuthority } from "../../support/authority.js";
import { type Chain, startAnvil } from "../../support/chains.js";
import { commandEnds } from "../../support/commandEnds.js";
import { deployDouble } from "../../support/doubles.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { officeRuntime } from "../../support/officeRuntime.js";
import { runCli } from "../../support/processes.js";

/** Key of anvil's first account, which everybody knows. */
const OFFICE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

const SALT = hashOf("salt of the deed");
const person = (name: string): Wallet => new Wallet(hashOf(`${name} of the sale`));
const [ANNA, BORIS, CLARA, BANK, STRANGER] = ["Anna", "Boris", "Clara", "the bank", "a stranger"].map(person);
const WEALTH = 10n ** 12n;

describe("the commands of sales", function () {
  let anvil: Chain;
  let registry: LandRegistry;
  let token: CityToken;
  let conveyance: Conveyance;
  let folder: string;
  let env: HardhatRuntimeEnvironment;
  const at = (...names: string[]): string => join(folder, ...names);

  const prepareArgs = (change = {}) => ({
    draft: at("draft.json"),
    document: at("deed.txt"),
    salt: SALT,
    days: "30",
    statements: at("statements.json"),
    deployments: at("deployments"),
    ...change,
  });
  const settleArgs = (change = {}) => ({
    statements: at("statements.json"),
    signatures: at("signatures"),
    deployments: at("deployments"),
    calldata: false,
    ...change,
  });
  const recordArgs = (statement: string) => ({
    statement,
    fromBlock: "0",
    deployments: at("deployments"),
  });

  const writeDraft = async (draft: unknown): Promise<void> =>
    writeFile(at("draft.json"), JSON.stringify(draft));

  /** The typed data of a statement, as `sale prepare` has written it. */
  const typedDataOf = async (number = 1): Promise<TypedData> =>
    JSON.parse(await readFile(at(`statements.${number}.sign.json`), "utf8")) as TypedData;

  const signWith = async (wallet: Wallet, number = 1): Promise<string> => {
    const { domain, types, message } = await typedDataOf(number);
    return wallet.signTypedData(domain, types, message);
  };

  /** Puts a signature into the folder. */
  async function hand(wallet: Wallet, statement: string, signature: string, name: string): Promise<void> {
    const content = { account: wallet.address, statement, signature };
    await writeFile(at("signatures", `${name}.json`), JSON.stringify(content));
  }

  const statementsIn = (output: string): string[] =>
    [...output.matchAll(/statement (0x[0-9a-f]{64})/g)].map(([, statement]) => statement);

  before(async () => {
    anvil = await startAnvil({ hardfork: "osaka" });
    const admin = await anvil.provider.getSigner(0);
    const authority = await deployAuthority(admin);
    registry = await deployLandRegistry(admin, authority.address);
    token = await new CityToken__factory(admin).deploy("City", "CITY", authority.address, ZeroAddress);
    await token.waitForDeployment();
    const minter = await deployDouble("Office__Double", admin, [admin.address]);
    const fund = await new AssuranceFund__factory(admin).deploy(authority.address, token, ZeroAddress);
    await fund.waitForDeployment();
    const setup = { registry, token, assuranceFund: fund, isMirror: false };
    const [escrows, forced] = [
      await new SaleEscrows__factory(admin).deploy(setup),
      await new ForcedSales__factory(admin).deploy(setup),
    ];
    await escrows.waitForDeployment();
    await forced.waitForDeployment();
    conveyance = await new Conveyance__factory(admin).deploy(
      authority.address,
      setup,
      ZeroAddress,
      escrows,
      forced,
    );
    await conveyance.waitForDeployment();
    const sent = async (act: Promise<{ wait: () => Promise<unknown> }>) => (await act).wait();
    await sent(registry.announceAgent(conveyance, 3n));
    await sent(token.announceAgent(minter, 1n));
    await sent(registry.openNamespace(namespaceId("NORD"), ZeroHash, hashOf("decision")));
    await sent(
      conveyance.setTariff({ revenue: admin.address, taxBps: 350n, levyBps: 10n, needsNotary: false }),
    );
    for (const [i, owner] of [ANNA, BORIS].entries()) {
      const parcel = { id: parcelId(`NORD:${i + 1}`), owner, ringHash: hashOf("ring"), size: 500n };
      await sent(registry.register(parcel, hashOf("application")));
    }
    for (const wallet of [ANNA, BORIS, CLARA, BANK]) {
      await sent(admin.sendTransaction({ to: wallet.address, value: 10n ** 18n }));
      const mint = token.interface.encodeFunctionData("mint", [wallet.address, WEALTH]);
      await sent(minter.getFunction("act").send(token, mint));
      await sent(token.connect(wallet.connect(anvil.provider)).approve(conveyance, MaxUint256));
    }
    folder = await mkdtemp(join(tmpdir(), "civitas-sales-"));
    await mkdir(at("deployments"));
    await mkdir(at("signatures"));
    await writeFile(
      at("deployments", "31337.json"),
      JSON.stringify({ contracts: { Conveyance: { address: await conveyance.getAddress() } } }),
    );
    await writeFile(at("deed.txt"), "Anna sells her home to Clara.");
    process.env.CITY_RPC_URL = anvil.url;
    process.env.CITY_DEPLOYER_KEY = OFFICE_KEY;
    env = await officeRuntime();
  });
  after(async () => {
    delete process.env.CITY_RPC_URL;
    delete process.env.CITY_DEPLOYER_KEY;
    await anvil.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const good = () => ({
    title: "NORD:1",
    price: "100000",
    sellers: [{ account: ANNA.address }],
    buyer: CLARA.address,
    charges: [
      {
        holder: BANK.address,
        funds: "60000",
        secured: "60000.50",
        kind: "mortgage",
        documentHash: hashOf("loan"),
      },
    ],
  });

  it("prepare names every inconsistency, and writes nothing", async () => {
    await writeDraft({
      ...good(),
      sellers: [{ account: BORIS.address, amount: "1" }],
      payoffs: [{ number: 3, holder: BANK.address, amount: "5" }],
      isExempt: true,
      notary: STRANGER.address,
    });
    const { code, output } = await commandEnds(() => prepare(prepareArgs(), env));
    expect(code, output).to.equal(1);
    for (const line of [
      /^NORD:1: payoffs\[0\]\.number: 3 is no encumbrance of the title; leave the payoff out$/m,
      /^NORD:1: sellers\[0\]\.account: "0x\w+" owns nothing of the title; leave it out$/m,
      /^NORD:1: sellers: "0\/1" do not own the whole title; name everyone who owns it$/m,
      /^NORD:1: notary: "0x\w+" is no notary of the city; name one who is$/m,
      /^NORD:1: price: 100000000000 is not what sellers and holders get, 6000000; /m,
      /^NORD:1: isExempt: true claims a rate that 0x\w+ does not have; /m,
      /^nothing was written; mend the draft, or what it is about, and run again$/m,
    ]) {
      expect(output).to.match(line);
    }
  });

  it("prepare says in which field a draft is no draft", async () => {
    for (const [draft, message] of [
      [{ ...good(), price: 5 }, /^draft\.price: 5 /m],
      [{ ...good(), prise: "5" }, /^draft\.prise: /m],
      [[good(), { ...good(), title: "nord" }], /^draft\[1\]\.title: "nord" /m],
      [[], /^draft: .* has no sale; write one down$/m],
      [{ ...good(), price: "1.0000001" }, /^draft\.price: /m],
    ] as const) {
      await writeDraft(draft);
      const { code, output } = await commandEnds(() => prepare(prepareArgs(), env));
      expect(code, output).to.equal(1);
      expect(output).to.match(message);
    }
    await writeDraft(good());
    for (const [change, message] of [
      [{ days: "0" }, /^--days: "0" is no whole number; give one from 1 on$/m],
      [{ draft: "" }, /^--draft: no file; name one$/m],
      [{ deployments: at("none") }, /^--deployments: /m],
    ] as const) {
      const { output } = await commandEnds(() => prepare(prepareArgs(change), env));
      expect(output).to.match(message);
    }
  });

  it("a sale is prepared, signed, settled and recorded", async () => {
    await writeDraft(good());
    const prepared = await commandEnds(() => prepare(prepareArgs(), env));
    expect(prepared.code, prepared.output).to.equal(0);
    expect(prepared.output).to.match(
      /^NORD:1 +100000\.00 +3500\.00 +100\.00 +103600\.00 +60000\.00 +43600\.00 +0\.00$/m,
    );
    const [statement] = statementsIn(prepared.output);
    const early = await commandEnds(() => settle(settleArgs(), env));
    expect(early.code).to.equal(1);
    expect(early.output).to.include(`NORD:1: seller ${ANNA.address} has not signed yet`);
    expect(early.output).to.include(`NORD:1: lender ${BANK.address} has not signed yet`);

    await hand(ANNA, statement, await signWith(ANNA), "anna");
    await hand(CLARA, statement, await signWith(STRANGER), "clara");
    await (await conveyance.connect(BANK.connect(anvil.provider)).assent(statement)).wait();
    const wrong = await commandEnds(() => settle(settleArgs(), env));
    expect(wrong.output).to.include(`NORD:1: buyer ${CLARA.address} has signed something else`);
    expect(wrong.output).not.to.include(BANK.address);

    await hand(CLARA, statement, await signWith(CLARA), "clara");
    const printed = await commandEnds(() => settle(settleArgs({ calldata: true }), env));
    expect(printed.output).to.include(`to    ${await conveyance.getAddress()}`);
    const done = await commandEnds(() => settle(settleArgs(), env));
    expect(done.code, done.output).to.equal(0);
    expect(done.output).to.match(/^done settle NORD:1 /m);
    expect(await registry.ownerOf(parcelId("NORD:1"))).to.equal(CLARA.address);

    const told = await commandEnds(() => record(recordArgs(statement), env));
    expect(told.code, told.output).to.equal(0);
    for (const line of [
      /^Completion of NORD:1$/m,
      new RegExp(`^buyer +${CLARA.address}$`, "m"),
      /^price +100000\.00$/m,
      /^tax +3500\.00$/m,
      /^levy +100\.00$/m,
      /^deed +version 1, document 0x[0-9a-f]{64}$/m,
      new RegExp(`^entered +number 1: mortgage of ${BANK.address}, 60000\\.50$`, "m"),
      new RegExp(`^paid +\\S+ from ${BANK.address} to ${ANNA.address}$`, "m"),
    ]) {
      expect(told.output).to.match(line);
    }
    const again = await commandEnds(() => settle(settleArgs(), env));
    expect(again.output).to.include("NORD:1: version: 0 is not the title's, which is 2");
    const unknown = await commandEnds(() => record(recordArgs(ZeroHash), env));
    expect(unknown.code).to.equal(1);
    expect(unknown.output).to.include("has completed");
  });

  it("linked sales settle together; what was withdrawn is told", async () => {
    const home = { title: "NORD:2", price: "50000", sellers: [{ account: BORIS.address }] };
    await writeDraft([
      { ...home, buyer: CLARA.address },
      {
        title: "NORD:1",
        price: "20000",
        sellers: [{ account: CLARA.address }],
        buyer: ANNA.address,
        payoffs: [{ number: 1, holder: BANK.address, amount: "10000" }],
      },
    ]);
    const prepared = await commandEnds(() => prepare(prepareArgs(), env));
    expect(prepared.code, prepared.output).to.equal(0);
    const [first, second] = statementsIn(prepared.output);
    await hand(CLARA, first, await signWith(CLARA, 1), "clara1");
    await hand(ANNA, first, await signWith(ANNA, 1), "anna1");
    await hand(BANK, first, await signWith(BANK, 1), "bank1");
    await hand(BORIS, second, await signWith(BORIS, 2), "boris2");
    await hand(CLARA, second, await signWith(CLARA, 2), "clara2");
    const done = await commandEnds(() => settle(settleArgs({ calldata: true }), env));
    expect(done.code, done.output).to.equal(0);
    await (await conveyance.connect(BORIS.connect(anvil.provider)).withdrawSignature(second)).wait();
    const withdrawn = await commandEnds(() => settle(settleArgs(), env));
    expect(withdrawn.output).to.include(`NORD:2: seller ${BORIS.address} has withdrawn`);

    await writeFile(at("deed.txt"), "Another deed, since Boris had withdrawn from the first.");
    const anew = await commandEnds(() => prepare(prepareArgs(), env));
    const [one, two] = statementsIn(anew.output);
    await hand(CLARA, one, await signWith(CLARA, 1), "clara1");
    await hand(ANNA, one, await signWith(ANNA, 1), "anna1");
    await hand(BANK, one, await signWith(BANK, 1), "bank1");
    await hand(BORIS, two, await signWith(BORIS, 2), "boris2");
    await hand(CLARA, two, await signWith(CLARA, 2), "clara2");
    const settled = await commandEnds(() => settle(settleArgs(), env));
    expect(settled.code, settled.output).to.equal(0);
    expect(await registry.ownerOf(parcelId("NORD:1"))).to.equal(ANNA.address);
    expect(await registry.ownerOf(parcelId("NORD:2"))).to.equal(CLARA.address);
  });

  it("settle says what is wrong with its inputs", async () => {
    for (const [change, message] of [
      [
        { statements: at("draft.json") },
        /holds no statements; give the file that `sale prepare` has written/,
      ],
      [{ signatures: at("nowhere") }, /^--signatures: .* is no folder; name the one with the signatures$/m],
    ] as const) {
      const { code, output } = await commandEnds(() => settle(settleArgs(change), env));
      expect(code, output).to.equal(1);
      expect(output).to.match(message);
    }
  });

  it("the command line offers them", async () => {
    const { output } = await runCli(["sale", "--help"]);
    for (const command of ["prepare", "settle", "record"]) expect(output).to.include(command);
  });
});
