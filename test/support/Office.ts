import type {
  Addressable,
  ContractRunner,
  Provider,
  Signer,
  TransactionRequest,
  TransactionResponse,
} from "ethers";

import { deployDouble, type OfficeDouble } from "./doubles.js";

/**
 * An office of the city that is a contract: `contract.connect(office)` calls in the office's name, sent by the
 * person who owns it.
 */
export class Office implements ContractRunner, Addressable {
  readonly provider: Provider | null;

  private constructor(
    readonly contract: OfficeDouble,
    readonly address: string,
    readonly owner: Signer,
  ) {
    this.provider = owner.provider;
  }

  static async open(owner: Signer): Promise<Office> {
    const contract = await deployDouble<OfficeDouble>("Office__Double", owner, [await owner.getAddress()]);
    return new Office(contract, await contract.getAddress(), owner);
  }

  async getAddress(): Promise<string> {
    return this.address;
  }

  async resolveName(name: string): Promise<string | null> {
    return name;
  }

  async call(transaction: TransactionRequest): Promise<string> {
    if (this.provider === null)
      throw new Error("Office: its owner has no provider; connect the owner to a chain");
    return this.provider.call({ ...transaction, from: this.address });
  }

  async sendTransaction({ to, data }: TransactionRequest): Promise<TransactionResponse> {
    return this.contract.act(to as string, data as string);
  }
}
