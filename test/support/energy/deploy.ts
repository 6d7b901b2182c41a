import { p256 } from "@noble/curves/nist.js";
import { type AddressLike, getBytes, hexlify, id, type Signer, toBigInt, Wallet, ZeroAddress } from "ethers";

import { deviceKeyHash, deviceSignature } from "../../../sdk/index.js";
import {
  AccountBooks__factory,
  DeviceSignatures__factory,
  type EnergyMarket,
  EnergyMarket__factory,
  type MeterRegistry,
  MeterRegistry__factory,
  OrderBooks__factory,
  Settlements__factory,
} from "../../../typechain-types/index.js";

/** A P-256 key as gateways and devices hold one. */
export interface DeviceKey {
  readonly hash: bigint;
  readonly sign: (digest: string) => string;
}

/** The key of a device, by its name. */
export function deviceKey(name: string): DeviceKey {
  const secret = getBytes(id(name));
  const point = p256.Point.fromBytes(p256.getPublicKey(secret)).toAffine();
  return {
    hash: deviceKeyHash(point),
    sign: (digest) => {
      const signature = p256.sign(getBytes(digest), secret, { prehash: false });
      return deviceSignature(hexlify(signature), point);
    },
  };
}

/** A secp256k1 key as some devices hold one: its hash is its address. */
export function addressKey(name: string): DeviceKey {
  const wallet = new Wallet(id(name));
  return { hash: toBigInt(wallet.address), sign: (digest) => wallet.signingKey.sign(digest).serialized };
}

/** Deploys the register with the library that it is linked to. */
export async function deployMeters(
  deployer: Signer,
  authority: AddressLike,
  token: AddressLike,
  slashReceiver: AddressLike,
  predecessor: AddressLike = ZeroAddress,
): Promise<MeterRegistry> {
  const signatures = await new DeviceSignatures__factory(deployer).deploy();
  const links = {
    "project/contracts/energy/libraries/DeviceSignatures.sol:DeviceSignatures": await signatures.getAddress(),
  };
  return new MeterRegistry__factory(links, deployer).deploy(authority, token, slashReceiver, predecessor);
}

/** Deploys the market with the libraries that it is linked to. */
export async function deployMarket(
  deployer: Signer,
  authority: AddressLike,
  token: AddressLike,
  meters: AddressLike,
  predecessor: AddressLike = ZeroAddress,
): Promise<EnergyMarket> {
  const accounts = await new AccountBooks__factory(deployer).deploy();
  const orders = await new OrderBooks__factory(deployer).deploy();
  const settlements = await new Settlements__factory(deployer).deploy();
  const links = {
    "project/contracts/energy/market/AccountBooks.sol:AccountBooks": await accounts.getAddress(),
    "project/contracts/energy/market/OrderBooks.sol:OrderBooks": await orders.getAddress(),
    "project/contracts/energy/market/Settlements.sol:Settlements": await settlements.getAddress(),
  };
  return new EnergyMarket__factory(links, deployer).deploy(authority, token, meters, predecessor);
}
