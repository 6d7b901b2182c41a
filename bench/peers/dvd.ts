import { type BaseContract, type Signer, type TransactionResponse } from "ethers";

import type { Measured } from "../lib/scenario.js";
import { deployTRex, deployTRexDvd } from "./tRex.js";

const [ASSET, MONEY] = [1n, 200_000n];

/** T-REX's delivery versus delivery, with two of its tokens: one stands for the home, one for money. */
export interface Dvd {
  /** The first transaction: the seller offers. */
  readonly offer: () => Promise<Measured>;
  /** The second one: the buyer takes, and both tokens move. */
  readonly take: () => Promise<Measured>;
}

/**
 * Deploys two tokens whose holders have a claim of a trusted issuer, and the contract that swaps them.
 * @param parties Seller and buyer.
 */
export async function deployDvd(owner: Signer, parties: readonly [Signer, Signer]): Promise<Dvd> {
  const [seller, buyer] = parties;
  const [asset, money] = [await deployTRex(owner, parties, true), await deployTRex(owner, parties, true)];
  const manager = await deployTRexDvd(owner);
  const send = async (
    contract: BaseContract,
    signer: Signer,
    name: string,
    ...args: readonly unknown[]
  ): Promise<TransactionResponse> =>
    contract
      .connect(signer)
      .getFunction(name)
      .send(...args);
  await send(asset, seller, "approve", manager, ASSET);
  await send(money, buyer, "approve", manager, MONEY);
  const terms = async () =>
    [await seller.getAddress(), asset, ASSET, await buyer.getAddress(), money, MONEY] as const;
  const offer = async (): Promise<TransactionResponse> =>
    send(manager, seller, "initiateDVDTransfer", asset, ASSET, buyer, money, MONEY);
  const idOf = async (nonce: bigint): Promise<string> =>
    (await manager.getFunction("calculateTransferID")(nonce, ...(await terms()))) as string;
  const nonceNow = async (): Promise<bigint> => (await manager.getFunction("txNonce")()) as bigint;
  return {
    async offer() {
      const nonce = await nonceNow();
      const tx = await offer();
      return {
        tx,
        async effects(expect) {
          const transfer = (await manager.getFunction("token1ToDeliver")(await idOf(nonce))) as unknown[];
          expect(transfer[0]).to.equal(await seller.getAddress());
        },
      };
    },
    async take() {
      const nonce = await nonceNow();
      await offer();
      const before = (await asset.getFunction("balanceOf")(buyer)) as bigint;
      const tx = await send(manager, buyer, "takeDVDTransfer", await idOf(nonce));
      return {
        tx,
        async effects(expect) {
          expect(await asset.getFunction("balanceOf")(buyer)).to.equal(before + ASSET);
        },
      };
    },
  };
}
