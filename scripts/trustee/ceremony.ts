import { concat, toBeHex } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  type Dealing,
  type DealingBytes,
  dealingHash,
  type Point,
  readDealing,
  readPoint,
} from "../../sdk/ballots/sealed/index.js";
import { innerCalls } from "../../sdk/ballots/innerCalls.js";
import type { Hex } from "../../sdk/signing/types.js";
import type { OfficeArguments } from "../ballots/office.js";
import { numberOf } from "../lib/options.js";
import { runSealed, type SealedOffice } from "../sealed/office.js";
import type { KeyOwner } from "./keyFile.js";

/** Arguments of a trustee's commands. */
export interface TrusteeArguments extends Pick<OfficeArguments, "deployments"> {
  readonly ceremony: string;
  readonly trustee: string;
  readonly keyFile: string;
}

/** Stages by number, as `ITrusteeCeremony` has them. */
export const CEREMONY_STAGES = ["None", "Registering", "Dealing", "Complaining", "Ready", "Aborted"] as const;

/** A ceremony as a trustee needs it. */
export interface HeldByTrustee {
  readonly office: SealedOffice;
  readonly ceremonyId: number;
  readonly trustee: number;
  readonly stage: (typeof CEREMONY_STAGES)[number];
  readonly session: Hex;
  readonly threshold: number;
  readonly trusteeCount: number;
  readonly keyCount: number;
  readonly owner: KeyOwner;
}

/** Runs a command of one trustee of one ceremony. */
export async function runTrustee(
  hre: HardhatRuntimeEnvironment,
  args: TrusteeArguments,
  command: (held: HeldByTrustee) => Promise<boolean>,
): Promise<void> {
  await runSealed(hre, { ...args, calldata: false }, async (office) => {
    const ceremonyId = numberOf("ceremony", args.ceremony);
    const trustee = numberOf("trustee", args.trustee);
    const { stage, session, threshold, trusteeCount, keyCount } =
      await office.ceremonies.ceremonyOf(ceremonyId);
    const name = CEREMONY_STAGES[Number(stage)];
    if (name === "None") throw new Error(`--ceremony: there is no ceremony ${ceremonyId}; name another`);
    if (trustee > Number(trusteeCount)) {
      throw new Error(`--trustee: the ceremony has ${trusteeCount} trustees; name one of them`);
    }
    return command({
      office,
      ceremonyId,
      trustee,
      stage: name,
      session: session as Hex,
      threshold: Number(threshold),
      trusteeCount: Number(trusteeCount),
      keyCount: Number(keyCount),
      owner: {
        chainId: Number(office.chainId),
        contract: office.addresses.ceremonies.toLowerCase(),
        ceremonyId,
        trustee,
        session,
      },
    });
  });
}

/** The keys that all trustees have registered; nothing where one has not. */
export async function registeredKeys({
  office,
  ceremonyId,
  trusteeCount,
}: Pick<HeldByTrustee, "office" | "ceremonyId" | "trusteeCount">): Promise<Point[] | undefined> {
  const keys: Point[] = [];
  for (let trustee = 1; trustee <= trusteeCount; ++trustee) {
    const { keyX, keyY } = await office.ceremonies.trusteeOf(ceremonyId, trustee);
    if (keyX === 0n) return undefined;
    keys.push(readPoint(concat([toBeHex(keyX, 32), toBeHex(keyY, 32)]), `trustees[${trustee}].key`));
  }
  return keys;
}

/** What a trustee has dealt. */
export interface Dealt {
  readonly bytes: DealingBytes;
  readonly dealing: Dealing;
}

/**
 * Reads everything that was dealt from the transactions that dealt it, those of wallet contracts among them, and holds it
 * against the hashes in the contract.
 * @throws where a dealing cannot be found
 */
export async function dealingsOf(
  held: Pick<HeldByTrustee, "ceremonyId" | "trusteeCount" | "keyCount" | "threshold"> & {
    readonly office: Pick<SealedOffice, "ceremonies" | "provider" | "rpc" | "addresses">;
  },
): Promise<Dealt[]> {
  const { office, ceremonyId, trusteeCount } = held;
  const { ceremonies } = office;
  const dealt: Dealt[] = [];
  for (let trustee = 1; trustee <= trusteeCount; ++trustee) {
    const { dealingHash: wanted } = await ceremonies.trusteeOf(ceremonyId, trustee);
    const logs = await ceremonies.queryFilter(ceremonies.filters.SharesDealt(ceremonyId, trustee));
    const calls = await Promise.all(logs.map(({ transactionHash }) => dealtIn(office, transactionHash)));
    const bytes = calls.flat().find((call) => dealingHash(call) === wanted);
    if (bytes === undefined) {
      throw new Error(`trustee ${trustee} has not dealt; wait for it, or ask a node that has the block`);
    }
    dealt.push({ bytes, dealing: readDealing(bytes, held) });
  }
  return dealt;
}

/** What a transaction has dealt, itself or in calls that it made. */
async function dealtIn(
  {
    ceremonies,
    provider,
    rpc,
    addresses,
  }: Pick<SealedOffice, "ceremonies" | "provider" | "rpc" | "addresses">,
  hash: string,
): Promise<DealingBytes[]> {
  const read = (data: string): DealingBytes | undefined => {
    const call = ceremonies.interface.parseTransaction({ data });
    if (call?.name !== "deal") return undefined;
    const [, , commitments, proofs, shares] = call.args as unknown as [
      bigint,
      bigint,
      Hex,
      [bigint, bigint][],
      Hex,
    ];
    const scalars = [...proofs].flatMap((proof) => [...proof].map((scalar) => toBeHex(scalar, 32)));
    return { commitments, proofs: concat(scalars) as Hex, shares };
  };
  const transaction = await provider.getTransaction(hash);
  const outer = read(transaction?.data ?? "0x");
  return outer === undefined ? innerCalls(rpc, hash, addresses.ceremonies, read) : [outer];
}
