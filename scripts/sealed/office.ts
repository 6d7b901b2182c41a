import { concat, Interface, toBeHex } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { type Accumulator, type Point, readPoint } from "../../sdk/ballots/sealed/index.js";
import {
  BallotVerifier__factory,
  CityAuthority__factory,
  ElectionRoll__factory,
  type SealedBallot,
  SealedBallot__factory,
  TallyVerifier__factory,
  type TrusteeCeremony,
  TrusteeCeremony__factory,
} from "../../typechain-types/index.js";
import type { OfficeArguments } from "../ballots/office.js";
import { type Act, actor } from "../lib/actor.js";
import { runCommand } from "../lib/cli.js";
import { connect, type Connection } from "../lib/connection.js";
import { publishedAddress } from "../lib/publishedAddress.js";
import { revertReason } from "../lib/revert.js";

/** The contracts of sealed ballots of the connected city, and the account that acts. */
export interface SealedOffice extends Connection {
  readonly chainId: bigint;
  readonly sealed: SealedBallot;
  readonly ceremonies: TrusteeCeremony;
  /** Addresses as they are published. */
  readonly addresses: { readonly sealed: string; readonly ceremonies: string };
  /**
   * Simulates an act and sends it, or prints it for an office's wallet.
   * @returns whether it was done
   */
  readonly act: Act;
}

/** Errors of everything that an act can meet. */
const ERRORS = new Interface([
  ...new Map(
    [
      SealedBallot__factory,
      TrusteeCeremony__factory,
      BallotVerifier__factory,
      TallyVerifier__factory,
      ElectionRoll__factory,
      CityAuthority__factory,
    ]
      .flatMap(({ abi }) => abi.filter(({ type }) => type === "error"))
      .map((entry) => [JSON.stringify(entry), entry]),
  ).values(),
]);

/** Runs a command on the connected city; a wrong input is told in its own words. */
export async function runSealed(
  hre: HardhatRuntimeEnvironment,
  args: OfficeArguments,
  command: (office: SealedOffice) => Promise<boolean>,
): Promise<void> {
  await runCommand(async () => {
    const connection = await connect(hre, { isReadOnly: args.calldata });
    try {
      return await command(await officeOf(connection, args));
    } finally {
      await connection.close();
    }
  });
}

async function officeOf(
  connection: Connection,
  { deployments, calldata }: OfficeArguments,
): Promise<SealedOffice> {
  const { provider } = connection;
  const { chainId } = await provider.getNetwork();
  const sealed = await publishedAddress(deployments, chainId, "SealedBallot", "ballots");
  const ceremonies = await publishedAddress(deployments, chainId, "TrusteeCeremony", "ballots");
  return {
    ...connection,
    chainId,
    sealed: SealedBallot__factory.connect(sealed, provider),
    ceremonies: TrusteeCeremony__factory.connect(ceremonies, provider),
    addresses: { sealed, ceremonies },
    act: actor(connection, calldata, reasonOfSealed),
  };
}

/** A revert in the contracts' words. */
export function reasonOfSealed(error: unknown): string {
  return revertReason(error, ERRORS) ?? (error as Error).message;
}

/** Points from words of 32 bytes, two each. */
const pointsOf = (words: readonly bigint[], field: string): Point[] =>
  Array.from({ length: words.length / 2 }, (_, i) =>
    readPoint(concat([toBeHex(words[2 * i], 32), toBeHex(words[2 * i + 1], 32)]), `${field}[${i}]`),
  );

/** The sums of an election as the chain has them. */
export async function sumsOf({ sealed }: SealedOffice, electionId: number): Promise<Accumulator[]> {
  const { contests, choices } = await sealed.formOf(electionId);
  const points = pointsOf(await sealed.sumsOf(electionId), "sums");
  return Array.from({ length: Number(contests) }, (_, contest) => {
    const start = contest * Number(choices);
    return { mask: points[start], sealed: points.slice(start + 1, start + Number(choices)) };
  });
}

/** The keys of a ceremony, and every trustee's verification keys. */
export async function keysOf(
  { ceremonies }: SealedOffice,
  ceremonyId: bigint,
): Promise<{ keys: Point[]; verificationKeys: Point[][]; page: string }> {
  const { keyCount, trusteeCount } = await ceremonies.ceremonyOf(ceremonyId);
  const [, page] = await ceremonies.keyOf(ceremonyId);
  const count = Number(keyCount);
  const words = Array.from({ length: (page.length - 2) / 64 }, (_, i) =>
    BigInt(`0x${page.slice(2 + 64 * i, 66 + 64 * i)}`),
  );
  const points = pointsOf(words, "page");
  const rows = Array.from({ length: Number(trusteeCount) + 1 }, (_, row) =>
    points.slice(row * count, (row + 1) * count),
  );
  return { keys: rows[0], verificationKeys: rows.slice(1), page };
}
