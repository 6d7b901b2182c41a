import { type BaseContract, getAddress, getCreateAddress, id, Signature, type Signer, toBeHex } from "ethers";

import {
  type Address,
  type AuthorizationTerms,
  countedNonce,
  type Domain,
  permitTypedData,
  redemptionTypedData,
  transferAuthorizationTypedData,
  type TypedData,
} from "../sdk/index.js";
import { deployDouble } from "../test/support/doubles.js";
import { deployTokenCity, mintTo, type TokenCity } from "../test/support/tokenCity.js";
import { wholeTransaction } from "./lib/bound.js";
import { BENCH_TIME, type Chain } from "./lib/chain.js";
import { GAS, logGas } from "./lib/gasSchedule.js";
import type { BoundPart, Measured, Peer, Scenario } from "./lib/scenario.js";
import { deployTRex } from "./peers/tRex.js";

/** What everybody holds at the start, and what is paid. */
const HOLDINGS = 1_000_000_000n;
const AMOUNT = 12_340_000n;

/** When signatures expire: a fixed time, so that calldata is the same in each run. */
const DEADLINE = BigInt(BENCH_TIME) + 30n * 86_400n;

/** A nonce as a wallet draws it: its slot is new. */
const RANDOM_NONCE = id("random");

/** The embedded chain's. */
const CHAIN_ID = 31_337n;

const ORDER = id("order");
const PAYOUT = id("pay-out");

/** EIP-3529: given back where a slot is set to zero. */
const CLEARED_SLOT = 4_800;

const TRANSFER_BY_PARTS =
  "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)";
const TRANSFER_BY_BYTES = "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)";
const PERMIT_BY_PARTS = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";

/** The token's city, and the same money in other people's contracts. */
interface PaymentCity extends TokenCity {
  readonly payer: Signer;
  readonly payee: Signer;
  readonly relayer: Signer;
  /** A wallet by ERC-1271 whose key the payer holds. */
  readonly wallet: BaseContract;
  /** The identity registry. */
  readonly registry: BaseContract;
  readonly openZeppelin: BaseContract;
  readonly solady: BaseContract;
  readonly tRex: BaseContract;
  readonly tRexWithClaim: BaseContract;
}

/** Deploys everything and gives payer, payee and wallet tokens of each kind. */
async function setUp({ ethers }: Chain): Promise<PaymentCity> {
  const [admin, minter, court, payer, payee, relayer] = await ethers.getSigners();
  const city = await deployTokenCity({ admin, minter, court });
  const wallet = await deployDouble("KeyedWallet", admin, [await payer.getAddress()]);
  await mintTo(city, HOLDINGS, payer, payee, wallet);
  const registry = await deployDouble("SuccessorBook", admin);
  await city.token.announceChecker(await city.token.RECOVERY(), registry);

  const [openZeppelin, solady] = [
    await deployDouble("OpenZeppelinTokenPeer", admin),
    await deployDouble("SoladyTokenPeer", admin),
  ];
  for (const peer of [openZeppelin, solady]) {
    for (const holder of [payer, payee]) await peer.getFunction("mint").send(holder, HOLDINGS);
  }
  const tRex = await deployTRex(admin, [payer, payee], false);
  const tRexWithClaim = await deployTRex(admin, [payer, payee], true);
  return { ...city, payer, payee, relayer, wallet, registry, openZeppelin, solady, tRex, tRexWithClaim };
}

// --- Acts: each on any token that has the function ---

/** What an account holds. */
const balance = (token: BaseContract, account: string): Promise<bigint> =>
  token.getFunction("balanceOf").staticCall(account) as Promise<bigint>;

/** A direct transfer by the payer. */
async function transfer(token: BaseContract, payer: Signer, to: string): Promise<Measured> {
  const from = await payer.getAddress();
  const before = [await balance(token, from), await balance(token, to)];
  const tx = await token.connect(payer).getFunction("transfer").send(to, AMOUNT);
  return { tx, effects: paid(token, tx, from, to, before) };
}

/** Asserts that tokens moved, and the event. */
function paid(
  token: BaseContract,
  tx: { readonly hash: string },
  from: string,
  to: string,
  before: readonly bigint[],
  amount = AMOUNT,
): Measured["effects"] {
  return async (expect) => {
    expect(await balance(token, from)).to.equal(before[0] - amount);
    expect(await balance(token, to)).to.equal(before[1] + amount);
    await expect(tx).to.emit(token, "Transfer").withArgs(from, to, amount);
  };
}

/** The token's domain; Solady's does not tell it by ERC-5267. */
async function domainOf(token: BaseContract): Promise<Domain> {
  return {
    name: (await token.getFunction("name").staticCall()) as string,
    version: "1",
    chainId: CHAIN_ID,
    verifyingContract: (await token.getAddress()) as Address,
  };
}

/** The payer's signature. */
const sign = (signer: Signer, { domain, types, message }: TypedData): Promise<string> =>
  signer.signTypedData(domain, types, message);

/** A payment by signature, which the relayer carries to the token. */
async function payBySignature(
  token: BaseContract,
  { payer, payee, relayer }: PaymentCity,
  { from, nonce, form }: { from?: string; nonce: string; form: string },
): Promise<Measured> {
  const terms: AuthorizationTerms = {
    from: from ?? (await payer.getAddress()),
    to: await payee.getAddress(),
    value: AMOUNT,
    validBefore: DEADLINE,
    nonce,
  };
  const typedData = transferAuthorizationTypedData(await domainOf(token), terms);
  const { message } = typedData;
  const signature = await sign(payer, typedData);
  const { v, r, s } = Signature.from(signature);
  const args = [message.from, message.to, AMOUNT, message.validAfter, message.validBefore, nonce];
  const before = [await balance(token, message.from), await balance(token, message.to)];
  const send = token.connect(relayer).getFunction(form);
  const tx = await send.send(...args, ...(form === TRANSFER_BY_PARTS ? [v, r, s] : [signature]));
  return {
    tx,
    async effects(expect) {
      await paid(token, tx, message.from, message.to, before)(expect);
      await expect(tx).to.emit(token, "AuthorizationUsed").withArgs(message.from, nonce);
      expect(await token.getFunction("authorizationState").staticCall(message.from, nonce)).to.equal(true);
    },
  };
}

/** A payment by signature with the nonce 1, after one with the nonce 0 has used their word. */
async function payCounted(city: PaymentCity, form: string, from?: string): Promise<Measured> {
  await payBySignature(city.token, city, { from, nonce: countedNonce(0n), form: TRANSFER_BY_BYTES });
  return payBySignature(city.token, city, { from, nonce: countedNonce(1n), form });
}

/** An allowance by signature, which the relayer carries to the token. */
async function permit(token: BaseContract, { payer, payee, relayer }: PaymentCity): Promise<Measured> {
  const [owner, spender] = [await payer.getAddress(), await payee.getAddress()];
  const nonce = (await token.getFunction("nonces").staticCall(owner)) as bigint;
  const terms = { owner, spender, value: AMOUNT, nonce, deadline: DEADLINE };
  const { v, r, s } = Signature.from(await sign(payer, permitTypedData(await domainOf(token), terms)));
  const tx = await token
    .connect(relayer)
    .getFunction(PERMIT_BY_PARTS)
    .send(owner, spender, AMOUNT, DEADLINE, v, r, s);
  return {
    tx,
    async effects(expect) {
      expect(await token.getFunction("allowance").staticCall(owner, spender)).to.equal(AMOUNT);
      expect(await token.getFunction("nonces").staticCall(owner)).to.equal(nonce + 1n);
      await expect(tx).to.emit(token, "Approval").withArgs(owner, spender, AMOUNT);
    },
  };
}

/** Fetches the tokens that the payer has permitted; twice, so that the nonce's slot is used before. */
async function permitAgain(token: BaseContract, city: PaymentCity): Promise<Measured> {
  await permit(token, city);
  await fetchPermitted(token, city);
  return permit(token, city);
}

/** The spender takes the whole allowance. */
async function fetchPermitted(token: BaseContract, { payer, payee }: PaymentCity): Promise<Measured> {
  const [from, to] = [await payer.getAddress(), await payee.getAddress()];
  const before = [await balance(token, from), await balance(token, to)];
  const tx = await token.connect(payee).getFunction("transferFrom").send(from, to, AMOUNT);
  return {
    tx,
    async effects(expect) {
      await paid(token, tx, from, to, before)(expect);
      expect(await token.getFunction("allowance").staticCall(from, to)).to.equal(0n);
    },
  };
}

/** Permits, then measures the fetching. */
async function permitThenFetch(token: BaseContract, city: PaymentCity): Promise<Measured> {
  await permit(token, city);
  return fetchPermitted(token, city);
}

/** Accounts of nobody, numbered. */
const strangers = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => getAddress(toBeHex(2n ** 128n + BigInt(i), 20)));

/** Mints to holders who hold tokens already. */
async function mint(city: PaymentCity, holders: readonly string[]): Promise<Measured> {
  const { token, desk, minter } = city;
  await mintTo(city, AMOUNT, ...holders);
  const [supply, { nextOrdinal }] = [await token.totalSupply(), await desk.minterInfo(minter)];
  const mints = holders.map((to, i) => ({ to, amount: AMOUNT, receiptHash: id(`receipt ${i}`) }));
  const tx = await desk.connect(minter).mint(mints, nextOrdinal);
  return {
    tx,
    async effects(expect) {
      expect(await token.totalSupply()).to.equal(supply + AMOUNT * BigInt(holders.length));
      for (const [i, holder] of holders.entries()) {
        expect(await token.balanceOf(holder)).to.equal(2n * AMOUNT);
        await expect(tx)
          .to.emit(desk, "Minted")
          .withArgs(minter, holder, AMOUNT, id(`receipt ${i}`), nextOrdinal + BigInt(i));
      }
    },
  };
}

/** Redeems by the holder's signature, which the relayer carries to the desk. */
async function redeem({ token, desk, payer, relayer }: PaymentCity): Promise<Measured> {
  const holder = await payer.getAddress();
  const typedData = redemptionTypedData(await domainOf(token), {
    holder,
    desk: await desk.getAddress(),
    amount: AMOUNT,
    validBefore: DEADLINE,
    payoutHash: PAYOUT,
  });
  const [supply, before] = [await token.totalSupply(), await token.balanceOf(holder)];
  const signature = await sign(payer, typedData);
  const tx = await desk
    .connect(relayer)
    .redeemWithAuthorization(holder, AMOUNT, 0n, DEADLINE, PAYOUT, signature);
  return {
    tx,
    async effects(expect) {
      expect(await token.totalSupply()).to.equal(supply - AMOUNT);
      expect(await token.balanceOf(holder)).to.equal(before - AMOUNT);
      expect(await token.balanceOf(desk)).to.equal(0n);
      await expect(tx).to.emit(desk, "Redeemed").withArgs(holder, AMOUNT, PAYOUT);
    },
  };
}

/** Freezes part of what the payer holds. */
async function freeze({ token, court, payer, payee }: PaymentCity): Promise<Measured> {
  const holder = await payer.getAddress();
  const tx = await token.connect(court).freezeByOrder(holder, HOLDINGS - 1n, ORDER);
  return {
    tx,
    async effects(expect) {
      expect(await token.getFrozenTokens(holder)).to.equal(HOLDINGS - 1n);
      await expect(tx).to.emit(token, "OrderExecuted").withArgs(holder, ORDER);
      await expect(tx)
        .to.emit(token, "Frozen")
        .withArgs(holder, HOLDINGS - 1n);
      await expect(token.connect(payer).transfer.staticCall(payee, 2n)).to.be.revertedWithCustomError(
        token,
        "ERC7943InsufficientUnfrozenBalance",
      );
    },
  };
}

/** Freezes the same in T-REX. */
async function freezeTRex({ tRex, payer }: PaymentCity): Promise<Measured> {
  const holder = await payer.getAddress();
  const tx = await tRex.getFunction("freezePartialTokens").send(holder, AMOUNT);
  return {
    tx,
    async effects(expect) {
      expect(await tRex.getFunction("getFrozenTokens").staticCall(holder)).to.equal(AMOUNT);
    },
  };
}

/** Moves a recovered identity's tokens, after the announcement and its notice. */
async function recover(city: PaymentCity, { provider }: Chain): Promise<Measured> {
  const { token, registry, payer, payee, relayer } = city;
  const [from, to] = [await payer.getAddress(), await payee.getAddress()];
  await registry.getFunction("name").send(from, to);
  await token.connect(relayer).announceRecovery(from);
  await provider.request({
    method: "evm_increaseTime",
    params: [Number(await token.RECOVERY_NOTICE())],
  });
  const before = [HOLDINGS, await token.balanceOf(to)];
  const tx = await token.connect(relayer).recover(from);
  return {
    tx,
    async effects(expect) {
      await paid(token, tx, from, to, before, HOLDINGS)(expect);
      await expect(tx).to.emit(token, "AccountRecovered").withArgs(from, to, HOLDINGS);
    },
  };
}

// --- Bounds ---

const TRANSFER_EVENT: BoundPart = { what: "Transfer event", gas: logGas(3, 32), why: "ERC-20 prescribes it" };
const PAYERS_BALANCE: BoundPart = {
  what: "payer's balance, cold update",
  gas: GAS.coldUpdate,
  why: "it shrinks",
};
const PAYEES_BALANCE: BoundPart = {
  what: "payee's balance, cold update",
  gas: GAS.coldUpdate,
  why: "it grows",
};
const MOVE = [PAYERS_BALANCE, PAYEES_BALANCE, TRANSFER_EVENT];
const BALANCE_KEYS: BoundPart = {
  what: "slots of two balances",
  gas: 2 * (GAS.keccak + 2 * GAS.keccakWord),
  why: "balances are kept by account",
};
const SIGNER: BoundPart = {
  what: "recovery of the signer",
  gas: GAS.warmAccess + GAS.ecrecover,
  why: "the holder signs instead of calling",
};
const USED_EVENT: BoundPart = {
  what: "AuthorizationUsed event",
  gas: logGas(3, 0),
  why: "ERC-3009 prescribes it",
};
const USED_WORD: BoundPart = {
  what: "nonce, cold update",
  gas: GAS.coldUpdate,
  why: "it serves once; its word holds others already",
};
const NEW_NONCE: BoundPart = {
  what: "nonce, cold new slot",
  gas: GAS.coldNewSlot,
  why: "it serves once; a random one shares a word with nothing",
};
const SIGNED_HASHES: BoundPart = {
  what: "digest and slot of the nonce",
  gas: 2 * (GAS.keccak + 2 * GAS.keccakWord) + 2 * GAS.keccak + 10 * GAS.keccakWord,
  why: "EIP-712 prescribes the hash of the terms; nonces are kept by account",
};
const SUPPLY: BoundPart = { what: "supply, cold update", gas: GAS.coldUpdate, why: "ERC-20 tells it" };
const TOKEN_CALL: BoundPart = {
  what: "the token, cold call",
  gas: GAS.coldAccount,
  why: "the desk can be replaced, the token cannot: they are two contracts",
};

/** The desk's own words and the supply, once a mint. */
const MINT_ONCE: readonly BoundPart[] = [
  TOKEN_CALL,
  SUPPLY,
  { what: "minter's allowance, cold update", gas: GAS.coldUpdate, why: "a stolen key mints no more than it" },
  { what: "daily limit, cold update", gas: GAS.coldUpdate, why: "all minters together keep to it" },
  { what: "attested reserve, cold read", gas: GAS.coldRead, why: "the supply stays below it" },
  { what: "the desk's right at the token, cold read", gas: GAS.coldRead, why: "agents mint, nobody else" },
];

/** What each receiver of a mint adds. */
const mintEach = (count: number): readonly BoundPart[] => [
  { what: "receivers' balances, cold updates", gas: count * GAS.coldUpdate, why: "they grow" },
  { what: "Transfer events", gas: count * logGas(3, 32), why: "ERC-20 prescribes them" },
  { what: "Minted events", gas: count * logGas(4, 64), why: "each mint names its receipt" },
];

// --- Peers ---

const OPENZEPPELIN =
  "@openzeppelin/contracts 5.7.0: ERC20Permit, ERC3009 and ERC1363, built with our settings";
const SOLADY = "solady 0.1.26: ERC20, built with our settings";
const TREX = "@tokenysolutions/t-rex 4.1.6: published artifacts behind their proxies";
const USDC =
  "Circle FiatToken 2.2 behind its proxy, built from its repository (46e61d00, runs 10,000,000); quoted";

/** OpenZeppelin does the same. */
const openZeppelin = (
  run: (token: BaseContract, city: PaymentCity) => Promise<Measured>,
): Peer<PaymentCity> => ({
  name: "OpenZeppelin",
  source: OPENZEPPELIN,
  run: ({ city }) => run(city.openZeppelin, city),
});

/** Solady does the same. */
const solady = (run: (token: BaseContract, city: PaymentCity) => Promise<Measured>): Peer<PaymentCity> => ({
  name: "Solady",
  source: SOLADY,
  run: ({ city }) => run(city.solady, city),
});

/** T-REX does the same, without and with a claim that receivers need. */
const tRexes = (
  run: (token: BaseContract, city: PaymentCity) => Promise<Measured>,
): readonly Peer<PaymentCity>[] => [
  { name: "T-REX, no claim", source: TREX, run: ({ city }) => run(city.tRex, city) },
  { name: "T-REX, one claim", source: TREX, run: ({ city }) => run(city.tRexWithClaim, city) },
];

/** Circle's token does the same. */
const usdc = (gas: number): Peer<PaymentCity> => ({ name: "USDC", source: USDC, gas });

const payHolder = async (token: BaseContract, { payer, payee }: PaymentCity): Promise<Measured> =>
  transfer(token, payer, await payee.getAddress());

/** Somebody who holds nothing, with an address like any other. */
const NEWCOMER = getCreateAddress({ from: `0x${"11".repeat(20)}`, nonce: 1 });

const payNewcomer = (token: BaseContract, { payer }: PaymentCity): Promise<Measured> =>
  transfer(token, payer, NEWCOMER);

/** OpenZeppelin's nonces are slots, so that a counted one costs as much as a random one. */
const payRandom = (token: BaseContract, city: PaymentCity): Promise<Measured> =>
  payBySignature(token, city, { nonce: RANDOM_NONCE, form: TRANSFER_BY_PARTS });

const TRANSFER_CHECKS = [
  "neither payer nor payee is the zero address",
  "the payee is not the token",
  "the payer is not suspended",
  "the payer holds the amount",
  "the amount is not frozen",
];
const SIGNATURE_CHECKS = [
  "the payer has signed all terms, for this chain and token",
  "the time is after validAfter and before validBefore",
  "the nonce is unused",
  ...TRANSFER_CHECKS,
];
const MINT_CHECKS = [
  "the minter's ordinal: a repeated call mints nothing twice",
  "the minter's allowance",
  "the limit of all minters",
  "the supply stays below the attested reserve, which has not expired",
  "the desk is an agent with MINT",
  "the token is not retired",
  "the receiver is neither zero nor the token",
];

/** The municipal token and its desk. Balances, words and supply hold something before. */
export const scenario: Scenario<PaymentCity> = {
  domain: "payments",
  setUp,
  rows: [
    {
      operation: "token transfer to a holder",
      story: "A citizen pays another, who holds tokens already.",
      goal: 34_600,
      bound: wholeTransaction(...MOVE, BALANCE_KEYS),
      checks: TRANSFER_CHECKS,
      peers: [openZeppelin(payHolder), solady(payHolder), usdc(45_059), ...tRexes(payHolder)],
      run: ({ city }) => payHolder(city.token, city),
    },
    {
      operation: "token transfer to a new holder",
      story: "A citizen pays somebody who holds no tokens yet.",
      bound: wholeTransaction(
        PAYERS_BALANCE,
        { what: "payee's balance, cold new slot", gas: GAS.coldNewSlot, why: "it is born" },
        TRANSFER_EVENT,
        BALANCE_KEYS,
      ),
      checks: TRANSFER_CHECKS,
      peers: [openZeppelin(payNewcomer), solady(payNewcomer), usdc(62_171)],
      run: ({ city }) => payNewcomer(city.token, city),
    },
    {
      operation: "transferWithAuthorization, counted nonce",
      story: "A citizen without ether pays by signature, the second of the citizen's; anyone carries it.",
      goal: 48_500,
      bound: wholeTransaction(...MOVE, BALANCE_KEYS, SIGNER, USED_EVENT, USED_WORD, SIGNED_HASHES),
      checks: SIGNATURE_CHECKS,
      peers: [openZeppelin(payRandom), usdc(85_740)],
      run: ({ city }) => payCounted(city, TRANSFER_BY_PARTS),
    },
    {
      operation: "transferWithAuthorization, random nonce",
      story: "The same with a nonce that the wallet drew.",
      bound: wholeTransaction(...MOVE, BALANCE_KEYS, SIGNER, USED_EVENT, NEW_NONCE, SIGNED_HASHES),
      checks: SIGNATURE_CHECKS,
      peers: [openZeppelin(payRandom), usdc(85_740)],
      run: ({ city }) => payRandom(city.token, city),
    },
    {
      operation: "transferWithAuthorization, bytes form, by a key",
      story: "The same with the signature as bytes, counted nonce.",
      bound: wholeTransaction(...MOVE, BALANCE_KEYS, SIGNER, USED_EVENT, USED_WORD, SIGNED_HASHES),
      checks: SIGNATURE_CHECKS,
      peers: [],
      run: ({ city }) => payCounted(city, TRANSFER_BY_BYTES),
    },
    {
      operation: "transferWithAuthorization, bytes form, by a wallet",
      story: "The same from a wallet whose code judges the signature (ERC-1271), counted nonce.",
      bound: wholeTransaction(...MOVE, BALANCE_KEYS, SIGNER, USED_EVENT, USED_WORD, SIGNED_HASHES, {
        what: "the wallet, cold call",
        gas: GAS.coldAccount,
        why: "its code judges the signature",
      }),
      checks: [...SIGNATURE_CHECKS, "the wallet's answer takes at most 400,000 gas"],
      peers: [],
      run: async ({ city }) => payCounted(city, TRANSFER_BY_BYTES, await city.wallet.getAddress()),
    },
    {
      operation: "permit",
      story: "A citizen gives an allowance by signature, not the first; anyone carries it.",
      bound: wholeTransaction(
        SIGNER,
        { what: "nonce, cold update", gas: GAS.coldUpdate, why: "ERC-2612 counts" },
        { what: "allowance, cold new slot", gas: GAS.coldNewSlot, why: "the one before was spent" },
        { what: "Approval event", gas: logGas(3, 32), why: "ERC-20 prescribes it" },
      ),
      checks: [
        "the holder has signed all terms, for this chain and token",
        "the deadline",
        "the holder's nonce",
      ],
      peers: [openZeppelin(permitAgain), solady(permitAgain), usdc(76_327)],
      run: ({ city }) => permitAgain(city.token, city),
    },
    {
      operation: "transferFrom after a permit",
      story: "The spender fetches the whole allowance, which frees its slot.",
      bound: wholeTransaction(...MOVE, BALANCE_KEYS, {
        what: "allowance, cold, set to zero",
        gas: GAS.coldUpdate - CLEARED_SLOT,
        why: "it is spent; its slot is given back",
      }),
      checks: ["the allowance", ...TRANSFER_CHECKS],
      peers: [openZeppelin(permitThenFetch), solady(permitThenFetch), usdc(48_492)],
      run: ({ city }) => permitThenFetch(city.token, city),
    },
    {
      operation: "mint of 1",
      story: "A minter creates tokens against one receipt.",
      bound: wholeTransaction(...MINT_ONCE, ...mintEach(1)),
      checks: MINT_CHECKS,
      addsAuthorityCheck: true,
      peers: [{ ...usdc(89_715), source: `${USDC}; its allowance has no refill, reserve or receipt` }],
      run: ({ city }) => mint(city, strangers(1)),
    },
    {
      operation: "mint of 100, each",
      story: "A minter creates tokens against a hundred receipts at once.",
      bound: wholeTransaction(...MINT_ONCE, ...mintEach(100)),
      checks: MINT_CHECKS,
      addsAuthorityCheck: true,
      per: 100,
      peers: [{ ...usdc(89_715), per: 1 }],
      run: ({ city }) => mint(city, strangers(100)),
    },
    {
      operation: "redeem by signature",
      story: "A citizen without ether has tokens paid out; anyone carries the signature to the desk.",
      bound: wholeTransaction(
        TOKEN_CALL,
        SIGNER,
        PAYERS_BALANCE,
        SUPPLY,
        TRANSFER_EVENT,
        USED_EVENT,
        { ...NEW_NONCE, why: "it serves once; it is the hash of the instruction" },
        { what: "Redeemed event", gas: logGas(3, 32), why: "it names the pay-out" },
      ),
      checks: [...SIGNATURE_CHECKS, "an amount and an instruction", "the desk is an agent with BURN"],
      peers: [],
      run: ({ city }) => redeem(city),
    },
    {
      operation: "freeze by order",
      story: "The court's officer freezes part of what a citizen holds.",
      bound: wholeTransaction(
        { what: "frozen amount, cold update", gas: GAS.coldUpdate, why: "it is set" },
        { what: "Frozen event", gas: logGas(2, 32), why: "ERC-7943 prescribes it" },
        { what: "OrderExecuted event", gas: logGas(3, 0), why: "it names the order" },
      ),
      checks: ["the order's hash is given", "the amount fits"],
      addsAuthorityCheck: true,
      peers: [
        { ...usdc(54_566), source: `${USDC}: blacklist, all or nothing` },
        { name: "T-REX", source: TREX, run: ({ city }) => freezeTRex(city) },
      ],
      run: ({ city }) => freeze(city),
    },
    {
      operation: "recover",
      story: "Anyone moves a recovered identity's tokens to its successor, after the notice.",
      bound: wholeTransaction(
        ...MOVE,
        BALANCE_KEYS,
        {
          what: "announced recovery, cold, set to zero",
          gas: GAS.coldUpdate - CLEARED_SLOT,
          why: "it is carried out once; its slot is given back",
        },
        { what: "address of the registry, cold read", gas: GAS.coldRead, why: "the council names it" },
        { what: "the registry, cold call", gas: GAS.coldAccount, why: "it is asked again" },
        { what: "successor, cold read", gas: GAS.coldRead, why: "it must still be the one announced" },
        { what: "AccountRecovered event", gas: logGas(3, 32), why: "it names the successor" },
      ),
      checks: ["the recovery is announced", "its notice has ended", "the registry still names the successor"],
      peers: [],
      run: ({ city, chain }) => recover(city, chain),
    },
  ],
};
