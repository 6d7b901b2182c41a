import { id, toBeHex, Wallet, type Signer } from "ethers";

import type { ElectionRoll } from "../../typechain-types/index.js";
import { PAGE_ACCOUNTS, RollDrawing, sorted, SOURCE } from "../../test/support/rollCall.js";
import type { Chain } from "./chain.js";

const DAY = 86_400;

/** Waits until the chain's clock is at `time`, at least. */
export async function waitUntil({ provider, ethers }: Chain, time: bigint): Promise<void> {
  const block = await ethers.provider.getBlock("latest");
  const seconds = Number(time) - (block?.timestamp ?? 0);
  if (seconds > 0) await provider.request({ method: "evm_increaseTime", params: [seconds] });
  await provider.request({ method: "evm_mine", params: [] });
}

/** The midnight after the last block: what is signed for it has the same bytes however fast the machine is. */
export async function midnight({ ethers }: Chain): Promise<bigint> {
  const block = await ethers.provider.getBlock("latest");
  return BigInt((Math.floor((block?.timestamp ?? 0) / DAY) + 1) * DAY);
}

/** Voters with money, in the order of a roll. */
export async function drawVoters({ ethers, networkHelpers }: Chain, count: number): Promise<Wallet[]> {
  const keys = new Map(
    Array.from({ length: count }, (_, i) => new Wallet(id(`bench voter ${i}`), ethers.provider)).map(
      (key) => [key.address, key],
    ),
  );
  const voters = sorted([...keys.keys()]).map((address) => keys.get(address) as Wallet);
  for (const { address } of voters) await networkHelpers.setBalance(address, 10n ** 19n);
  return voters;
}

/** The voters, and nobodies behind them up to a page; what is beyond the page nobody has drawn. */
export function drawRoll(voters: readonly Wallet[], size: number): RollDrawing {
  const others = Math.min(size, PAGE_ACCOUNTS) - voters.length;
  const last = 2n ** 160n - 1n;
  return new RollDrawing([
    ...voters.map(({ address }) => address),
    ...Array.from({ length: others }, (_, i) => toBeHex(last - BigInt(others - i), 20)),
  ]);
}

/** Announces a roll of this size, freezes it and publishes the voters' page. */
export async function freezeRoll(
  chain: Chain,
  { roll, office, voters }: { roll: ElectionRoll; office: Signer; voters: readonly Wallet[] },
  size: number,
): Promise<(index: number) => string[]> {
  const drawing = drawRoll(voters, size);
  const depth = Math.ceil(Math.log2(size));
  const { root, proof } = drawing.within(depth);
  const until = (await midnight(chain)) + BigInt(3 * DAY + 60);
  await roll.connect(office).announce(root, drawing.datasetHash, SOURCE, size, until);
  await waitUntil(chain, until + 1n);
  const rollId = await roll.rollCount();
  await roll.connect(office).freeze(rollId);
  const { accounts } = drawing.page(0);
  const pageProof = proof(0, Math.min(depth, 10));
  await roll.publishPages(rollId, [{ number: 0, accounts, proof: pageProof }]);
  return (index) => proof(index);
}
