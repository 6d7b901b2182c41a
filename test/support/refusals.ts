import { type BaseContract, dataLength, Interface } from "ethers";
import { artifacts } from "hardhat";

import { gasCounts } from "./gas.js";
import { ethers, networkHelpers } from "./network.js";

/** Calls of one transaction: a batch of ballots costs 300,000 gas, and a transaction has 16 million. */
const CALLS = gasCounts() ? 32 : 4;

/** A call that is right. */
export interface RightCall {
  readonly contract: BaseContract;
  /** Whose account sends it. */
  readonly from: string;
  readonly data: string;
}

/**
 * How a contract refuses a call with one bit turned, for each byte of a field: of byte i the bit i modulo 8. The calls
 * are made on the chain, by code in the place of the sender's account, which sends nothing more until the next fixture.
 * @param call That goes through as it stands.
 * @param field Bytes in its data.
 * @param named Contracts whose errors they are.
 * @returns for each byte the error with its arguments, such as `HintWrong(64)`
 * @throws where one of them is accepted
 */
export async function refusals(
  { contract, from, data }: RightCall,
  field: string,
  named: readonly BaseContract[],
): Promise<string[]> {
  const to = await contract.getAddress();
  await ethers.provider.call({ from, to, data });
  const hex = field.slice(2);
  const place = data.indexOf(hex);
  if (place < 2 || place % 2 !== 0 || data.indexOf(hex, place + 1) !== -1) {
    throw new Error("the field does not stand in the data, or not once");
  }
  const { abi, deployedBytecode } = await artifacts.readArtifact("BitTurner__Double");
  await networkHelpers.setCode(from, deployedBytecode);
  const turner = new Interface(abi);
  const refused: string[] = [];
  for (let first = 0; first < dataLength(field); first += CALLS) {
    const count = Math.min(CALLS, dataLength(field) - first);
    const answer = await ethers.provider.call({
      to: from,
      data: turner.encodeFunctionData("refusals", [to, data, place / 2 - 1 + first, first, count]),
    });
    const [answers] = turner.decodeFunctionResult("refusals", answer) as unknown as [readonly string[]];
    refused.push(...answers.map((error) => told(named, error)));
  }
  return refused;
}

function told(named: readonly BaseContract[], bytes: string): string {
  for (const { interface: abi } of named) {
    const error = abi.parseError(bytes);
    if (error !== null) return `${error.name}(${error.args.join()})`;
  }
  return `unknown ${bytes}`;
}

/** As many of the same. */
export const repeated = (times: number, error: string): string[] =>
  Array.from({ length: times }, () => error);
