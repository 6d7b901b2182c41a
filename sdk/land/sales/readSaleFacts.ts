import { getAddress, Interface, type Result, ZeroAddress } from "ethers";

import { requireAddress } from "../../inputs/requireAddress.js";
import type { Address, Call, Hex } from "../../signing/types.js";
import type { EncumbranceWord } from "../titles/encumbranceWord.js";
import { readEncumbranceWord } from "../titles/readEncumbranceWord.js";
import { readTitleWord } from "../titles/readTitleWord.js";
import type { TitleWord } from "../titles/titleWord.js";
import type { Sale } from "./sale.js";
import type { SaleFacts } from "./saleFacts.js";
import { saleParties } from "./saleParties.js";

const QUESTIONS = new Interface([
  "function registry() view returns (address)",
  "function token() view returns (address)",
  "function isMirror() view returns (bool)",
  "function isRetired() view returns (bool)",
  "function authority() view returns (address)",
  "function TAX_SETTLED() view returns (bytes32)",
  "function checkerOf(bytes32) view returns (address)",
  "function isTaxSettled(uint256) view returns (bool)",
  "function tariff() view returns (tuple(address revenue, uint16 taxBps, uint16 levyBps, bool needsNotary))",
  "function exemptionOf(uint256, address) view returns (tuple(uint16 taxBps, uint40 until))",
  "function quote(uint256, address, uint256, bool) view returns (uint256 tax, uint256 levy)",
  "function canCall(address, address, bytes4) view returns (bool, uint32)",
  "function certify(bytes32)",
  "function titleOf(uint256) view returns (uint256)",
  "function encumbranceOf(uint256, uint256) view returns (uint256)",
  "function shareOf(uint256, address) view returns (uint64, uint64)",
  "function noticeOf(uint256) view returns (address, uint40)",
  "function canSend(address) view returns (bool)",
]);

/**
 * Reads what the chain says about a sale, for `saleFaults` and `buildSale`.
 * @param call Asks the chain.
 * @param conveyance The contract that will settle.
 * @param sale The statement, or its draft: title, sellers, buyer, price, exemption, holders and notary are asked for.
 * @param now Time of the latest block, Unix seconds.
 */
export async function readSaleFacts(
  call: Call,
  conveyance: string,
  sale: Sale,
  now: bigint,
): Promise<SaleFacts> {
  const at = requireAddress("conveyance", conveyance);
  const ask = async (to: Address, name: string, ...args: readonly unknown[]): Promise<Result> => {
    const data = QUESTIONS.encodeFunctionData(name, args) as Hex;
    return QUESTIONS.decodeFunctionResult(name, await call({ to, data }));
  };
  const [registry] = (await ask(at, "registry")) as unknown as [Address];
  const title = readTitleWord((await ask(registry, "titleOf", sale.id))[0] as bigint);
  const [[token], [isMirror], [isRetired], [tariff], [beneficiary]] = await Promise.all([
    ask(at, "token"),
    ask(at, "isMirror"),
    ask(at, "isRetired"),
    ask(at, "tariff"),
    ask(registry, "noticeOf", sale.id),
  ]);
  const { needsNotary } = tariff as { needsNotary: boolean };
  return {
    now,
    title,
    ...(await sharesOf(ask, registry, sale, title)),
    encumbrances: await encumbrancesOf(ask, registry, sale.id, title.lastNumber),
    beneficiary: beneficiary === ZeroAddress ? undefined : (beneficiary as Address),
    suspended: await suspendedOf(ask, registry, sale),
    token: token as Address,
    due: await dueOf(ask, at, sale, now),
    needsNotary,
    isNotary: await isNotaryOf(ask, at, sale.notary),
    isTaxSettled: await isSettled(ask, at, sale.id),
    isMirror: isMirror as boolean,
    isRetired: isRetired as boolean,
  };
}

type Ask = (to: Address, name: string, ...args: readonly unknown[]) => Promise<Result>;

async function sharesOf(
  ask: Ask,
  registry: Address,
  { id, sellers }: Sale,
  title: TitleWord,
): Promise<Pick<SaleFacts, "shares" | "whole">> {
  const shares = new Map<Address, bigint>();
  let whole = 1n;
  for (const { account } of sellers) {
    const key = getAddress(account) as Address;
    if (title.isShared) {
      const [share, denominator] = (await ask(registry, "shareOf", id, key)) as unknown as [bigint, bigint];
      shares.set(key, share);
      whole = denominator;
    } else {
      shares.set(key, key === title.owner ? 1n : 0n);
    }
  }
  return { shares, whole };
}

async function encumbrancesOf(
  ask: Ask,
  registry: Address,
  id: bigint,
  last: number,
): Promise<ReadonlyMap<number, EncumbranceWord>> {
  const found = new Map<number, EncumbranceWord>();
  for (let number = 1; number <= last; ++number) {
    const [word] = (await ask(registry, "encumbranceOf", id, number)) as unknown as [bigint];
    if (word !== 0n) found.set(number, readEncumbranceWord(word));
  }
  return found;
}

async function suspendedOf(ask: Ask, registry: Address, sale: Sale): Promise<ReadonlySet<Address>> {
  const suspended = new Set<Address>();
  for (const { account, role } of saleParties(sale)) {
    if (role === "buyer" || role === "notary") continue;
    const [canSend] = (await ask(registry, "canSend", account)) as unknown as [boolean];
    if (!canSend) suspended.add(account);
  }
  return suspended;
}

async function dueOf(
  ask: Ask,
  at: Address,
  { id, buyer, price, isExempt }: Sale,
  now: bigint,
): Promise<SaleFacts["due"]> {
  if (isExempt) {
    const [exemption] = (await ask(at, "exemptionOf", id, buyer)) as unknown as [{ until: bigint }];
    if (exemption.until < now) return undefined;
  }
  const [tax, levy] = (await ask(at, "quote", id, buyer, price, isExempt)) as unknown as [bigint, bigint];
  return { tax, levy };
}

async function isNotaryOf(ask: Ask, at: Address, notary: string): Promise<boolean> {
  if (notary === ZeroAddress) return false;
  const [authority] = (await ask(at, "authority")) as unknown as [Address];
  const selector = QUESTIONS.getFunction("certify")?.selector;
  return (await ask(authority, "canCall", notary, at, selector))[0] as boolean;
}

async function isSettled(ask: Ask, at: Address, id: bigint): Promise<boolean> {
  const [question] = (await ask(at, "TAX_SETTLED")) as unknown as [Hex];
  const [checker] = (await ask(at, "checkerOf", question)) as unknown as [Address];
  return checker === ZeroAddress || ((await ask(checker, "isTaxSettled", id))[0] as boolean);
}
