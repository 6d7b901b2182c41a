import { expect } from "chai";
import {
  concat,
  getBytes,
  id,
  keccak256,
  MaxUint256,
  SigningKey,
  toBeHex,
  toUtf8Bytes,
  type Wallet,
  ZeroAddress,
} from "ethers";

import type { DIDRegistry } from "../../typechain-types/index.js";
import {
  as,
  DAY,
  FOR_EVER,
  type Identities,
  identities,
  legacyIdentities,
  name,
  nextTime,
  receiptOf,
} from "../support/identities.js";
import { networkHelpers } from "../support/network.js";

const VERI_KEY = name("veriKey");
const KEY_NAME = name("did/pub/Ed25519/veriKey/hex");
const KEY = "0x11".padEnd(66, "7");
/** What `keccak256(abi.encode(bytes32))` is. */
const typeHash = (delegateType: string): string => keccak256(delegateType);
/** The largest gas limit that the published controller sends by itself. */
const CLIENT_GAS = 123_456n;

/** A signature in the form of ERC-1056, over an operation. */
async function signLegacy(
  registry: DIDRegistry,
  key: Wallet,
  identity: string,
  operation: string,
  nonce: bigint,
): Promise<[v: number, r: string, s: string]> {
  const digest = keccak256(
    concat(["0x1900", await registry.getAddress(), toBeHex(nonce, 32), identity, operation]),
  );
  const { v, r, s } = new SigningKey(key.privateKey).sign(digest);
  return [v, r, s];
}

const text = (ascii: string): Uint8Array => toUtf8Bytes(ascii);
const word = (value: bigint): string => toBeHex(value, 32);

/** Every function of ERC-1056 that writes, as its owner or with the owner's signature. */
const ACTS: {
  what: string;
  direct: (city: Identities, registry: DIDRegistry) => ReturnType<DIDRegistry["changeOwner"]>;
  operation: (city: Identities) => string;
  signed: (
    city: Identities,
    signature: [v: number, r: string, s: string],
  ) => ReturnType<DIDRegistry["changeOwner"]>;
}[] = [
  {
    what: "changeOwner",
    direct: ({ alice, heir }, registry) => registry.changeOwner(alice, heir),
    operation: ({ heir }) => concat([text("changeOwner"), heir.address]),
    signed: ({ registry, relayer, alice, heir }, s) =>
      as(registry, relayer).changeOwnerSigned(alice, ...s, heir),
  },
  {
    what: "addDelegate",
    direct: ({ alice, spare }, registry) => registry.addDelegate(alice, VERI_KEY, spare, 100n),
    operation: ({ spare }) => concat([text("addDelegate"), VERI_KEY, spare.address, word(100n)]),
    signed: ({ registry, relayer, alice, spare }, s) =>
      as(registry, relayer).addDelegateSigned(alice, ...s, VERI_KEY, spare, 100n),
  },
  {
    what: "revokeDelegate",
    direct: ({ alice, spare }, registry) => registry.revokeDelegate(alice, VERI_KEY, spare),
    operation: ({ spare }) => concat([text("revokeDelegate"), VERI_KEY, spare.address]),
    signed: ({ registry, relayer, alice, spare }, s) =>
      as(registry, relayer).revokeDelegateSigned(alice, ...s, VERI_KEY, spare),
  },
  {
    what: "setAttribute",
    direct: ({ alice }, registry) => registry.setAttribute(alice, KEY_NAME, KEY, 100n),
    operation: () => concat([text("setAttribute"), KEY_NAME, KEY, word(100n)]),
    signed: ({ registry, relayer, alice }, s) =>
      as(registry, relayer).setAttributeSigned(alice, ...s, KEY_NAME, KEY, 100n),
  },
  {
    what: "revokeAttribute",
    direct: ({ alice }, registry) => registry.revokeAttribute(alice, KEY_NAME, KEY),
    operation: () => concat([text("revokeAttribute"), KEY_NAME, KEY]),
    signed: ({ registry, relayer, alice }, s) =>
      as(registry, relayer).revokeAttributeSigned(alice, ...s, KEY_NAME, KEY),
  },
];

describe("DIDRegistry: the surface of ERC-1056", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(identities);
  });

  it("DID-1: every account is its own identity before anything is written", async () => {
    const { registry, alice } = city;
    expect(await registry.identityOwner(alice)).to.equal(alice.address);
    expect(await registry.owners(alice)).to.equal(ZeroAddress);
    expect(await registry.changed(alice)).to.equal(0n);
    expect(await registry.nonce(alice)).to.equal(0n);
    expect(await registry.delegates(alice, typeHash(VERI_KEY), alice)).to.equal(0n);
    expect(await registry.validDelegate(alice, VERI_KEY, alice)).to.equal(false);
  });

  it("has the selectors and topics of the published registry", () => {
    const { interface: abi } = city.registry;
    const selectors = {
      identityOwner: "0x8733d4e8",
      owners: "0x022914a7",
      changed: "0xf96d0f9f",
      nonce: "0x70ae92d2",
      delegates: "0x0d44625b",
      validDelegate: "0x622b2a3c",
      changeOwner: "0xf00d4b5d",
      changeOwnerSigned: "0x240cf1fa",
      addDelegate: "0xa7068d66",
      addDelegateSigned: "0x9c2c1b2b",
      revokeDelegate: "0x80b29f7c",
      revokeDelegateSigned: "0x93072684",
      setAttribute: "0x7ad4b0a4",
      setAttributeSigned: "0x123b5e98",
      revokeAttribute: "0x00c023da",
      revokeAttributeSigned: "0xe476af5c",
    };
    for (const [fragment, selector] of Object.entries(selectors)) {
      expect(abi.getFunction(fragment as keyof typeof selectors).selector, fragment).to.equal(selector);
    }
    for (const event of [
      "DIDOwnerChanged(address,address,uint256)",
      "DIDDelegateChanged(address,bytes32,address,uint256,uint256)",
      "DIDAttributeChanged(address,bytes32,bytes,uint256,uint256)",
    ]) {
      expect(abi.getEvent(event.split("(")[0] as "DIDOwnerChanged").topicHash).to.equal(id(event));
    }
  });

  it("DID-1: an owner names the next, who then acts alone", async () => {
    const { registry, alice, heir } = city;
    await expect(as(registry, alice).changeOwner(alice, heir))
      .to.emit(registry, "DIDOwnerChanged")
      .withArgs(alice.address, heir.address, 0n);
    expect(await registry.identityOwner(alice)).to.equal(heir.address);
    expect(await registry.owners(alice)).to.equal(heir.address);
    await expect(as(registry, alice).changeOwner(alice, alice)).to.be.revertedWith("bad_actor");
    await as(registry, heir).changeOwner(alice, alice);
    expect(await registry.owners(alice)).to.equal(alice.address);
    expect(await registry.successorOf(alice), "no recovery, no successor").to.equal(ZeroAddress);
  });

  it("DID-2: each event names the block of the one before it, and the registry that of the last", async () => {
    const { registry, alice, spare } = city;
    const first = await receiptOf(as(registry, alice).setAttribute(alice, KEY_NAME, KEY, 100n));
    expect(await registry.changed(alice)).to.equal(BigInt(first.blockNumber));
    const at = await nextTime();
    await expect(as(registry, alice).addDelegate(alice, VERI_KEY, spare, 50n))
      .to.emit(registry, "DIDDelegateChanged")
      .withArgs(alice.address, VERI_KEY, spare.address, at + 50n, BigInt(first.blockNumber));
    const second = await registry.changed(alice);
    expect(second).to.equal(BigInt(first.blockNumber) + 1n);
    await expect(as(registry, alice).revokeAttribute(alice, KEY_NAME, KEY))
      .to.emit(registry, "DIDAttributeChanged")
      .withArgs(alice.address, KEY_NAME, KEY, 0n, second);
    await expect(as(registry, alice).revokeDelegate(alice, VERI_KEY, spare))
      .to.emit(registry, "DIDDelegateChanged")
      .withArgs(alice.address, VERI_KEY, spare.address, 0n, second + 1n);
    await expect(as(registry, alice).changeOwner(alice, spare))
      .to.emit(registry, "DIDOwnerChanged")
      .withArgs(alice.address, spare.address, second + 2n);
    expect(await registry.changed(alice)).to.equal(second + 3n);
  });

  it("an attribute is logged with the end of its validity", async () => {
    const { registry, alice } = city;
    const at = await nextTime();
    await expect(as(registry, alice).setAttribute(alice, KEY_NAME, KEY, 3n * DAY))
      .to.emit(registry, "DIDAttributeChanged")
      .withArgs(alice.address, KEY_NAME, KEY, at + 3n * DAY, 0n);
  });

  it("a delegate is valid until its second, not in it", async () => {
    const { registry, alice, spare } = city;
    const at = await nextTime();
    await as(registry, alice).addDelegate(alice, VERI_KEY, spare, 100n);
    expect(await registry.delegates(alice, typeHash(VERI_KEY), spare)).to.equal(at + 100n);
    expect(await registry.validDelegate(alice, VERI_KEY, spare)).to.equal(true);
    expect(await registry.validDelegate(alice, name("sigAuth"), spare)).to.equal(false);
    await networkHelpers.time.increaseTo(at + 99n);
    expect(await registry.validDelegate(alice, VERI_KEY, spare)).to.equal(true);
    await networkHelpers.time.increaseTo(at + 100n);
    expect(await registry.validDelegate(alice, VERI_KEY, spare)).to.equal(false);
  });

  for (const { what, direct } of ACTS) {
    it(`DID-1: ${what} is for the owner alone`, async () => {
      const { registry, alice, stranger } = city;
      await expect(direct(city, as(registry, stranger))).to.be.revertedWith("bad_actor");
      await direct(city, as(registry, alice));
      expect(await registry.changed(alice)).not.to.equal(0n);
    });

    it(`${what} costs less than the published controller's gas limit, in an untouched identity`, async () => {
      const { registry, alice } = city;
      const { gasUsed } = await receiptOf(direct(city, as(registry, alice)));
      expect(gasUsed).to.be.lessThan(CLIENT_GAS);
    });
  }

  it("the longest value fits under the published controller's gas limit; one byte more is refused", async () => {
    const { registry, alice } = city;
    const longest = `0x${"7f".repeat(2_048)}`;
    const { gasUsed } = await receiptOf(
      as(registry, alice).setAttribute(alice, KEY_NAME, longest, 1n, { gasLimit: CLIENT_GAS }),
    );
    expect(gasUsed).to.be.lessThan(CLIENT_GAS);
    for (const act of [
      () => as(registry, alice).setAttribute(alice, KEY_NAME, `${longest}00`, 1n),
      () => as(registry, alice).revokeAttribute(alice, KEY_NAME, `${longest}00`),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "AttributeValueTooLong")
        .withArgs(2_049n, 2_048n);
    }
  });

  for (const { what, signed, operation } of ACTS) {
    it(`${what}Signed is switched off in a city, whoever signed`, async () => {
      const { registry, alice } = city;
      const signature = await signLegacy(registry, alice, alice.address, operation(city), 0n);
      await expect(signed(city, signature)).to.be.revertedWithCustomError(registry, "LegacySignaturesOff");
    });
  }
});

describe("DIDRegistry: names that clients can read", () => {
  const UNREADABLE: [what: string, bytes: string][] = [
    ["is empty", `0x${"00".repeat(32)}`],
    ["is not UTF-8", "0x80818283".padEnd(66, "0")],
    ["has a letter beyond ASCII in its last byte", `0x${"61".repeat(31)}c3`],
    ["has a control character", "0x6469641f".padEnd(66, "0")],
    ["has the character DEL", "0x6469647f".padEnd(66, "0")],
    ["begins with a zero", "0x0064".padEnd(66, "0")],
    ["goes on after a zero", "0x64006400".padEnd(66, "0")],
  ];

  for (const [what, unreadable] of UNREADABLE) {
    it(`DID-3: refuses a name that ${what}, in every function`, async () => {
      const { registry, alice, spare } = await networkHelpers.loadFixture(identities);
      const own = as(registry, alice);
      for (const act of [
        () => own.addDelegate(alice, unreadable, spare, 1n),
        () => own.revokeDelegate(alice, unreadable, spare),
        () => own.setAttribute(alice, unreadable, KEY, 1n),
        () => own.revokeAttribute(alice, unreadable, KEY),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(registry, "NameUnreadable").withArgs(unreadable);
      }
    });
  }

  for (const readable of ["a", " ", "~", "did/svc/CityHub", "abcdefghijklmnopqrstuvwxyz 01234"]) {
    it(`takes "${readable}"`, async () => {
      const { registry, alice } = await networkHelpers.loadFixture(identities);
      const bytes = `0x${Buffer.from(readable).toString("hex").padEnd(64, "0")}`;
      await expect(as(registry, alice).setAttribute(alice, bytes, KEY, 1n)).to.emit(
        registry,
        "DIDAttributeChanged",
      );
    });
  }

  it("takes any bytes where the city allows all that the original does", async () => {
    const { registry, alice, spare } = await networkHelpers.loadFixture(legacyIdentities);
    const own = as(registry, alice);
    for (const [, unreadable] of UNREADABLE) {
      await expect(own.addDelegate(alice, unreadable, spare, 1n)).to.emit(registry, "DIDDelegateChanged");
      await expect(own.revokeDelegate(alice, unreadable, spare)).to.emit(registry, "DIDDelegateChanged");
      await expect(own.setAttribute(alice, unreadable, KEY, 1n)).to.emit(registry, "DIDAttributeChanged");
      await expect(own.revokeAttribute(alice, unreadable, KEY)).to.emit(registry, "DIDAttributeChanged");
    }
  });
});

describe("DIDRegistry: signatures of ERC-1056, where a city allows them", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(legacyIdentities);
  });

  for (const { what, direct, signed, operation } of ACTS) {
    it(`${what}Signed does what ${what} does, once, under the gas limit`, async () => {
      const { registry, alice } = city;
      expect(await registry.legacyAllowed()).to.equal(true);
      const at = await nextTime();
      const signature = await signLegacy(registry, alice, alice.address, operation(city), 0n);
      const receipt = await receiptOf(signed(city, signature));
      expect(receipt.gasUsed).to.be.lessThan(CLIENT_GAS);
      expect(await registry.nonce(alice)).to.equal(1n);
      const logged = receipt.logs.map(({ topics, data }) => [topics, data]);
      expect(logged).to.have.length(1);
      await expect(signed(city, signature), "a second time").to.be.revertedWith("bad_signature");

      const twin = await networkHelpers.loadFixture(legacyIdentities);
      await networkHelpers.time.setNextBlockTimestamp(at);
      const other = await receiptOf(direct(twin, as(twin.registry, twin.alice)));
      expect(other.logs.map(({ topics, data }) => [topics, data])).to.deep.equal(logged);
    });

    it(`${what}Signed refuses another's signature, another number and a changed word`, async () => {
      const { registry, alice, stranger, heir } = city;
      expect(stranger.address).not.to.equal(heir.address);
      const good = operation(city);
      const tampered = concat([good.slice(0, -2), (getBytes(good).at(-1) ?? 0) === 1 ? "0x02" : "0x01"]);
      for (const signature of [
        await signLegacy(registry, heir, alice.address, good, 0n),
        await signLegacy(registry, alice, alice.address, good, 1n),
        await signLegacy(registry, alice, heir.address, good, 0n),
        await signLegacy(registry, alice, alice.address, tampered, 0n),
      ]) {
        await expect(signed(city, signature)).to.be.revertedWith("bad_signature");
      }
      expect(await registry.nonce(alice)).to.equal(0n);
    });
  }

  it("after a change of owner the next owner signs, by its own counter", async () => {
    const { registry, alice, heir, rival, relayer } = city;
    await as(registry, alice).changeOwner(alice, heir);
    const operation = concat([text("changeOwner"), rival.address]);
    const former = await signLegacy(registry, alice, alice.address, operation, 0n);
    await expect(as(registry, relayer).changeOwnerSigned(alice, ...former, rival)).to.be.revertedWith(
      "bad_signature",
    );
    const present = await signLegacy(registry, heir, alice.address, operation, 0n);
    await as(registry, relayer).changeOwnerSigned(alice, ...present, rival);
    expect(await registry.identityOwner(alice)).to.equal(rival.address);
    expect([await registry.nonce(alice), await registry.nonce(heir)]).to.deep.equal([0n, 1n]);
  });

  it("refuses the second form of a signature (high s)", async () => {
    const { registry, alice, heir, relayer } = city;
    const operation = concat([text("changeOwner"), heir.address]);
    const [v, r, s] = await signLegacy(registry, alice, alice.address, operation, 0n);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const twisted = toBeHex(order - BigInt(s), 32);
    await expect(
      as(registry, relayer).changeOwnerSigned(alice, v === 27 ? 28 : 27, r, twisted, heir),
    ).to.be.revertedWith("bad_signature");
  });

  it("an endless validity is for ever and overflows nothing", async () => {
    const { registry, alice, spare } = city;
    await expect(as(registry, alice).addDelegate(alice, VERI_KEY, spare, MaxUint256))
      .to.emit(registry, "DIDDelegateChanged")
      .withArgs(alice.address, VERI_KEY, spare.address, FOR_EVER, 0n);
    expect(await registry.validDelegate(alice, VERI_KEY, spare)).to.equal(true);
  });
});
