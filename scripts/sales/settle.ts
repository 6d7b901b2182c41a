import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { isHexString } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  type Call,
  digestOf,
  InputError,
  isSignedBy,
  readDomain,
  readSaleFacts,
  referenceOf,
  requireSale,
  type Sale,
  saleFaults,
  saleParties,
  type StatementTypedData,
  statementTypedData,
} from "../../sdk/index.js";
import { requireAddress } from "../../sdk/inputs/requireAddress.js";
import { requireBytes32 } from "../../sdk/inputs/requireBytes32.js";
import { readJson } from "../land/inputs.js";
import { bad } from "../lib/cli.js";
import { runSales, type SaleArguments, type SaleOffice } from "./office.js";
import { chainOf, readStatements, type Statements } from "./statementsFile.js";

/** Arguments of `hardhat sale settle`. */
export interface SettleArguments extends SaleArguments {
  readonly statements: string;
  readonly signatures: string;
}

/** `hardhat sale settle`: hands statements of `sale prepare` in, once everybody has signed. */
export default async function settle(args: SettleArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSales(hre, args, async (office) => {
    const statements = await readStatements(args.statements);
    if (statements.conveyance !== office.address) {
      console.error(bad(`the statements are for ${statements.conveyance}, the city has ${office.address}`));
      return false;
    }
    const given = await readSignatures(args.signatures);
    const collected = await collect(office, statements, given);
    const problems = [...collected.problems, ...(await faultsOf(office, statements))];
    if (problems.length > 0) {
      console.error(bad(`nothing was sent:\n${problems.join("\n")}`));
      return false;
    }
    return office.act(whatOf(statements), dataOf(office, statements, collected.signatures));
  });
}

const whatOf = ({ sales }: Statements): string =>
  `settle ${sales.map(({ id }) => referenceOf(id)).join(", ")}`;

function dataOf({ conveyance }: SaleOffice, { sales }: Statements, signatures: readonly string[][]): string {
  const messages = sales.map(requireSale);
  return messages.length === 1
    ? conveyance.interface.encodeFunctionData("settle", [messages[0], signatures[0]])
    : conveyance.interface.encodeFunctionData("settleChain", [messages, [...signatures]]);
}

/** Signatures by account and statement. */
async function readSignatures(folder: string): Promise<ReadonlyMap<string, string>> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith(".json")).toSorted();
  } catch (error) {
    throw new Error(`--signatures: ${folder} is no folder; name the one with the signatures`, {
      cause: error,
    });
  }
  const found = new Map<string, string>();
  for (const name of names) {
    const { account, statement, signature } = (await readJson("signatures", join(folder, name))) as Record<
      string,
      unknown
    >;
    if (typeof signature !== "string" || !isHexString(signature)) {
      throw new InputError(
        `${name}.signature`,
        signature,
        "is no signature",
        "give 0x and hexadecimal digits",
      );
    }
    const signer = requireAddress(`${name}.account`, String(account));
    found.set(`${signer} ${requireBytes32(`${name}.statement`, String(statement))}`, signature);
  }
  return found;
}

/** The signatures in the contract's order, and who is missing or has signed something else. */
async function collect(
  office: SaleOffice,
  statements: Statements,
  given: ReadonlyMap<string, string>,
): Promise<{ readonly signatures: string[][]; readonly problems: string[] }> {
  const call: Call = (request) => office.provider.call(request);
  const domain = await readDomain(call, office.address);
  const problems: string[] = [];
  const signatures: string[][] = [];
  for (const sale of statements.sales) {
    const typedData = statementTypedData(domain, sale, chainOf(statements));
    const list: string[] = [];
    for (const { account, role } of saleParties(sale)) {
      const signature = given.get(`${account} ${digestOf(typedData)}`);
      const problem = await problemOf(office, call, typedData, account, signature);
      if (problem !== undefined) problems.push(`${referenceOf(sale.id)}: ${role} ${account} ${problem}`);
      list.push(signature ?? "0x");
    }
    signatures.push(list);
  }
  return { signatures, problems: [...new Set(problems)] };
}

async function problemOf(
  { conveyance }: SaleOffice,
  call: Call,
  typedData: StatementTypedData,
  account: string,
  signature: string | undefined,
): Promise<string | undefined> {
  const statement = digestOf(typedData);
  if (await conveyance.isSignatureWithdrawn(account, statement)) return "has withdrawn";
  if (signature === undefined) {
    return (await conveyance.hasAssented(account, statement)) ? undefined : "has not signed yet";
  }
  return (await isSignedBy(call, typedData, account, signature))
    ? undefined
    : "has signed something else: let it sign this statement again";
}

/** What has come between signing and settling. */
async function faultsOf({ provider, address }: SaleOffice, { sales }: Statements): Promise<string[]> {
  const latest = await provider.getBlock("latest");
  const now = BigInt(latest?.timestamp ?? 0);
  const call: Call = (request) => provider.call(request);
  const faults: string[] = [];
  for (const sale of sales) faults.push(...(await faultsNow(call, address, sale, now)));
  return faults;
}

async function faultsNow(call: Call, address: string, sale: Sale, now: bigint): Promise<string[]> {
  const facts = await readSaleFacts(call, address, sale, now);
  return saleFaults(sale, facts).map((fault) => `${referenceOf(sale.id)}: ${fault.message}`);
}
