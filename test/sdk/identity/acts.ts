import { expect } from "chai";
import {
  dataSlice,
  encodeBytes32String,
  hexlify,
  id,
  keccak256,
  Signature,
  toUtf8Bytes,
  Wallet,
  ZeroAddress,
  ZeroHash,
} from "ethers";
import { recoverTypedDataAddress } from "viem";

import {
  applyChangesTypedData,
  authorizationOf,
  type Change,
  didChange,
  FOREVER,
  freezeIdentityTypedData,
  isSignedBy,
  nextIdentityNonce,
  p256Signer,
  readIdentityState,
  setGuardiansTypedData,
  supportRecoveryTypedData,
  type TypedData,
  unfreezeIdentityTypedData,
  vetoRecoveryTypedData,
  withdrawNonceTypedData,
  withdrawSupportTypedData,
} from "../../../sdk/index.js";
import { type IdentityCity, identityCity } from "../../support/didRegistry.js";
import { deployDouble } from "../../support/doubles.js";
import { expectInputError } from "../../support/inputError.js";
import { newPasskey } from "../../support/passkey.js";

const DAY = 86_400n;
const SERVICE = hexlify(toUtf8Bytes("https://city.example/hub"));

describe("signed acts of identities, against the registry", () => {
  let city: IdentityCity;
  let owner: Wallet;
  let guardians: Wallet[];
  let keeper: Wallet;
  let next: Wallet;
  let deadline: bigint;

  before(async () => {
    city = await identityCity();
    [owner, keeper, next] = [Wallet.createRandom(), Wallet.createRandom(), Wallet.createRandom()].map(
      ({ privateKey }) => new Wallet(privateKey),
    );
    guardians = [1, 2, 3].map(() => new Wallet(Wallet.createRandom().privateKey));
  });
  beforeEach(async () => {
    const snapshot = await city.networkHelpers.takeSnapshot();
    restore = () => snapshot.restore();
    deadline = await city.deadline();
  });
  let restore: () => Promise<void>;
  afterEach(async () => restore());

  type SignedAct = TypedData<
    TypedData["types"],
    string,
    Record<string, unknown> & { readonly nonce: bigint; readonly deadline: bigint }
  >;

  /** What `by` has signed, for the registry. */
  const signed = async (by: Wallet, typedData: SignedAct) =>
    authorizationOf(
      by.address,
      typedData,
      await by.signTypedData(typedData.domain, typedData.types, typedData.message),
    );
  const registry = () => city.registry.connect(city.relayer);
  const terms = (nonce = 0n) => ({ identity: owner.address, nonce, deadline });

  /** The owner's signature over changes, carried by the relayer. */
  async function apply(changes: readonly Change[], nonce = 0n) {
    const typedData = applyChangesTypedData(city.domain, { ...terms(nonce), changes });
    return registry().applySigned(owner, [...changes], await signed(owner, typedData));
  }

  /** Three guardians, two of whom act together, after three days. */
  async function nameGuardians(nonce = 0n) {
    const set = { guardians: guardians.map(({ address }) => address), threshold: 2n, delay: 3n * DAY };
    const typedData = setGuardiansTypedData(city.domain, { ...terms(nonce), ...set });
    return registry().setGuardiansSigned(
      owner,
      set.guardians,
      set.threshold,
      set.delay,
      await signed(owner, typedData),
    );
  }

  async function support(guardian: Wallet, newOwner = next.address, nonce = 0n) {
    const { round } = (await readIdentityState(city.call, city.address, owner.address)).recovery;
    const typedData = supportRecoveryTypedData(city.domain, { ...terms(nonce), newOwner, round });
    return registry().supportRecoverySigned(owner, newOwner, round, await signed(guardian, typedData));
  }

  it("carries every change in one batch", async () => {
    const delegate = Wallet.createRandom().address;
    const act = apply([
      didChange.addDelegate("veriKey", delegate, DAY),
      didChange.setAttribute("did/svc/CityHub", SERVICE, FOREVER),
      didChange.setKey(keeper.address, "act+object", FOREVER),
      didChange.declareCompromised(id("a key"), 5n),
      didChange.revokeAttribute("did/svc/CityHub", SERVICE),
    ]);
    const { registry: contract } = city;
    await expect(act)
      .to.emit(contract, "DIDDelegateChanged")
      .and.to.emit(contract, "DIDAttributeChanged")
      .and.to.emit(contract, "SignerSet")
      .and.to.emit(contract, "KeyCompromised")
      .withArgs(owner.address, id("a key"), 5n);
    const name = encodeBytes32String("veriKey");
    expect(await contract.validDelegate(owner, name, delegate)).to.equal(true);
    const enrolment = await contract.enrolmentOf(owner, 0, keccak256(keeper.address));
    expect(enrolment.actsUntil).to.equal(FOREVER);
    expect(enrolment.objectsUntil).to.equal(FOREVER);

    await apply([didChange.revokeDelegate("veriKey", delegate), didChange.removeKey(keeper.address)], 1n);
    expect(await contract.validDelegate(owner, name, delegate)).to.equal(false);
    expect((await contract.enrolmentOf(owner, 0, keccak256(keeper.address))).actsUntil).to.equal(0n);

    await apply([didChange.owner(next.address)], 2n);
    expect(await contract.identityOwner(owner)).to.equal(next.address);
    const last = applyChangesTypedData(city.domain, { ...terms(0n), changes: [didChange.deactivate()] });
    await registry().applySigned(owner, [didChange.deactivate()], await signed(next, last));
    expect(await contract.isDeactivated(owner)).to.equal(true);
    expect((await readIdentityState(city.call, city.address, owner.address)).owner).to.equal(undefined);
  });

  it("names guardians; they freeze, support, and the recovery is completed", async () => {
    await expect(nameGuardians()).to.emit(city.registry, "GuardiansAnnounced");
    const freeze = freezeIdentityTypedData(city.domain, terms());
    await expect(registry().freezeSigned(owner, await signed(guardians[0], freeze))).to.emit(
      city.registry,
      "FreezeSet",
    );
    await support(guardians[0], next.address, 1n);
    await expect(support(guardians[1])).to.emit(city.registry, "RecoveryAnnounced");
    await city.networkHelpers.time.increase(3n * DAY);
    await registry().executeRecovery(owner);
    const state = await readIdentityState(city.call, city.address, owner.address);
    expect(state).to.deep.include({
      owner: next.address,
      successor: next.address,
      frozenUntil: 0n,
      isDeactivated: false,
    });
    expect(state.guardians).to.deep.equal({
      accounts: guardians.map(({ address }) => address),
      threshold: 2n,
      delay: 3n * DAY,
    });
  });

  it("takes a support back, and stops a recovery", async () => {
    await nameGuardians();
    await support(guardians[0]);
    const round = (await readIdentityState(city.call, city.address, owner.address)).recovery.round;
    const back = withdrawSupportTypedData(city.domain, { ...terms(1n), newOwner: next.address, round });
    await expect(registry().withdrawSupportSigned(owner, next, round, await signed(guardians[0], back)))
      .to.emit(city.registry, "RecoverySupportWithdrawn")
      .withArgs(owner.address, guardians[0].address, next.address, round);
    await support(guardians[0], next.address, 2n);
    await support(guardians[1]);
    expect((await readIdentityState(city.call, city.address, owner.address)).recovery.newOwner).to.equal(
      next.address,
    );
    const veto = vetoRecoveryTypedData(city.domain, { ...terms(1n), round });
    await expect(registry().vetoRecoverySigned(owner, round, await signed(owner, veto)))
      .to.emit(city.registry, "RecoveryStopped")
      .withArgs(owner.address, next.address, keccak256(owner.address), round);
  });

  it("lifts a freeze", async () => {
    await nameGuardians();
    const freeze = freezeIdentityTypedData(city.domain, terms(1n));
    await registry().freezeSigned(owner, await signed(owner, freeze));
    const { frozenUntil } = await readIdentityState(city.call, city.address, owner.address);
    expect(frozenUntil).to.be.greaterThan(await city.now());
    for (const guardian of guardians.slice(0, 2)) {
      const lift = unfreezeIdentityTypedData(city.domain, { ...terms(), until: frozenUntil });
      await registry().unfreezeSigned(owner, frozenUntil, await signed(guardian, lift));
    }
    expect((await readIdentityState(city.call, city.address, owner.address)).frozenUntil).to.equal(0n);
  });

  it("withdraws a number, so that what was signed with it never works", async () => {
    const changes = [didChange.owner(next.address)];
    const typedData = applyChangesTypedData(city.domain, { ...terms(5n), changes });
    const authorization = await signed(owner, typedData);
    const withdrawal = withdrawNonceTypedData(city.domain, { nonce: 5n, deadline });
    await expect(registry().withdrawSigned(await signed(owner, withdrawal)))
      .to.emit(city.registry, "NonceWithdrawn")
      .withArgs(keccak256(owner.address), 5n);
    await expect(registry().applySigned(owner, changes, authorization))
      .to.be.revertedWithCustomError(city.registry, "AuthorizationUsed")
      .withArgs(owner.address.toLowerCase(), 5n);
  });

  it("finds the next number of a signer, account or passkey", async () => {
    const { call, address } = city;
    expect(await nextIdentityNonce(call, address, owner.address)).to.equal(0n);
    for (const nonce of [0n, 1n, 2n]) {
      await apply([didChange.setAttribute("did/svc/CityHub", SERVICE, DAY)], nonce);
      expect(await nextIdentityNonce(call, address, owner.address)).to.equal(nonce + 1n);
    }
    expect(await nextIdentityNonce(call, address, owner.address, 1n)).to.equal(3n);
    expect(await nextIdentityNonce(call, address, owner.address, 7n)).to.equal(7n);
    const passkey = p256Signer(address, newPasskey().spki);
    expect(await nextIdentityNonce(call, address, passkey)).to.equal(0n);
    await expectInputError(() => nextIdentityNonce(call, owner.address, owner.address), {
      field: "registry",
      problem: "does not know numbers of signers",
    });
    await expectInputError(() => readIdentityState(call, owner.address, owner.address), {
      field: "registry",
      problem: /^does not answer /,
    });
  });

  it("is signed alike by ethers and viem", async () => {
    const changes = [didChange.setAttribute("did/svc/CityHub", SERVICE, DAY)];
    const typedData = applyChangesTypedData(city.domain, { ...terms(), changes });
    const { signature } = await signed(owner, typedData);
    expect(await recoverTypedDataAddress({ ...typedData, signature })).to.equal(owner.address);
  });

  describe("isSignedBy", () => {
    const changes = [didChange.owner("0x1000000000000000000000000000000000000001")];
    const act = () => applyChangesTypedData(city.domain, { ...terms(), changes });

    it("judges an account's key as the contracts do", async () => {
      const { signature } = await signed(owner, act());
      const { r, s, yParity, compactSerialized } = Signature.from(signature);
      const isBy = (account: string, bytes: string) => isSignedBy(city.call, act(), account, bytes);
      expect(await isBy(owner.address, signature)).to.equal(true);
      expect(await isBy(owner.address.toLowerCase(), signature)).to.equal(true);
      expect(await isBy(next.address, signature)).to.equal(false);
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      const highS = `${r}${(order - BigInt(s)).toString(16).padStart(64, "0")}${yParity === 0 ? "1c" : "1b"}`;
      for (const other of ["0x", compactSerialized, `${signature}00`, dataSlice(signature, 0, 64), highS]) {
        expect(await isBy(owner.address, other), other).to.equal(false);
      }
      const plainV = `${dataSlice(signature, 0, 64)}0${yParity}`;
      expect(await isBy(owner.address, plainV)).to.equal(false);
    });

    it("asks a contract wallet, and takes only a yes", async () => {
      const wallet = await deployDouble("Wallet__Double", city.relayer, [owner.address]);
      const { signature } = await signed(owner, act());
      const account = await wallet.getAddress();
      expect(await isSignedBy(city.call, act(), account, signature)).to.equal(true);
      const { signature: other } = await signed(next, act());
      expect(await isSignedBy(city.call, act(), account, other)).to.equal(false);
      const answers = [
        `0x1626ba7e${"00".repeat(28)}`,
        `0x1626ba7e${"00".repeat(27)}`,
        `0x1626ba7e${"00".repeat(27)}01`,
        "0x",
        `0xffffffff${"00".repeat(28)}`,
      ];
      const judged: boolean[] = [];
      for (const answer of answers) {
        judged.push(await isSignedBy(async () => answer, act(), account, signature));
      }
      expect(judged).to.deep.equal([true, false, false, false, false]);
    });

    it("refuses no signer", async () => {
      for (const signer of ["0x", "0x12", owner.address.slice(0, -2), "0xzz"]) {
        await expectInputError(() => isSignedBy(city.call, act(), signer, "0x"), {
          field: "signer",
          problem: "is no signer",
        });
      }
      await expectInputError(() => isSignedBy(city.call, act(), ZeroAddress, "0x"), {
        field: "signer",
        problem: "is the zero address",
      });
    });
  });

  it("refuses what the registry would refuse, before anybody signs it", async () => {
    const { domain } = city;
    const change = didChange.owner(next.address);
    const refusals: [() => unknown, { field: string; problem: string | RegExp }][] = [
      [() => didChange.owner(ZeroAddress), { field: "newOwner", problem: "is the zero address" }],
      [() => didChange.addDelegate("", next.address, 1n), { field: "type", problem: /^is no name/ }],
      [() => didChange.addDelegate("käse", next.address, 1n), { field: "type", problem: /^is no name/ }],
      [
        () => didChange.addDelegate("a".repeat(33), next.address, 1n),
        { field: "type", problem: /^is no name/ },
      ],
      [() => didChange.addDelegate("veriKey", "0x", 1n), { field: "delegate", problem: "is no address" }],
      [
        () => didChange.addDelegate("veriKey", next.address, FOREVER + 1n),
        { field: "validity", problem: "is no uint40" },
      ],
      [() => didChange.revokeDelegate("\n", next.address), { field: "type", problem: /^is no name/ }],
      [() => didChange.revokeDelegate("veriKey", "0x"), { field: "delegate", problem: "is no address" }],
      [() => didChange.setAttribute("", "0x", 1n), { field: "name", problem: /^is no name/ }],
      [
        () => didChange.setAttribute("a", "text", 1n),
        { field: "value", problem: "is not bytes in hexadecimal" },
      ],
      [
        () => didChange.setAttribute("a", `0x${"00".repeat(2049)}`, 1n),
        { field: "value", problem: "has 2049 bytes" },
      ],
      [
        () => didChange.setAttribute("did/svc/Hub", "0xff", 1n),
        { field: "value", problem: "is no text in UTF-8" },
      ],
      [() => didChange.setAttribute("a", "0x", -1n), { field: "validity", problem: "is no uint40" }],
      [() => didChange.revokeAttribute("", "0x"), { field: "name", problem: /^is no name/ }],
      [
        () => didChange.revokeAttribute("a", "0x1"),
        { field: "value", problem: "is not bytes in hexadecimal" },
      ],
      [() => didChange.setKey("0x12", "act", 1n), { field: "signer", problem: "is no signer" }],
      [
        () => didChange.setKey(next.address, "act", 1n << 40n),
        { field: "validity", problem: "is no uint40" },
      ],
      [() => didChange.removeKey("0x12"), { field: "signer", problem: "is no signer" }],
      [() => didChange.declareCompromised("0x12", 1n), { field: "keyHash", problem: "is not 32 bytes" }],
      [() => didChange.declareCompromised(ZeroHash, -1n), { field: "since", problem: "is no uint40" }],
      [
        () => applyChangesTypedData(domain, { ...terms(), changes: [] }),
        { field: "changes", problem: "is empty" },
      ],
      [
        () => applyChangesTypedData(domain, { ...terms(), changes: [change], identity: "0x" }),
        { field: "identity", problem: "is no address" },
      ],
      [() => freezeIdentityTypedData(domain, terms(-1n)), { field: "nonce", problem: "is no uint256" }],
      [
        () => freezeIdentityTypedData(domain, { ...terms(), deadline: BigInt(Date.now()) }),
        { field: "deadline", problem: "is no uint40" },
      ],
      [
        () => unfreezeIdentityTypedData(domain, { ...terms(), until: -1n }),
        { field: "until", problem: "is no uint40" },
      ],
      [
        () => supportRecoveryTypedData(domain, { ...terms(), newOwner: ZeroAddress, round: 0n }),
        { field: "newOwner", problem: "is the zero address" },
      ],
      [
        () => supportRecoveryTypedData(domain, { ...terms(), newOwner: next.address, round: -1n }),
        { field: "round", problem: "is no uint256" },
      ],
      [
        () => withdrawSupportTypedData(domain, { ...terms(), newOwner: "0x", round: 0n }),
        { field: "newOwner", problem: "is no address" },
      ],
      [
        () => withdrawSupportTypedData(domain, { ...terms(), newOwner: next.address, round: -1n }),
        { field: "round", problem: "is no uint256" },
      ],
      [
        () => vetoRecoveryTypedData(domain, { ...terms(), round: -1n }),
        { field: "round", problem: "is no uint256" },
      ],
      [
        () => withdrawNonceTypedData(domain, { nonce: -1n, deadline }),
        { field: "nonce", problem: "is no uint256" },
      ],
      [
        () => withdrawNonceTypedData(domain, { nonce: 0n, deadline: 1n << 40n }),
        { field: "deadline", problem: "is no uint40" },
      ],
      [
        () => authorizationOf(next.address, freezeIdentityTypedData(domain, terms()), "0x1"),
        { field: "signature", problem: "is not bytes in hexadecimal" },
      ],
      [
        () => authorizationOf("0x", freezeIdentityTypedData(domain, terms()), "0x"),
        { field: "signer", problem: "is no signer" },
      ],
    ];
    for (const [act, expected] of refusals) await expectInputError(act, expected);
    // Other attributes hold any bytes.
    expect(didChange.setAttribute("did/pub/X", "0xff", 1n).value).to.equal("0xff");
  });

  it("refuses guardians that could not recover anything", async () => {
    const [one, two] = guardians.map(({ address }) => address);
    const named = (accounts: readonly string[], threshold: bigint, delay = 3n * DAY) =>
      setGuardiansTypedData(city.domain, { ...terms(), guardians: accounts, threshold, delay });
    const refusals: [() => unknown, { field: string; problem: string }][] = [
      [() => named([one, two, one], 2n), { field: "guardians[2]", problem: "is named twice" }],
      [() => named([one, owner.address], 2n), { field: "guardians[1]", problem: "is the identity itself" }],
      [() => named([one, ZeroAddress], 2n), { field: "guardians[1]", problem: "is the zero address" }],
      [() => named([one, two], 1n), { field: "threshold", problem: "cannot be met by 2 guardians" }],
      [() => named([one, two], 3n), { field: "threshold", problem: "cannot be met by 2 guardians" }],
      [() => named([], 1n), { field: "threshold", problem: "cannot be met by 0 guardians" }],
      [() => named([one, two], 256n), { field: "threshold", problem: "is no uint8" }],
      [() => named([one, two], 2n, 1n << 32n), { field: "delay", problem: "is no uint32" }],
    ];
    for (const [act, expected] of refusals) await expectInputError(act, expected);
    expect(named([], 0n, 0n).message.guardians).to.deep.equal([]);
    expect(named([one, two], 2n).message.threshold).to.equal(2n);
  });
});
