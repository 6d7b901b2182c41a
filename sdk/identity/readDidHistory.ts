import {
  Interface,
  type LogDescription,
  toBeHex,
  toQuantity,
  toUtf8String,
  ZeroAddress,
  zeroPadValue,
} from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import type { Rpc } from "../chain/rpc.js";
import type { Address, Hex } from "../signing/types.js";
import type { DidChange } from "./document.js";

const ERC1056 = new Interface([
  "function changed(address identity) view returns (uint256)",
  "event DIDOwnerChanged(address indexed identity, address owner, uint256 previousChange)",
  "event DIDDelegateChanged(address indexed identity, bytes32 delegateType, address delegate, uint256 validTo, uint256 previousChange)",
  "event DIDAttributeChanged(address indexed identity, bytes32 name, bytes value, uint256 validTo, uint256 previousChange)",
]);

const SUCCESSION = new Interface([
  "function predecessor() view returns (address)",
  "event RecordImported(address indexed identity, address indexed predecessor, uint256 previousChange)",
]);

/** A log as a node answers it. */
interface RpcLog {
  readonly topics: string[];
  readonly data: string;
  readonly logIndex: string;
}

/**
 * Every change of an identity that the registry has recorded, oldest first: from the block of the last change, along
 * the links of the events, to the first. No index is needed, and no range of blocks is searched.
 *
 * Where the registry succeeds another one, the history goes on there: what it recorded is valid here too.
 * @param request Asks the chain.
 * @param registry The `DIDRegistry`, or any other registry of ERC-1056.
 * @param identity The account.
 * @throws InputError where the contract is no registry, or where the node does not have a block's events any more.
 */
export async function readDidHistory(request: Rpc, registry: string, identity: string): Promise<DidChange[]> {
  const account = requireAddress("identity", identity);
  let holder = requireAddress("registry", registry);
  const history: DidChange[] = [];
  const seen = new Set<string>([holder]);
  let block = await readLastChange(request, holder, account);
  while (block !== 0n) {
    const { changes, imported } = await readChanges(request, holder, account, block);
    const [first, ...further] = changes;
    const predecessor = first === undefined ? await readPredecessor(request, holder) : ZeroAddress;
    if (predecessor !== ZeroAddress && !seen.has(predecessor)) {
      // The record has not come here yet: the answer was the predecessor's.
      seen.add(predecessor);
      holder = predecessor as Address;
      continue;
    }
    // Within a block each change points to the block itself, the first one to the block before it.
    if (first === undefined || first.previousChange >= block || further.some(isElsewhere(block))) {
      throw new InputError(
        "registry",
        holder,
        `has a broken history: block ${block} should hold a change of ${account} that links to an earlier one`,
        "ask a node that keeps old events (an archive); where the registry is retired, ask its successor",
      );
    }
    history.unshift(...changes);
    block = first.previousChange;
    if (imported !== undefined) [holder, block] = [imported.predecessor, imported.previousChange];
  }
  return history;
}

const isElsewhere =
  (block: bigint) =>
  ({ previousChange }: DidChange): boolean =>
    previousChange !== block;

/** The block of the last change. */
async function readLastChange(request: Rpc, to: Address, identity: Address): Promise<bigint> {
  const data = ERC1056.encodeFunctionData("changed", [identity]);
  const answer = await request({ method: "eth_call", params: [{ to, data }, "latest"] });
  try {
    return ERC1056.decodeFunctionResult("changed", String(answer))[0] as bigint;
  } catch {
    throw new InputError(
      "registry",
      to,
      "is no DID registry (ERC-1056)",
      "check the address, and the chain that the client is connected to",
    );
  }
}

/** The registry that this one succeeds; zero where it succeeds none. */
async function readPredecessor(request: Rpc, to: Address): Promise<string> {
  const data = SUCCESSION.encodeFunctionData("predecessor");
  try {
    const answer = await request({ method: "eth_call", params: [{ to, data }, "latest"] });
    return SUCCESSION.decodeFunctionResult("predecessor", String(answer))[0] as string;
  } catch {
    // Other registries of ERC-1056 know no succession.
    return ZeroAddress;
  }
}

/** Where a record came from. */
interface Import {
  readonly predecessor: Address;
  readonly previousChange: bigint;
}

/** The changes of one block, in the order of its events, and whether the record came here in it. */
async function readChanges(
  request: Rpc,
  registry: Address,
  identity: Address,
  block: bigint,
): Promise<{ changes: DidChange[]; imported: Import | undefined }> {
  const answer = (await request({
    method: "eth_getLogs",
    params: [
      {
        address: registry,
        topics: [null, zeroPadValue(identity, 32)],
        fromBlock: toQuantity(block),
        toBlock: toQuantity(block),
      },
    ],
  })) as RpcLog[];
  // The package is for ES2022, which has no `toSorted`.
  // oxlint-disable-next-line unicorn/no-array-sort
  const logs = [...answer].sort((one, other) => Number(one.logIndex) - Number(other.logIndex));
  const changes = logs.map((log) => ERC1056.parseLog(log)).filter((log) => log !== null);
  const imported = logs.map((log) => SUCCESSION.parseLog(log)).find((log) => log !== null)?.args;
  return {
    changes: changes.map((log) => changeOf(block, log)),
    imported: imported && {
      predecessor: imported.predecessor as Address,
      previousChange: imported.previousChange as bigint,
    },
  };
}

function changeOf(block: bigint, { name: event, args }: LogDescription): DidChange {
  const link = { block, previousChange: args.previousChange as bigint };
  if (event === "DIDOwnerChanged") return { ...link, kind: "owner", owner: args.owner as Address };
  const validTo = args.validTo as bigint;
  if (event === "DIDDelegateChanged") {
    const delegateType = textOf(args.delegateType as string);
    return { ...link, kind: "delegate", delegateType, delegate: args.delegate as Address, validTo };
  }
  const [name, value] = [args.getValue("name") as string, args.getValue("value") as Hex];
  return { ...link, kind: "attribute", name: textOf(name), value, validTo };
}

/** The text in 32 bytes, without the zeros behind it; the bytes where they are no text. */
function textOf(bytes32: string): string {
  try {
    return toUtf8String(bytes32).replace(/\0+$/, "");
  } catch {
    return toBeHex(bytes32, 32);
  }
}
