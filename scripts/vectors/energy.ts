import { id, Wallet } from "ethers";

import {
  buildSettlement,
  type Correction,
  correctionsTypedData,
  deviceKeyHash,
  digestOf,
  type Domain,
  encodeCorrections,
  type Household,
  type MarketRules,
  oneOffOrderTypedData,
  type Order,
  readingsTypedData,
  readingTypedData,
  rotateKeyTypedData,
  secp256k1KeyHash,
  standingOrderTypedData,
  transferDeviceTypedData,
  type TypedData,
} from "../../sdk/index.js";

/** A settlement with everything that it follows from; whole numbers beyond 2^53 never occur. */
export interface SettlementVector {
  readonly name: string;
  readonly rules: MarketRules;
  readonly firstInterval: bigint;
  readonly households: readonly Household[];
  readonly prices: readonly bigint[];
  readonly hints: string;
  readonly readings: string;
  readonly executed: string;
  readonly nets: readonly bigint[];
}

/** What somebody signs, with its digest and a signature. */
export interface EnergySignature {
  readonly name: string;
  readonly typedData: TypedData;
  readonly digest: string;
  readonly signature: string;
}

/** Vectors of the energy market, for other implementations. */
export interface EnergyVectors {
  readonly about: string;
  /** A key that everybody knows: it signs the vectors and nothing else. */
  readonly signer: { readonly address: string; readonly privateKey: string };
  readonly settlements: readonly SettlementVector[];
  readonly corrections: readonly { readonly corrections: readonly Correction[]; readonly bytes: string }[];
  readonly keyHashes: readonly { readonly curve: string; readonly key: string; readonly hash: string }[];
  readonly signatures: readonly EnergySignature[];
}

const KEY = id("civitas test vectors");
const ABOUT =
  "Readings and what was traded: Wh, exported and sold above zero, null where a reading is missing; packed in three bytes " +
  "each, signed, big-endian, all intervals of the first place, then all of the second; missing is 0x800000. Hints, 24 " +
  "bytes an interval: price 3, buyNumerator 5, buyDenominator 5, sellNumerator 5, sellDenominator 5, flags 1. Prices and " +
  "limits: millionths of a token per Wh. Corrections, 6 bytes each: place 2, interval of the settlement 1, reading 3. Keys: " +
  "x and y; their hash: the last 20 bytes of keccak256(x || y). Signatures: EIP-712, ECDSA over secp256k1 with " +
  "deterministic nonces (RFC 6979). Whole numbers are decimal strings.";

const METERS = "0x3000000000000000000000000000000000000003";
const MARKET = "0x4000000000000000000000000000000000000004";
const domainOf = (name: string, verifyingContract: string): Domain =>
  ({ name, version: "1", chainId: 1n, verifyingContract }) as Domain;

const WALRAS: MarketRules = {
  policy: "walras",
  tariff: { feedIn: 80n, retail: 300n, fees: [20n, 15n, 5n] },
};
const MID: MarketRules = { ...WALRAS, policy: "mid" };
const FIRST = 20_833n * 96n;

const order = (buyLimit: bigint, sellLimit: bigint, maxBuy = 5_000n, maxSell = 5_000n): Order => ({
  buyLimit,
  sellLimit,
  maxBuy,
  maxSell,
});
const home = (given: Order | null, ...readings: (bigint | null)[]): Household => ({ order: given, readings });

/** Streets by name: each case that the rules name. */
function streets(): Record<string, readonly [MarketRules, readonly Household[]]> {
  const easy = order(300n, 80n);
  return {
    "a range of prices clears: its middle": [WALRAS, [home(easy, 100n), home(easy, -100n)]],
    "a shortage, shared to the Wh in the order of places": [
      WALRAS,
      [home(easy, 20n), home(easy, -10n), home(easy, -10n), home(easy, -11n)],
    ],
    "a surplus, shared": [WALRAS, [home(easy, 30n), home(easy, 61n), home(easy, -45n)]],
    "limits within the band, and one outside": [
      WALRAS,
      [home(order(300n, 101n), 100n), home(order(200n, 80n), -100n), home(order(119n, 80n), -50n)],
    ],
    "caps below readings": [
      WALRAS,
      [home(order(300n, 80n, 5_000n, 40n), 100n), home(order(300n, 80n, 30n), -100n)],
    ],
    "the middle of the band; the longer side shares": [
      MID,
      [home(easy, 30n), home(easy, 60n), home(easy, -45n)],
    ],
    "a priority household before price": [
      WALRAS,
      [home(easy, 100n), home(easy, -80n), { ...home(order(0n, 80n), -60n), isPriority: true }],
    ],
    "priority households are too many": [
      WALRAS,
      [
        home(easy, 100n),
        home(easy, -80n),
        { ...home(easy, -90n), isPriority: true },
        { ...home(easy, -60n), isPriority: true },
      ],
    ],
    "missing, zero, without an order, the largest and the smallest reading": [
      WALRAS,
      [home(easy, 8_388_607n), home(easy, null), home(easy, 0n), home(null, -500n), home(easy, -8_388_607n)],
    ],
    "three intervals, the second under a one-off order": [
      WALRAS,
      [
        home(easy, 900n, 900n, 900n),
        {
          ...home(order(100n, 80n), -700n, -700n, -700n),
          oneOff: { order: order(300n, 80n), firstInterval: FIRST + 1n, lastInterval: FIRST + 1n },
        },
      ],
    ],
  };
}

/** Makes the vectors; always the same. */
export function energyVectors(): EnergyVectors {
  const wallet = new Wallet(KEY);
  const settlements = Object.entries(streets()).map(([name, [rules, households]]): SettlementVector => {
    const intervals = households[0].readings.length;
    const draft = buildSettlement(households, FIRST, intervals, rules);
    const { hints, readings, executed, nets } = draft;
    const prices = draft.clearings.map(({ price }) => price);
    return { name, rules, firstInterval: FIRST, households, prices, hints, readings, executed, nets };
  });
  const corrections: Correction[] = [
    { place: 0n, position: 0n, reading: 700n },
    { place: 2n, position: 1n, reading: -250n },
  ];
  const p256 = {
    x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  };
  const known = wallet.signingKey.publicKey.slice(4);
  const bytes = encodeCorrections(corrections);
  return {
    about: ABOUT,
    signer: { address: wallet.address, privateKey: KEY },
    settlements,
    corrections: [{ corrections, bytes }],
    keyHashes: [
      {
        curve: "P-256",
        key: `0x${p256.x.toString(16).padStart(64, "0")}${p256.y.toString(16).padStart(64, "0")}`,
        hash: hashText(deviceKeyHash(p256)),
      },
      { curve: "secp256k1", key: `0x${known}`, hash: hashText(secp256k1KeyHash(`0x${known}`)) },
    ],
    signatures: signaturesOf(wallet, settlements[0], bytes),
  };
}

const hashText = (hash: bigint): string => `0x${hash.toString(16).padStart(40, "0")}`;

function signaturesOf(
  wallet: Wallet,
  { readings }: SettlementVector,
  corrections: string,
): EnergySignature[] {
  const [meters, market] = [
    domainOf("Civitas MeterRegistry", METERS),
    domainOf("Civitas EnergyMarket", MARKET),
  ];
  const list = { zone: 7n, firstInterval: FIRST, intervals: 1n, places: 2n, readings };
  const given = { account: 458_752n, order: order(300n, 80n), sequence: 1n, deadline: 1_800_000_000n };
  const data: Record<string, TypedData> = {
    "readings of a gateway": readingsTypedData(meters, list),
    "corrections of a gateway": correctionsTypedData(meters, list, corrections),
    "a reading of a device": readingTypedData(meters, { device: 3n, interval: FIRST, wattHours: -500n }),
    "a device's next key": rotateKeyTypedData(meters, {
      device: 3n,
      keyHash: secp256k1KeyHash(`0x${wallet.signingKey.publicKey.slice(4)}`),
      isSecp256k1: true,
      activeFrom: FIRST,
      deadline: given.deadline,
    }),
    "a device's next owner": transferDeviceTypedData(meters, {
      device: 3n,
      from: wallet.address,
      to: METERS,
      deadline: given.deadline,
    }),
    "a standing order": standingOrderTypedData(market, { ...given, validUntil: 60_000n }),
    "a one-off order": oneOffOrderTypedData(market, {
      ...given,
      firstInterval: FIRST,
      lastInterval: FIRST + 3n,
    }),
  };
  return Object.entries(data).map(([name, typedData]) => {
    const digest = digestOf(typedData);
    return { name, typedData, digest, signature: wallet.signingKey.sign(digest).serialized };
  });
}
