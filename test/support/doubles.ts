import { type BaseContract, concat, ContractFactory, Interface, type Signer } from "ethers";
import { artifacts } from "hardhat";

import type { Agents, Succession } from "../../typechain-types/index.js";
import type { TypedContractMethod } from "../../typechain-types/common.js";

/** `Register__Double`: what it adds to the bases that it stands on. */
export type RegisterDouble = Agents &
  Succession & {
    RIGHT_TO_NOTE: TypedContractMethod<[], [bigint], "view">;
    RIGHT_TO_CLEAR: TypedContractMethod<[], [bigint], "view">;
    contentOf: TypedContractMethod<[record: string], [string], "view">;
    tariff: TypedContractMethod<[], [bigint], "view">;
    notes: TypedContractMethod<[], [bigint], "view">;
    enter: TypedContractMethod<[record: string, content: string], [void], "nonpayable">;
    setTariff: TypedContractMethod<[tariff: bigint], [void], "nonpayable">;
    rectify: TypedContractMethod<[record: string, content: string], [void], "nonpayable">;
    note: TypedContractMethod<[], [void], "nonpayable">;
    clear: TypedContractMethod<[], [void], "nonpayable">;
    pay: TypedContractMethod<[], [void], "nonpayable">;
    take: TypedContractMethod<[record: string], [void], "nonpayable">;
    connect: (runner: Parameters<BaseContract["connect"]>[0]) => RegisterDouble;
  };

/** `Office__Double`: makes its owner's calls in its own name. */
export type OfficeDouble = BaseContract & {
  act: TypedContractMethod<[target: string, data: string], [string], "nonpayable">;
};

/** `Relay__Double`: appends bytes to what it relays. */
export type RelayDouble = BaseContract & {
  relay: TypedContractMethod<[target: string, data: string], [string], "nonpayable">;
};

/** `Guarded__Double`: `restricted` where it does not belong. */
export type GuardedDouble = BaseContract & {
  inner: TypedContractMethod<[], [bigint], "view">;
  lastCaller: TypedContractMethod<[], [string], "view">;
  setOuter: TypedContractMethod<[value: bigint], [void], "nonpayable">;
  setInner: TypedContractMethod<[value: bigint], [void], "nonpayable">;
  record: TypedContractMethod<[], [void], "nonpayable">;
  multicall: TypedContractMethod<[data: string[]], [string[]], "nonpayable">;
  connect: (runner: Parameters<BaseContract["connect"]>[0]) => GuardedDouble;
};

/** `Marked__Double`: keeps the mark of a moved record in the record's own word. */
export type MarkedDouble = Succession & {
  goneOf: TypedContractMethod<[record: string], [boolean], "view">;
  touch: TypedContractMethod<[record: string], [void], "view">;
  connect: (runner: Parameters<BaseContract["connect"]>[0]) => MarkedDouble;
};

/** Creation code of a double with its constructor arguments, as a factory takes it. */
export async function doubleInitCode(name: string, args: readonly unknown[] = []): Promise<string> {
  const { abi, bytecode } = await artifacts.readArtifact(name);
  return concat([bytecode, new Interface(abi).encodeDeploy(args)]);
}

/** A double at an address, seen through the type that the caller names. */
export async function attachDouble<T extends BaseContract>(
  name: string,
  address: string,
  signer: Signer,
): Promise<T> {
  const { abi, bytecode } = await artifacts.readArtifact(name);
  return new ContractFactory(abi, bytecode, signer).attach(address) as T;
}

/**
 * Deploys a contract of `test/support`. Doubles have no generated binding: the caller names the type, usually the
 * binding of the interface that the double stands in for.
 */
export async function deployDouble<T extends BaseContract = BaseContract>(
  name: string,
  signer: Signer,
  args: readonly unknown[] = [],
): Promise<T> {
  const { abi, bytecode } = await artifacts.readArtifact(name);
  const double = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  await double.waitForDeployment();
  return double as T;
}
