import { id, MaxUint256, Wallet } from "ethers";

import {
  CityAuthority__factory,
  CityToken__factory,
  MintDesk__factory,
} from "../../typechain-types/index.js";
import { countedNonce, parseAmount, readDomain, transferAuthorizationTypedData } from "../../sdk/index.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const DAY = 24 * 3600;

/** Amounts in the token's smallest unit. */
const tokens = (amount: number): bigint => BigInt(amount) * 1_000_000n;

/** Money created within limits, paid by somebody without ether, frozen and moved by a court. */
export const paymentsChapter: Chapter = {
  title: "Payments: money against money, and a signature is enough",
  play,
};

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, offices, clerk, citizen, wait } = stage;
  const { say, act, officeActs, refused } = narrator(stage, "payments");
  const authorityAddress = blueprint.addressOf("CityAuthority");
  const authority = CityAuthority__factory.connect(authorityAddress, provider);
  const token = CityToken__factory.connect(blueprint.addressOf("CityToken"), provider);
  const desk = MintDesk__factory.connect(blueprint.addressOf("MintDesk"), provider);
  const [tokenAddress, deskAddress] = [await token.getAddress(), await desk.getAddress()];
  const schedule = (target: string, data: string) =>
    authority.interface.encodeFunctionData("schedule", [target, data, 0]);
  const { address: minter } = offices.MINTER;
  /** Somebody with a key and nothing else: the address has no ether. */
  const resident = new Wallet(id("a resident of the demo city"), provider);
  const baker = await citizen.getAddress();

  say("Who creates money does not set its limits. The limits wait 48 hours in public.");
  const limits = [
    ["the limit of a day", desk.interface.encodeFunctionData("setDailyLimit", [tokens(50_000)])],
    [
      "the minter's own limits",
      desk.interface.encodeFunctionData("setMinter", [minter, tokens(10_000), tokens(2_000)]),
    ],
  ] as const;
  for (const [what, data] of limits) {
    await officeActs("MINT_POLICY", `schedule ${what}`, authorityAddress, schedule(deskAddress, data));
  }
  await wait(2 * DAY);
  for (const [what, data] of limits) await officeActs("MINT_POLICY", `set ${what}`, deskAddress, data);

  say("The treasurer attests the money that backs the token.");
  const latest = await provider.getBlock("latest");
  if (latest === null) throw new Error("the chain has no block");
  await officeActs(
    "TREASURER",
    "attest a reserve of 100,000",
    deskAddress,
    desk.interface.encodeFunctionData("attestReserve", [
      tokens(100_000),
      latest.timestamp + 90 * DAY,
      id("report of the treasurer, with its salt"),
    ]),
  );

  say("A resident has paid in 400 at the town hall. The minter creates the same in tokens.");
  const mint = (amount: bigint, ordinal: bigint) =>
    desk.interface.encodeFunctionData("mint", [
      [{ to: resident.address, amount, receiptHash: id("receipt of the town hall, with its salt") }],
      ordinal,
    ]);
  await officeActs("MINTER", "mint 400 to the resident", deskAddress, mint(tokens(400), 0n));
  await refused(
    "the minter sends the same mint again",
    minter,
    deskAddress,
    mint(tokens(400), 0n),
    desk.interface,
  );
  await refused("the minter passes its cap", minter, deskAddress, mint(tokens(10_000), 1n), desk.interface);

  say(
    "The resident buys bread. There is no ether in the account: a signature pays, and the baker's clerk sends it.",
  );
  const domain = await readDomain((call) => provider.call(call), tokenAddress);
  const { types, message } = transferAuthorizationTypedData(domain, {
    from: resident.address,
    to: baker,
    value: parseAmount("4"),
    validBefore: MaxUint256,
    nonce: countedNonce(0n),
  });
  const signature = await resident.signTypedData(domain, types, message);
  const pay = "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)" as const;
  const payment = [
    message.from,
    message.to,
    message.value,
    message.validAfter,
    message.validBefore,
    message.nonce,
    signature,
  ] as const;
  await act(
    "the clerk sends the resident's signature: 4 to the baker",
    token.connect(clerk)[pay](...payment),
  );
  await refused(
    "the clerk sends it a second time",
    await clerk.getAddress(),
    tokenAddress,
    token.interface.encodeFunctionData(pay, [...payment]),
    token.interface,
  );
  say(
    `  the resident holds ${(await token.balanceOf(resident)) / tokens(1)} tokens and ${await provider.getBalance(resident)} wei`,
  );

  say("A court freezes 300 of the resident's tokens, at once, and names its order.");
  const order = id("order of the court, with its salt");
  await officeActs(
    "COURT_FREEZE",
    "freeze 300 by order",
    tokenAddress,
    token.interface.encodeFunctionData("freezeByOrder", [resident.address, tokens(300), order]),
  );
  await refused(
    "the resident sends 97",
    resident.address,
    tokenAddress,
    token.interface.encodeFunctionData("transfer", [baker, tokens(97)]),
    token.interface,
  );

  say("To take them is another power, and waits seven days.");
  const take = token.interface.encodeFunctionData("transferByOrder", [
    resident.address,
    baker,
    tokens(300),
    order,
  ]);
  await officeActs("COURT_ORDERS", "schedule the transfer", authorityAddress, schedule(tokenAddress, take));
  await refused(
    "the court takes them before its time",
    offices.COURT_ORDERS.address,
    tokenAddress,
    take,
    authority.interface,
  );
  await wait(7 * DAY);
  await officeActs("COURT_ORDERS", "transfer 300 by order", tokenAddress, take);
  say("What was free went first; so some of the rest is frozen still. The court lifts it.");
  await officeActs(
    "COURT_FREEZE",
    "lift the freeze by order",
    tokenAddress,
    token.interface.encodeFunctionData("freezeByOrder", [resident.address, 0, order]),
  );
  say(
    `  the resident holds ${(await token.balanceOf(resident)) / tokens(1)}, frozen ${(await token.getFrozenTokens(resident)) / tokens(1)}`,
  );
}
