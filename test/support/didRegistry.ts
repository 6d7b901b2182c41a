import { type Signer, Wallet, ZeroAddress } from "ethers";
import hre from "hardhat";

import { type Call, type Domain, readDomain, type Rpc } from "../../sdk/index.js";
import {
  type DIDRegistry,
  DIDRegistry__factory,
  IdentityGuardians__factory,
} from "../../typechain-types/index.js";
import { deployAuthority, type TestAuthority } from "./authority.js";
import { requestOf } from "./didClients.js";

/** The role that decides recoveries in dispute. */
export const COURT_ORDERS = 3n;

/** Deploys a registry; signatures of ERC-1056 are off, as in a city, unless asked for. */
export async function deployDIDRegistry(
  deployer: Signer,
  authority: string,
  legacy = false,
  predecessor: string = ZeroAddress,
): Promise<DIDRegistry> {
  const guardianship = await new IdentityGuardians__factory(deployer).deploy();
  await guardianship.waitForDeployment();
  const registry = await new DIDRegistry__factory(deployer).deploy(
    authority,
    predecessor,
    legacy,
    guardianship,
  );
  await registry.waitForDeployment();
  return registry;
}

/** A chain of its own with a registry, set by the wall's clock, seen through the SDK. */
export async function identityCity({ hardfork = "default", legacy = false } = {}) {
  const connection = await hre.network.create({
    network: hardfork,
    chainType: "l1",
    override: { initialDate: new Date() },
  });
  const { ethers, networkHelpers, provider } = connection;
  const [admin, court, relayer, ...people] = await ethers.getSigners();
  const authority: TestAuthority = await deployAuthority(admin);
  const registry = await deployDIDRegistry(admin, authority.address, legacy);
  await authority.allow(registry, ["decideRecovery"], COURT_ORDERS);
  await authority.grant(COURT_ORDERS, [court.address]);
  const call: Call = (request) => ethers.provider.call(request);
  const request: Rpc = requestOf(provider);
  const address = await registry.getAddress();
  const domain: Domain = await readDomain(call, address);
  /** The chain's clock, Unix seconds. */
  const now = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest());
  return {
    ethers,
    networkHelpers,
    authority,
    admin,
    court,
    relayer,
    people,
    registry,
    address,
    call,
    request,
    domain,
    now,
    /** A deadline in an hour. */
    deadline: async () => (await now()) + 3600n,
    /** A new account with ether. */
    newAccount: async () => {
      const wallet = new Wallet(Wallet.createRandom().privateKey, ethers.provider);
      await networkHelpers.setBalance(wallet.address, 10n ** 20n);
      return wallet;
    },
  };
}

/** See {@link identityCity}. */
export type IdentityCity = Awaited<ReturnType<typeof identityCity>>;
