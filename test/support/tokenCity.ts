import { type AddressLike, id, resolveAddress, type Signer, ZeroAddress } from "ethers";

import {
  CityToken__factory,
  MintDesk__factory,
  type CityToken,
  type MintDesk,
} from "../../typechain-types/index.js";
import { deployAuthority, type TestAuthority } from "./authority.js";

/** The municipal token and its desk, with a reserve, a minter and a court, for tests and benches of payments. */
export interface TokenCity {
  readonly authority: TestAuthority;
  readonly token: CityToken;
  readonly desk: MintDesk;
  /** Mints, within limits that no test reaches by chance. */
  readonly minter: Signer;
  /** Freezes by order. */
  readonly court: Signer;
}

/** Who acts. */
export interface TokenCityActors {
  /** Deploys, and holds the council's role. */
  readonly admin: Signer;
  readonly minter: Signer;
  readonly court: Signer;
}

const MINTER = 6n;
const COURT_FREEZE = 4n;
const PLENTY = 10n ** 15n;
const NINETY_DAYS = 90 * 86_400;

/** Deploys the token and its desk and makes them ready to mint. */
export async function deployTokenCity({ admin, minter, court }: TokenCityActors): Promise<TokenCity> {
  const authority = await deployAuthority(admin);
  const token = await new CityToken__factory(admin).deploy(
    "City Token",
    "CITY",
    authority.address,
    ZeroAddress,
  );
  const desk = await new MintDesk__factory(admin).deploy(authority.address, token);
  await Promise.all([token.waitForDeployment(), desk.waitForDeployment()]);
  await authority.allow(desk, ["mint"], MINTER);
  await authority.allow(token, ["freezeByOrder"], COURT_FREEZE);
  await authority.grant(MINTER, [await minter.getAddress()]);
  await authority.grant(COURT_FREEZE, [await court.getAddress()]);
  await token.announceAgent(desk, (await token.MINT()) | (await token.BURN()));
  await desk.setMinter(minter, PLENTY, PLENTY);
  await desk.setDailyLimit(PLENTY);
  await desk.attestReserve(PLENTY, await timeIn(admin, NINETY_DAYS), id("report"));
  return { authority, token, desk, minter, court };
}

/** Gives tokens to holders, each the same amount. */
export async function mintTo(
  { desk, minter }: Pick<TokenCity, "desk" | "minter">,
  amount: bigint,
  ...holders: readonly AddressLike[]
): Promise<void> {
  const { nextOrdinal } = await desk.minterInfo(minter);
  const mints = await Promise.all(
    holders.map(async (to) => ({ to: await resolveAddress(to), amount, receiptHash: id("receipt") })),
  );
  await (await desk.connect(minter).mint(mints, nextOrdinal)).wait();
}

/** A time from now on the chain, Unix seconds. */
export async function timeIn({ provider }: Signer, seconds: number): Promise<bigint> {
  const block = await provider?.getBlock("latest");
  if (block === null || block === undefined) throw new Error("the signer is not connected to a chain");
  return BigInt(block.timestamp + seconds);
}
