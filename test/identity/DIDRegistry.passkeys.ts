import { p256 } from "@noble/curves/nist.js";
import { expect } from "chai";
import {
  AbiCoder,
  type ContractTransactionResponse,
  getBytes,
  hexlify,
  id,
  keccak256,
  toBeHex,
  toUtf8Bytes,
  Wallet,
} from "ethers";
import hre from "hardhat";

import {
  applyChangesTypedData,
  authorizationOf,
  type Change,
  didChange,
  digestOf,
  FOREVER,
  freezeIdentityTypedData,
  isSignedBy,
  p256Signature,
  p256Signer,
  passkeyRequest,
  passkeySignature,
  setGuardiansTypedData,
  type TypedData,
  vetoRecoveryTypedData,
} from "../../sdk/index.js";
import { CardVerifier__factory, PasskeyVerifier__factory } from "../../typechain-types/index.js";
import { type IdentityCity, identityCity } from "../support/didRegistry.js";
import { newPasskey, type Oddities, type Passkey } from "../support/passkey.js";

const DAY = 86_400n;
const NAME = "did/svc/CityHub";
const VALUE = hexlify(toUtf8Bytes("https://city.example/hub"));

/** What OpenZeppelin's P-256 costs where the chain has no precompile, at least; with it, about 7,000. */
const SLOW_PATH = 190_000n;

/** Gas of a change that a key signs, at most, by hardfork; the receipt of the whole transaction. */
const LIMITS = {
  osaka: { card: 66_000n, passkey: 78_000n },
  prague: { card: 315_000n, passkey: 327_000n },
} as const;

/** Gas by hardfork and device, for the comparison at the end. */
const measured: Record<string, Record<string, bigint>> = { osaka: {}, prague: {} };

for (const hardfork of ["osaka", "prague"] as const) {
  describe(`DIDRegistry with passkeys and cards on ${hardfork}`, () => {
    let city: IdentityCity;
    let owner: Wallet;
    let passkey: Passkey;
    /** The passkey, and a card that signs digests itself, as the registry knows them. */
    let signers: { passkey: string; card: string };
    let deadline: bigint;
    let restore: () => Promise<void>;
    const cardKey = getBytes(id("the key in a citizen's card"));

    before(async () => {
      city = await identityCity({ hardfork: hardfork === "osaka" ? "default" : hardfork });
      owner = await city.newAccount();
      passkey = newPasskey();
      const [webAuthn, raw] = await Promise.all([
        new PasskeyVerifier__factory(city.admin).deploy(),
        new CardVerifier__factory(city.relayer).deploy(),
      ]);
      signers = {
        passkey: p256Signer(await webAuthn.getAddress(), passkey.spki),
        card: p256Signer(await raw.getAddress(), p256.Point.fromBytes(p256.getPublicKey(cardKey)).toAffine()),
      };
      await city.registry
        .connect(owner)
        .applyChanges(owner, [
          didChange.setKey(signers.passkey, "act", FOREVER),
          didChange.setKey(signers.card, "act", FOREVER),
        ]);
    });
    beforeEach(async () => {
      const snapshot = await city.networkHelpers.takeSnapshot();
      restore = () => snapshot.restore();
      deadline = await city.deadline();
    });
    afterEach(async () => restore());

    type SignedAct = TypedData<
      TypedData["types"],
      string,
      Record<string, unknown> & { readonly nonce: bigint; readonly deadline: bigint }
    >;

    /** What each device makes of typed data. */
    const devices = {
      passkey: (typedData: SignedAct, key = passkey) => {
        const digest = hexlify(passkeyRequest(typedData).challenge);
        return passkeySignature(digest, key.respond(digest));
      },
      card: (typedData: SignedAct, key = cardKey) =>
        p256Signature(
          hexlify(p256.sign(getBytes(digestOf(typedData)), key, { prehash: false, lowS: false })),
        ),
    };

    const update = (nonce = 0n, changes: readonly Change[] = [didChange.setAttribute(NAME, VALUE, DAY)]) => ({
      changes: [...changes],
      typedData: applyChangesTypedData(city.domain, { identity: owner.address, nonce, deadline, changes }),
    });

    /** Anyone carries the update to the registry. */
    const send = (
      signer: string,
      { changes, typedData }: ReturnType<typeof update>,
      signature: string,
    ): Promise<ContractTransactionResponse> =>
      city.registry
        .connect(city.relayer)
        .applySigned(owner, changes, authorizationOf(signer, typedData, signature));

    const expectRefused = async (act: Promise<unknown>, signer: string): Promise<void> => {
      await expect(act)
        .to.be.revertedWithCustomError(city.registry, "AuthorizationSignatureInvalid")
        .withArgs(signer.toLowerCase());
    };

    for (const device of ["passkey", "card"] as const) {
      it(`a ${device} changes an identity, and what it costs shows which way P-256 went`, async () => {
        // A slot of numbers that is in use, and an identity that was changed before: the steady state.
        await send(signers[device], update(0n), devices[device](update(0n).typedData));
        const act = update(1n);
        const sent = await send(signers[device], act, devices[device](act.typedData));
        const validTo = (await city.now()) + DAY;
        await expect(sent)
          .to.emit(city.registry, "DIDAttributeChanged")
          .withArgs(
            owner.address,
            hexlify(toUtf8Bytes(NAME)).padEnd(66, "0"),
            VALUE,
            validTo,
            (await sent.wait())!.blockNumber - 1,
          );
        const { gasUsed } = (await sent.wait())!;
        measured[hardfork][device] = gasUsed;
        if (hre.globalOptions.coverage) return;
        expect(gasUsed, `${device} on ${hardfork}`).to.be.lessThan(LIMITS[hardfork][device]);
        if (hardfork === "prague") expect(gasUsed).to.be.greaterThan(SLOW_PATH + 50_000n);
      });

      it(`a ${device}'s signature serves once, for its terms alone`, async () => {
        const act = update();
        const signature = devices[device](act.typedData);
        await expectRefused(send(signers[device], update(1n), signature), signers[device]);
        const others = update(0n, [didChange.owner(city.relayer.address)]);
        await expectRefused(send(signers[device], others, signature), signers[device]);
        await send(signers[device], act, signature);
        await expect(send(signers[device], act, signature))
          .to.be.revertedWithCustomError(city.registry, "AuthorizationUsed")
          .withArgs(signers[device].toLowerCase(), 0n);
      });

      it(`a ${device}'s signature for another chain does not count`, async () => {
        const { changes } = update();
        const elsewhere = { ...city.domain, chainId: city.domain.chainId + 1n };
        const typedData = applyChangesTypedData(elsewhere, {
          identity: owner.address,
          nonce: 0n,
          deadline,
          changes,
        });
        await expectRefused(send(signers[device], update(), devices[device](typedData)), signers[device]);
      });

      it(`a ${device} that was removed, or never enrolled, changes nothing`, async () => {
        await city.registry.connect(owner).applyChanges(owner, [didChange.removeKey(signers[device])]);
        const act = update();
        await expect(send(signers[device], act, devices[device](act.typedData)))
          .to.be.revertedWithCustomError(city.registry, "IdentityActorUnauthorized")
          .withArgs(owner.address, signers[device].toLowerCase());
      });

      it(`the SDK judges a ${device}'s signature as the registry does`, async () => {
        const { typedData } = update();
        const signature = devices[device](typedData);
        expect(await isSignedBy(city.call, typedData, signers[device], signature)).to.equal(true);
        expect(await isSignedBy(city.call, update(1n).typedData, signers[device], signature)).to.equal(false);
        expect(await isSignedBy(city.call, typedData, signers[device], "0x")).to.equal(false);
      });
    }

    it("another passkey, or another card, does not count", async () => {
      const act = update();
      await expectRefused(
        send(signers.passkey, act, devices.passkey(act.typedData, newPasskey())),
        signers.passkey,
      );
      await expectRefused(
        send(signers.card, act, devices.card(act.typedData, getBytes(id("another card")))),
        signers.card,
      );
      await expectRefused(send(signers.card, act, devices.passkey(act.typedData)), signers.card);
      await expectRefused(send(signers.passkey, act, devices.card(act.typedData)), signers.passkey);
    });

    it("an assertion of another kind, without its user, or changed in one place, does not count", async () => {
      const act = update();
      const digest = digestOf(act.typedData);
      const odd: Oddities[] = [
        { type: "webauthn.create" },
        { flags: 0x00 },
        { flags: 0x01 },
        { flags: 0x04 },
        { flags: 0x15 },
      ];
      for (const oddities of odd) {
        await expectRefused(
          send(signers.passkey, act, encode(passkey.respond(digest, oddities))),
          signers.passkey,
        );
      }
      const good = passkey.respond(digest);
      await expectRefused(send(signers.passkey, act, encode(good, { highS: true })), signers.passkey);
      await expectRefused(send(signers.passkey, act, encode(good, { challengeShift: 1 })), signers.passkey);
      const elsewhere = new TextEncoder().encode(
        new TextDecoder().decode(good.clientDataJSON).replace("city.example", "c1ty.example"),
      );
      await expectRefused(
        send(signers.passkey, act, encode({ ...good, clientDataJSON: elsewhere })),
        signers.passkey,
      );
      await send(signers.passkey, act, encode(good));
    });

    it("a passkey kept at home freezes the identity of a stolen phone, and stops a false recovery", async () => {
      const { registry, domain, relayer } = city;
      const guardians = await Promise.all([city.newAccount(), city.newAccount()]);
      const terms = { identity: owner.address, nonce: 0n, deadline };
      const set = { guardians: guardians.map(({ address }) => address), threshold: 2n, delay: 3n * DAY };
      const naming = setGuardiansTypedData(domain, { ...terms, ...set });
      await registry
        .connect(relayer)
        .setGuardiansSigned(
          owner,
          set.guardians,
          set.threshold,
          set.delay,
          authorizationOf(signers.passkey, naming, devices.passkey(naming)),
        );
      await registry.connect(owner).applyChanges(owner, [didChange.setKey(signers.card, "object", FOREVER)]);
      await city.networkHelpers.time.increase(3n * DAY + 1n);

      const later = { ...terms, deadline: await city.deadline() };
      const freeze = freezeIdentityTypedData(domain, later);
      await expect(
        registry
          .connect(relayer)
          .freezeSigned(owner, authorizationOf(signers.card, freeze, devices.card(freeze))),
      ).to.emit(registry, "FreezeSet");
      expect(await registry.frozenUntil(owner)).to.be.greaterThan(await city.now());

      const impostor = Wallet.createRandom().address;
      for (const guardian of guardians) await registry.connect(guardian).supportRecovery(owner, impostor);
      const { round, newOwner } = await registry.recoveryOf(owner);
      expect(newOwner).to.equal(impostor);
      const veto = vetoRecoveryTypedData(domain, { ...later, nonce: 1n, round });
      await expect(
        registry
          .connect(relayer)
          .vetoRecoverySigned(owner, round, authorizationOf(signers.card, veto, devices.card(veto))),
      )
        .to.emit(registry, "RecoveryStopped")
        .withArgs(owner.address, impostor, keccak256(signers.card), round);

      // The phone's own passkey acts as the owner, so it does nothing while the identity is frozen.
      const act = { ...update(), typedData: update(1n).typedData };
      const typedData = applyChangesTypedData(domain, { ...later, nonce: 1n, changes: act.changes });
      await expect(send(signers.passkey, { ...act, typedData }, devices.passkey(typedData)))
        .to.be.revertedWithCustomError(registry, "IdentityFrozen")
        .withArgs(owner.address, await registry.frozenUntil(owner));
    });
  });
}

describe("P-256 with and without the precompile", () => {
  it("without it every signature of a passkey or a card costs about 250,000 gas more", () => {
    if (hre.globalOptions.coverage) return;
    for (const device of ["passkey", "card"]) {
      const dearer = measured.prague[device] - measured.osaka[device];
      expect(dearer, device).to.be.greaterThan(SLOW_PATH);
      expect(dearer, device).to.be.lessThan(290_000n);
    }
  });
});

/** Order of the group of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** An assertion as contracts read it, whatever it says. */
function encode(
  { authenticatorData, clientDataJSON, signature }: ReturnType<Passkey["respond"]>,
  { highS = false, challengeShift = 0 } = {},
): string {
  const clientData = new TextDecoder().decode(clientDataJSON);
  const { r, s } = p256.Signature.fromBytes(signature, "der");
  const isHigh = s > ORDER / 2n;
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"],
    [
      toBeHex(r, 32),
      toBeHex(isHigh === highS ? s : ORDER - s, 32),
      clientData.indexOf('"challenge"') + challengeShift,
      clientData.indexOf('"type"'),
      authenticatorData,
      clientData,
    ],
  );
}
