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
import type { Hex } from "../../sdk/signing/types.js";
import { numberOf, type OfficeArguments } from "../ballots/office.js";
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
 * Reads everything that was dealt from the transactions that dealt it, and holds it against the hashes in the contract.
 * @throws where a dealing cannot be found
 */
export async function dealingsOf(
  held: Pick<HeldByTrustee, "office" | "ceremonyId" | "trusteeCount" | "keyCount" | "threshold">,
): Promise<Dealt[]> {
  const { office, ceremonyId, trusteeCount } = held;
  const { ceremonies, provider } = office;
  const found = new Map<number, Dealt>();
  for (const { args, transactionHash } of await ceremonies.queryFilter(
    ceremonies.filters.SharesDealt(ceremonyId),
  )) {
    const transaction = await provider.getTransaction(transactionHash);
    const call = ceremonies.interface.parseTransaction({ data: transaction?.data ?? "0x" });
    if (call?.name !== "deal") continue;
    const [, , commitments, proofs, shares] = call.args as unknown as [
      bigint,
      bigint,
      Hex,
      [bigint, bigint][],
      Hex,
    ];
    const bytes: DealingBytes = {
      commitments,
      proofs: concat([...proofs].flatMap((proof) => [...proof].map((scalar) => toBeHex(scalar, 32)))) as Hex,
      shares,
    };
    if (dealingHash(bytes) === args.dealingHash) {
      found.set(Number(args.trustee), { bytes, dealing: readDealing(bytes, held) });
    }
  }
  return Array.from({ length: trusteeCount }, (_, i) => {
    const dealt = found.get(i + 1);
    if (dealt === undefined) {
      throw new Error(
        `trustee ${i + 1} has not dealt, or not in a call of its own; wait for it, or ask a node that has the block`,
      );
    }
    return dealt;
  });
}
