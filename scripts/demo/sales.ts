import { id, MaxUint256, Wallet, ZeroHash } from "ethers";

import {
  applicationHash,
  bidTypedData,
  buildSale,
  type Call,
  chainHash,
  costsOfSale,
  draftSale,
  encumberTypedData,
  parcelId,
  permitTypedData,
  readDomain,
  readSaleFacts,
  requireSale,
  type Sale,
  type SaleDraft,
  saleFaults,
  saleParties,
  statementTypedData,
  digestOf,
  type TypedData,
} from "../../sdk/index.js";
import {
  AssuranceFund__factory,
  CityAuthority__factory,
  CityToken__factory,
  Conveyance__factory,
  LandRegistry__factory,
  MintDesk__factory,
  TaxClearance__factory,
} from "../../typechain-types/index.js";
import { thousands } from "../lib/table.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const DAY = 24 * 3600;

/** Amounts in the token's smallest unit. */
const tokens = (amount: number): bigint => BigInt(amount) * 1_000_000n;

/** Cents of the register. */
const cents = (amount: number): bigint => BigInt(amount) * 100n;

/** Three linked sales that complete together, and one that a court orders. */
export const salesChapter: Chapter = {
  title: "Sales: three homes and six mortgages in one transaction, or nothing",
  play,
};

/** What one household of the chain sells, and to whom. */
interface Home {
  readonly title: bigint;
  readonly seller: Wallet;
  readonly buyer: Wallet;
  readonly price: number;
  /** The old mortgage, paid off with the sale. */
  readonly owed: number;
  /** The new one. */
  readonly lent: number;
}

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, offices, clerk, citizen, wait } = stage;
  const { say, act, officeActs, refused } = narrator(stage, "sales");
  const at = (name: string): string => blueprint.addressOf(name);
  const registry = LandRegistry__factory.connect(at("LandRegistry"), clerk);
  const conveyance = Conveyance__factory.connect(at("Conveyance"), clerk);
  const token = CityToken__factory.connect(at("CityToken"), clerk);
  const mintDesk = MintDesk__factory.connect(at("MintDesk"), provider);
  const clearance = TaxClearance__factory.connect(at("TaxClearance"), provider);
  const fund = AssuranceFund__factory.connect(at("AssuranceFund"), provider);
  const authority = CityAuthority__factory.connect(at("CityAuthority"), provider);
  const call: Call = (request) => provider.call(request);
  const document = id("a document of the sale, with its salt");
  const bank = await citizen.getAddress();
  /** People with keys and nothing else: their accounts have no ether. */
  const [ines, jan, kim, lea] = ["Ines", "Jan", "Kim", "Lea"].map(
    (name) => new Wallet(id(`${name} of the demo city`), provider),
  );
  const now = async (): Promise<bigint> => {
    const latest = await provider.getBlock("latest");
    if (latest === null) throw new Error("the chain has no block");
    return BigInt(latest.timestamp);
  };
  const sign = (wallet: Wallet, { domain, types, message }: TypedData): Promise<string> =>
    wallet.signTypedData(domain, types, message);
  /** An act that waits in public. */
  const later = async (office: string, seconds: number, what: string, to: string, data: string) => {
    const schedule = authority.interface.encodeFunctionData("schedule", [to, data, 0]);
    await officeActs(office, `schedule: ${what}`, at("CityAuthority"), schedule);
    await wait(seconds);
    await officeActs(office, what, to, data);
  };

  say(
    "The revenue office sets the transfer tax, 3.5 %, and the levy, 0.1 %, and asks for a notary. That waits a day.",
  );
  const tariff = { revenue: offices.TREASURER.address, taxBps: 350n, levyBps: 10n, needsNotary: true };
  await later(
    "LAND_REVENUE",
    DAY,
    "set the tariff",
    at("Conveyance"),
    conveyance.interface.encodeFunctionData("setTariff", [tariff]),
  );

  say("Jan, Kim and Lea own a home each, all mortgaged. Ines buys Jan's, Jan buys Kim's, Kim buys Lea's.");
  const homes: readonly Home[] = [
    { title: parcelId("DEMO:1001"), seller: jan, buyer: ines, price: 2_000, owed: 500, lent: 1_000 },
    { title: parcelId("DEMO:1002"), seller: kim, buyer: jan, price: 3_000, owed: 600, lent: 1_700 },
    { title: parcelId("DEMO:1003"), seller: lea, buyer: kim, price: 4_000, owed: 800, lent: 1_800 },
  ];
  const landDomain = await readDomain(call, at("LandRegistry"));
  const salt = id("salt of an application");
  const deadline = (await now()) + BigInt(30 * DAY);
  const land = registry.interface.encodeFunctionData.bind(registry.interface);
  for (const { title, seller, owed } of homes) {
    const parcel = { id: title, owner: seller.address, ringHash: id(`boundary of ${title}`), size: 500n };
    await officeActs(
      "LAND_REGISTRAR",
      "register a home",
      at("LandRegistry"),
      land("register", [parcel, document]),
    );
    const mortgage = { holder: bank, amount: cents(owed), expiryDay: 0, kind: "mortgage" } as const;
    await act(
      "the desk lodges the bank's application",
      registry.lodge(title, applicationHash(title, mortgage, document, salt)),
    );
    const intake = await registry.lastIntake();
    const agreement = encumberTypedData(
      landDomain,
      { id: title, version: 0n, documentHash: document, deadline },
      mortgage,
    );
    const { holder, amount, expiryDay, kind } = agreement.message;
    const consents = [{ holder: seller.address, signature: await sign(seller, agreement) }];
    await officeActs(
      "LAND_REGISTRAR",
      `enter the bank's mortgage of ${thousands(owed)}`,
      at("LandRegistry"),
      land("encumber", [
        title,
        { holder, amount, expiryDay, kind },
        document,
        intake,
        salt,
        deadline,
        consents,
      ]),
    );
  }

  say("Ines has saved, the bank lends. Whoever sells and buys needs no money of its own.");
  await officeActs(
    "TREASURER",
    "attest a reserve of 100,000",
    at("MintDesk"),
    mintDesk.interface.encodeFunctionData("attestReserve", [
      tokens(100_000),
      (await now()) + BigInt(90 * DAY),
      id("another report of the treasurer, with its salt"),
    ]),
  );
  const { nextOrdinal } = await mintDesk.minterInfo(offices.MINTER.address);
  const receiptHash = id("receipt of the town hall, with its salt");
  await officeActs(
    "MINTER",
    "mint for Ines and the bank",
    at("MintDesk"),
    mintDesk.interface.encodeFunctionData("mint", [
      [
        { to: ines.address, amount: tokens(1_200), receiptHash },
        { to: bank, amount: tokens(3_000), receiptHash },
      ],
      nextOrdinal,
    ]),
  );
  await act("the bank approves", token.connect(citizen).approve(at("Conveyance"), MaxUint256));
  const tokenDomain = await readDomain(call, at("CityToken"));
  for (const wallet of [ines, jan, kim, lea]) {
    const terms = {
      owner: wallet.address,
      spender: at("Conveyance"),
      value: MaxUint256,
      nonce: 0n,
      deadline: MaxUint256,
    };
    const permit = await sign(wallet, permitTypedData(tokenDomain, terms));
    await act(
      "the clerk sends a permit",
      token["permit(address,address,uint256,uint256,bytes)"](
        terms.owner,
        terms.spender,
        terms.value,
        terms.deadline,
        permit,
      ),
    );
  }

  const draftOf = ({ title, seller, buyer, price, owed, lent }: Home): SaleDraft => ({
    id: title,
    price: tokens(price),
    buyer: buyer.address,
    sellers: [{ account: seller.address }],
    payoffs: [{ number: 1, holder: bank, amount: tokens(owed) }],
    charges: [
      {
        holder: bank,
        funds: tokens(lent),
        secured: cents(lent),
        expiryDay: 0,
        kind: "mortgage",
        documentHash: document,
      },
    ],
    notary: offices.NOTARY.address,
    deadline,
    documentHash: document,
  });
  const prepare = async (draft: SaleDraft): Promise<{ sale: Sale; faults: string[] }> => {
    const facts = await readSaleFacts(call, at("Conveyance"), draftSale(draft), await now());
    const sale = buildSale(draft, facts);
    return { sale, faults: saleFaults(sale, facts).map(({ message }) => message) };
  };
  say("The notary prepares the statements. What does not fit is told before anybody signs:");
  for (const fault of (await prepare(draftOf(homes[0]))).faults) say(`  ${fault}`);
  await officeActs(
    "BILLING_OFFICE",
    "give the homes their place in the rolls of the land tax",
    at("TaxClearance"),
    clearance.interface.encodeFunctionData("setAccounts", [homes.map(({ title }) => title), [0, 1, 2], 0]),
  );
  const sales: Sale[] = [];
  for (const home of homes) {
    const { sale, faults } = await prepare(draftOf(home));
    if (faults.length > 0) throw new Error(`the statement does not fit: ${faults.join("; ")}`);
    sales.push(sale);
  }
  const { total, lent, own } = costsOfSale(sales[0]);
  say(
    `  Ines pays ${thousands(own / tokens(1))} of ${thousands(total / tokens(1))}; the bank lends ${thousands(lent / tokens(1))}`,
  );

  say("Everybody signs one statement a home, bound to the chain. The notary certifies on the chain.");
  const chain = chainHash(sales);
  const domain = await readDomain(call, at("Conveyance"));
  const walletOf = new Map([ines, jan, kim, lea].map((wallet) => [wallet.address, wallet]));
  const signatures: string[][] = [];
  for (const sale of sales) {
    const typedData = statementTypedData(domain, sale, chain);
    await officeActs(
      "NOTARY",
      "certify a statement",
      at("Conveyance"),
      conveyance.interface.encodeFunctionData("certify", [digestOf(typedData)]),
    );
    signatures.push(
      await Promise.all(
        saleParties(sale).map(async ({ account }) => {
          if (account === offices.NOTARY.address) return "0x";
          if (account === bank)
            return citizen.signTypedData(typedData.domain, typedData.types, typedData.message);
          const wallet = walletOf.get(account);
          if (wallet === undefined) throw new Error(`nobody signs for ${account}`);
          return sign(wallet, typedData);
        }),
      ),
    );
  }
  const messages = sales.map(requireSale);
  const without = signatures.map((list, i) => (i === 2 ? ["0x", ...list.slice(1)] : list));
  await refused(
    "the chain is handed in without Lea's signature",
    await clerk.getAddress(),
    at("Conveyance"),
    conveyance.interface.encodeFunctionData("settleChain", [messages, without]),
    conveyance.interface,
  );
  await act(
    "three deeds, six mortgages, tax and levy, and every balance: one transaction",
    conveyance.settleChain(messages, signatures),
  );
  for (const { title, buyer } of homes) {
    if ((await registry.ownerOf(title)) !== buyer.address) throw new Error("a home is not its buyer's");
  }
  say(
    `  the city has its tax, the assurance fund ${Number(await fund.available()) / 1e6}, and nothing stays in the contract: ${await token.balanceOf(at("Conveyance"))}`,
  );

  say(
    "A year later a court orders that Ines's home be sold. Lea bids. The bank ranks first; what is left is Ines's.",
  );
  const [{ title }] = homes;
  await later(
    "COURT_ORDERS",
    7 * DAY,
    "order the sale of a home",
    at("LandRegistry"),
    land("orderSale", [title, true, id("an order of sale, with its salt")]),
  );
  const price = tokens(1_500);
  const [tax, levy] = await conveyance.quote(title, lea.address, price, false);
  const { version } = (await readSaleFacts(call, at("Conveyance"), sales[0], await now())).title;
  const bid = {
    id: title,
    version,
    buyer: lea.address,
    token: at("CityToken"),
    price,
    tax,
    levy,
    protocolHash: id("protocol of the auction, with its salt"),
    deadline: (await now()) + BigInt(7 * DAY),
  };
  const auction = { ...bid, owners: [ines.address], numbers: [2n] };
  const signature = await sign(lea, bidTypedData(domain, bid));
  const complete = (numbers: readonly bigint[]) =>
    conveyance.interface.encodeFunctionData("foreclose", [{ ...auction, numbers: [...numbers] }, signature]);
  await refused(
    "the auctioneer leaves the bank's claim out",
    offices.AUCTIONEER.address,
    at("Conveyance"),
    complete([]),
    registry.interface,
  );
  const before = await token.balanceOf(ines);
  await officeActs("AUCTIONEER", "complete the forced sale", at("Conveyance"), complete([2n]));
  say(
    `  Ines has ${thousands(((await token.balanceOf(ines)) - before) / tokens(1))} of it; the home is Lea's`,
  );
  if ((await registry.ownerOf(title)) !== lea.address || chain === ZeroHash) {
    throw new Error("the home is not the bidder's");
  }
}
