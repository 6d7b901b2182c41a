import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  buildSale,
  type Call,
  costsOfSale,
  digestOf,
  draftSale,
  formatAmount,
  type InputError,
  readDomain,
  readSaleFacts,
  referenceOf,
  type Sale,
  saleFaults,
  saleParties,
  statementTypedData,
} from "../../sdk/index.js";
import { documentHashOf } from "../land/inputs.js";
import { numberOf } from "../lib/options.js";
import { bad, good } from "../lib/cli.js";
import { table } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { readDrafts } from "./draftFile.js";
import { runSales, type SaleArguments, type SaleOffice } from "./office.js";
import { chainOf, type Statements, writeStatements } from "./statementsFile.js";

/** Arguments of `hardhat sale prepare`. */
export interface PrepareArguments extends SaleArguments {
  readonly draft: string;
  readonly document: string;
  readonly salt: string;
  readonly days: string;
  readonly statements: string;
}

const DAY = 24 * 3600;

/**
 * `hardhat sale prepare`: makes the statements of a draft and the typed data that all parties sign. Whatever does not fit
 * the register, the tariff or the clearance is told with its field, its value and its mend. Sends nothing.
 */
export default async function prepare(args: PrepareArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSales(hre, args, async (office) => prepareSales(office, args), true);
}

async function prepareSales(office: SaleOffice, args: PrepareArguments): Promise<boolean> {
  const call: Call = (request) => office.provider.call(request);
  const latest = await office.provider.getBlock("latest");
  const now = BigInt(latest?.timestamp ?? 0);
  const documentHash = await documentHashOf(args.document, args.salt);
  const deadline = now + BigInt(numberOf("days", args.days) * DAY);
  const drafts = await readDrafts(args.draft, documentHash, deadline);
  const sales: Sale[] = [];
  const faults: [string, InputError][] = [];
  for (const { reference, draft } of drafts) {
    const facts = await readSaleFacts(call, office.address, draftSale(draft), now);
    const sale = buildSale(draft, facts);
    sales.push(sale);
    for (const fault of saleFaults(sale, facts)) faults.push([reference, fault]);
  }
  if (faults.length > 0) {
    for (const [reference, fault] of faults) console.error(bad(`${reference}: ${fault.message}`));
    console.error("nothing was written; mend the draft, or what it is about, and run again");
    return false;
  }
  const ordered = sales.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const statements = { conveyance: office.address, sales: ordered };
  await write(args.statements, call, statements);
  print(statements);
  console.log(
    good(`${args.statements} holds the statements; each .sign.json beside it is what its parties sign`),
  );
  return true;
}

async function write(path: string, call: Call, statements: Statements): Promise<void> {
  const domain = await readDomain(call, statements.conveyance);
  const chain = chainOf(statements);
  await writeStatements(path, statements);
  const asText = (_key: string, value: unknown): unknown =>
    typeof value === "bigint" ? String(value) : value;
  for (const [i, sale] of statements.sales.entries()) {
    const typedData = statementTypedData(domain, sale, chain);
    const place = path.replace(/(\.json)?$/, `.${i + 1}.sign.json`);
    await writeWhole(place, `${JSON.stringify(typedData, asText, 1)}\n`);
    const signers = [...new Set(saleParties(sale).map(({ account, role }) => `${account} ${role}`))];
    console.log(`${referenceOf(sale.id)}: statement ${digestOf(typedData)}, to sign as in ${place}`);
    console.log(signers.map((signer) => `  ${signer}`).join("\n"));
  }
}

function print({ sales }: Statements): void {
  const rows = sales.map((sale) => {
    const { price, tax, levy, total, lent, own, deposit } = costsOfSale(sale);
    return [referenceOf(sale.id), ...[price, tax, levy, total, lent, own, deposit].map(formatAmount)];
  });
  console.log(table(["title", "price", "tax", "levy", "in all", "lent", "buyer pays", "deposit"], rows));
}
