import { expect } from "chai";
import { concat, dataSlice, getBytes, id, keccak256, toBeHex, Wallet, ZeroAddress, ZeroHash } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { GENERATOR, ORDER, pointBytes, reduced, scalarBytes, times } from "../../sdk/ballots/sealed/curve.js";
import {
  ceremonyPlanHash,
  ceremonySession,
  complainAbout,
  type Complaint,
  dealingBytes,
  dealingHash,
  dealShares,
  openDealing,
  registerTrustee,
} from "../../sdk/ballots/sealed/index.js";
import type { Hex } from "../../sdk/signing/types.js";
import { ITrusteeCeremony__factory, TrusteeCeremony__factory } from "../../typechain-types/index.js";
import {
  as,
  CEREMONY_STAGE,
  complete,
  DAY,
  deal,
  dealAll,
  drawCeremony,
  FAILURE,
  type Held,
  MINUTE,
  nextTimeAt,
  now,
  type Plan,
  planCeremony,
  planOf,
  register,
  registerAll,
  sealedCity,
  type SealedCity,
  scalarsFrom,
  turned,
} from "../support/sealed.js";
import { ethers, networkHelpers } from "../support/network.js";
import { refusals, repeated } from "../support/refusals.js";

interface Trusted extends SealedCity {
  held: Held;
}

/** Ceremony 1 of three trustees and two keys, planned. */
async function planned(): Promise<Trusted> {
  const city = await sealedCity();
  return { ...city, held: drawCeremony(await planCeremony(city, { keyCount: 2n })) };
}

/** All have registered. */
async function registered(): Promise<Trusted> {
  const city = await planned();
  await registerAll(city, city.held);
  return city;
}

/** All have dealt. */
async function dealt(): Promise<Trusted> {
  const city = await registered();
  await dealAll(city, city.held);
  return city;
}

describe("TrusteeCeremony", function () {
  const complaintOf = (
    { held }: Trusted,
    dealer: number,
    recipient: number,
    key: number,
    opened: Complaint,
    bytes = held.dealt[dealer - 1],
  ) => ({
    dealer,
    recipient,
    key,
    commitments: bytes.commitments,
    shares: bytes.shares,
    exchanged: pointBytes(opened.exchanged),
    proof: { challenge: opened.challenge, response: opened.response },
    hints: opened.hints,
  });
  const openedBy = ({ held }: Trusted, dealer: number, recipient: number): Complaint =>
    complainAbout(
      held.session,
      dealer,
      recipient,
      held.registered[recipient - 1],
      held.dealings[dealer - 1].ephemeral,
      scalarsFrom(`complaint ${dealer} ${recipient}`),
    );

  describe("the plan", function () {
    let city: SealedCity;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(sealedCity);
    });
    const plan = async (changes: Partial<Plan>) =>
      as(city.ceremonies, city.office).planCeremony(await planOf(city, changes));

    it("publishes its limits", async function () {
      const { ceremonies } = city;
      expect(await ceremonies.MAXIMUM_TRUSTEES()).to.equal(10n);
      expect(await ceremonies.MAXIMUM_KEYS()).to.equal(7n);
      expect(await ceremonies.MINIMUM_PERIOD()).to.equal(10n * MINUTE);
      expect(await ceremonies.MAXIMUM_PERIOD()).to.equal(90n * DAY);
      expect(await ceremonies.ceremonyCount()).to.equal(0n);
      for (const claimed of [interfaceId(ITrusteeCeremony__factory.abi), "0x01ffc9a7"]) {
        expect(await ceremonies.supportsInterface(claimed), claimed).to.equal(true);
      }
      expect(await ceremonies.supportsInterface("0xffffffff")).to.equal(false);
    });

    it("is fixed with its session, which names chain, contract and every term", async function () {
      const { ceremonies, office } = city;
      const given = await planOf(city, { keyCount: 2n });
      const hash = ceremonyPlanHash(given as never);
      const session = ceremonySession(31_337n, await ceremonies.getAddress(), 1n, hash);
      const tx = await as(ceremonies, office).planCeremony(given);
      await expect(tx)
        .to.emit(ceremonies, "CeremonyPlanned")
        .withArgs(1n, session, [
          given.ballot,
          given.trustees,
          2n,
          2n,
          given.registerUntil,
          given.dealUntil,
          given.complainUntil,
        ]);
      expect(await ceremonies.ceremonyOf(1n)).to.deep.equal([
        CEREMONY_STAGE.registering,
        given.ballot,
        2n,
        3n,
        2n,
        given.registerUntil,
        given.dealUntil,
        given.complainUntil,
        session,
        ZeroHash,
      ]);
      expect(await ceremonies.trusteeOf(1n, 1n)).to.deep.equal([given.trustees[0], 0n, 0n, ZeroHash]);
      expect(await ceremonies.trusteeOf(1n, 4n)).to.deep.equal([ZeroAddress, 0n, 0n, ZeroHash]);
      expect((await ceremonies.keyOf(1n))[1]).to.equal("0x");
      await expect(ceremonies.ceremonyOf(2n))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyUnknown")
        .withArgs(2n);
    });

    it("is the office's alone", async function () {
      const { ceremonies, stranger } = city;
      await expect(as(ceremonies, stranger).planCeremony(await planOf(city)))
        .to.be.revertedWithCustomError(ceremonies, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });

    it("takes the largest and the smallest, and refuses one more or less at each place", async function () {
      const { ceremonies } = city;
      const accounts = city.trustees.map(({ address }) => address);
      await plan({ trustees: accounts.slice(0, 10), threshold: 10n, keyCount: 7n });
      await plan({ trustees: accounts.slice(0, 2), threshold: 2n, keyCount: 1n });
      const eleven = [...accounts, `0x${"f".repeat(40)}`];
      for (const wrong of [
        { ballot: ZeroAddress },
        { trustees: eleven },
        { threshold: 1n },
        { threshold: 4n },
        { keyCount: 0n },
        { keyCount: 8n },
        { trustees: [], threshold: 0n },
      ]) {
        await expect(plan(wrong), Object.keys(wrong).join())
          .to.be.revertedWithCustomError(ceremonies, "PlanWrong")
          .withArgs();
      }
    });

    it("attack: no trustee stands there twice, out of order, or is nobody", async function () {
      const { ceremonies } = city;
      const [first, second, third] = city.trustees.map(({ address }) => address);
      for (const [trustees, position] of [
        [[first, first, second], 1],
        [[second, first, third], 1],
        [[ZeroAddress, first, second], 0],
        [[first, third, second], 2],
      ] as const) {
        await expect(plan({ trustees: [...trustees] }))
          .to.be.revertedWithCustomError(ceremonies, "TrusteesUnsorted")
          .withArgs(position);
      }
    });

    it("takes the tightest deadlines and refuses one second less, at each place", async function () {
      const { ceremonies, office } = city;
      const at = await nextTimeAt((await now()) + 100n);
      const tight = {
        registerUntil: at + 10n * MINUTE,
        dealUntil: at + 20n * MINUTE,
        complainUntil: at + 30n * MINUTE,
      };
      const given = await planOf(city, tight);
      await as(ceremonies, office).planCeremony(given);
      const later = (await now()) + 100n;
      const longest = await planOf(city, { complainUntil: later + 90n * DAY });
      await nextTimeAt(later);
      await as(ceremonies, office).planCeremony(longest);
      for (const [field, by] of [
        ["registerUntil", -1n],
        ["dealUntil", -1n],
        ["complainUntil", -1n],
        ["complainUntil", 90n * DAY - 30n * MINUTE + 1n],
      ] as const) {
        const next = await nextTimeAt((await now()) + 100n);
        const shift = next - at;
        const wrong = {
          registerUntil: tight.registerUntil + shift,
          dealUntil: tight.dealUntil + shift,
          complainUntil: tight.complainUntil + shift,
        };
        wrong[field] += by;
        if (by < 0n && field !== "complainUntil") {
          // Later ones stay where they fit what is before them.
          if (field === "registerUntil") wrong.registerUntil = next + 10n * MINUTE - 1n;
        }
        await expect(as(ceremonies, office).planCeremony({ ...given, ...wrong }), field)
          .to.be.revertedWithCustomError(ceremonies, "DeadlinesWrong")
          .withArgs(wrong.registerUntil, wrong.dealUntil, wrong.complainUntil);
      }
    });

    it("plans nothing more once it is retired, and hands nothing over", async function () {
      const { ceremonies, council, deployer, officers, office } = city;
      const next = await new TrusteeCeremony__factory(deployer).deploy(officers, ceremonies);
      await as(ceremonies, council).retire(next);
      await networkHelpers.time.increase(1);
      await expect(as(ceremonies, office).planCeremony(await planOf(city))).to.be.revertedWithCustomError(
        ceremonies,
        "ContractRetired",
      );
      const record = toBeHex(1n, 32);
      const address = await next.getAddress();
      await networkHelpers.impersonateAccount(address);
      await networkHelpers.setBalance(address, 10n ** 18n);
      await expect(as(ceremonies, await ethers.getSigner(address)).handOver(record))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyStaysHere")
        .withArgs(record);
    });
  });

  describe("the registration", function () {
    let city: Trusted;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(planned);
    });

    it("takes every trustee's key once, and goes on with the last one", async function () {
      const { ceremonies, held } = city;
      for (const [i, { key }] of held.registrations.entries()) {
        const { x, y } = key.toAffine();
        await expect(register(city, held, i + 1))
          .to.emit(ceremonies, "TrusteeRegistered")
          .withArgs(1n, i + 1, x, y);
        const { keyX, keyY, account } = await ceremonies.trusteeOf(1n, i + 1);
        expect([account, keyX, keyY]).to.deep.equal([city.trustees[i].address, x, y]);
        if (i === 0) {
          await expect(register(city, held, 1))
            .to.be.revertedWithCustomError(ceremonies, "AlreadyRegistered")
            .withArgs(1n, 1n);
        }
        const { stage } = await ceremonies.ceremonyOf(1n);
        expect(stage).to.equal(i === 2 ? CEREMONY_STAGE.dealing : CEREMONY_STAGE.registering);
      }
      await expect(register(city, held, 1))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyStageWrong")
        .withArgs(1n, CEREMONY_STAGE.dealing);
    });

    it("attack: nobody registers for a trustee, or one for another", async function () {
      const { ceremonies, held, stranger, trustees } = city;
      const { key, proof } = held.registrations[0];
      for (const [account, trustee] of [
        [stranger, 1],
        [trustees[1], 1],
        [trustees[0], 2],
        [trustees[0], 0],
        [trustees[0], 4],
      ] as const) {
        await expect(as(ceremonies, account).register(1n, trustee, pointBytes(key), proof))
          .to.be.revertedWithCustomError(ceremonies, "NotTrustee")
          .withArgs(1n, trustee, account.address);
      }
    });

    it("attack: rogue, copied and account keys are refused", async function () {
      const { ceremonies, held, trustees } = city;
      await register(city, held, 1);
      const mine = as(ceremonies, trustees[1]);
      const [first, second] = held.registrations;
      const refused = (key: string, proof: { challenge: bigint; response: bigint }) =>
        expect(mine.register(1n, 2n, key, proof))
          .to.be.revertedWithCustomError(ceremonies, "KnowledgeProofWrong")
          .withArgs(0n);
      // Another trustee's key with its own proof; a key that cancels another one.
      await refused(pointBytes(first.key), first.proof);
      await refused(pointBytes(second.key.subtract(first.key)), second.proof);
      await refused(pointBytes(second.key), { ...second.proof, challenge: 0n });
      await refused(pointBytes(second.key), { ...second.proof, response: ORDER });
      await refused(pointBytes(second.key), { ...second.proof, challenge: ORDER });
      // A proof without a nonce, which would show the secret: its commitment is the identity.
      const challenge =
        BigInt(
          keccak256(
            concat([
              id("Civitas TrusteeCeremony registration"),
              held.session,
              toBeHex(2, 32),
              pointBytes(second.key),
              ZeroHash,
            ]),
          ),
        ) % ORDER;
      const response = reduced(challenge * held.registered[1]);
      await refused(pointBytes(second.key), { challenge, response });
      // Another session's.
      const other = registerTrustee(id("another session") as Hex, 2, scalarsFrom("other")).registration;
      await refused(pointBytes(other.key), other.proof);
    });

    it("attack: the key of a trustee's account is refused", async function () {
      const { ceremonies, office } = city;
      const wallet = Wallet.createRandom().connect(ceremonies.runner?.provider ?? null);
      await networkHelpers.setBalance(wallet.address, 10n ** 18n);
      const accounts = [wallet.address, city.trustees[0].address].toSorted((a, b) =>
        BigInt(a) < BigInt(b) ? -1 : 1,
      );
      await as(ceremonies, office).planCeremony(await planOf(city, { trustees: accounts }));
      const number = accounts.indexOf(wallet.address) + 1;
      const { session } = await ceremonies.ceremonyOf(2n);
      const secrets = [BigInt(wallet.privateKey)];
      const drawn = registerTrustee(session as Hex, number, () => secrets.pop() ?? 7n);
      await expect(
        ceremonies
          .connect(wallet)
          .register(2n, number, pointBytes(drawn.registration.key), drawn.registration.proof),
      )
        .to.be.revertedWithCustomError(ceremonies, "KeyOfAccount")
        .withArgs(number);
    });

    it("attack: no bit of a registration can be turned", async function () {
      const { ceremonies, held, trustees } = city;
      const { key, proof } = held.registrations[0];
      const data = ceremonies.interface.encodeFunctionData("register", [1n, 1n, pointBytes(key), proof]);
      const call = { contract: ceremonies, from: trustees[0].address, data };
      expect(await refusals(call, pointBytes(key), [ceremonies])).to.deep.equal(
        repeated(64, "MessagePointWrong(0)"),
      );
      const scalars = concat([scalarBytes(proof.challenge), scalarBytes(proof.response)]);
      expect(await refusals(call, scalars, [ceremonies])).to.deep.equal(
        repeated(64, "KnowledgeProofWrong(0)"),
      );
    });

    it("refuses what is no point, or has another length", async function () {
      const { ceremonies, held, trustees } = city;
      const mine = as(ceremonies, trustees[0]);
      const { key, proof } = held.registrations[0];
      const bytes = pointBytes(key);
      await expect(mine.register(1n, 1n, `${bytes}00`, proof))
        .to.be.revertedWithCustomError(ceremonies, "MessageLengthWrong")
        .withArgs(65n, 64n);
      const field = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;
      for (const [x, y] of [
        [0n, 0n],
        [ORDER + 1n, BigInt(dataSlice(bytes, 32))],
        [
          BigInt(dataSlice(bytes, 0, 32)),
          BigInt(dataSlice(bytes, 32)) + field < 2n ** 256n ? BigInt(dataSlice(bytes, 32)) + field : field,
        ],
      ]) {
        await expect(mine.register(1n, 1n, concat([toBeHex(x, 32), toBeHex(y, 32)]), proof))
          .to.be.revertedWithCustomError(ceremonies, "MessagePointWrong")
          .withArgs(0n);
      }
    });

    it("ends with its last second; then anyone aborts, and who is missing is named", async function () {
      const { ceremonies, held, stranger } = city;
      const until = BigInt(held.plan.registerUntil);
      await register(city, held, 1);
      await expect(as(ceremonies, stranger).abort(1n))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyDeadlineOpen")
        .withArgs(1n, until);
      await nextTimeAt(until);
      await register(city, held, 3);
      await nextTimeAt(until + 1n);
      await expect(register(city, held, 2))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyDeadlineOver")
        .withArgs(1n, until);
      await expect(as(ceremonies, stranger).abort(1n))
        .to.emit(ceremonies, "CeremonyAborted")
        .withArgs(1n, FAILURE.notRegistered, 2n);
      expect((await ceremonies.ceremonyOf(1n)).stage).to.equal(CEREMONY_STAGE.aborted);
      await expect(ceremonies.abort(1n))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyStageWrong")
        .withArgs(1n, CEREMONY_STAGE.aborted);
    });
  });

  describe("the dealing", function () {
    let city: Trusted;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(registered);
    });

    it("takes every trustee's part once, and goes on with the last one", async function () {
      const { ceremonies, held } = city;
      for (const [i, bytes] of held.dealt.entries()) {
        await expect(deal(city, held, i + 1))
          .to.emit(ceremonies, "SharesDealt")
          .withArgs(1n, i + 1, dealingHash(bytes));
        expect((await ceremonies.trusteeOf(1n, i + 1)).dealingHash).to.equal(dealingHash(bytes));
        if (i === 0) {
          await expect(deal(city, held, 1))
            .to.be.revertedWithCustomError(ceremonies, "AlreadyDealt")
            .withArgs(1n, 1n);
        }
      }
      expect((await ceremonies.ceremonyOf(1n)).stage).to.equal(CEREMONY_STAGE.complaining);
      await expect(deal(city, held, 1))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyStageWrong")
        .withArgs(1n, CEREMONY_STAGE.complaining);
    });

    it("attack: nobody deals for a trustee, and none deals another's points or another key's", async function () {
      const { ceremonies, held, stranger, trustees } = city;
      const { commitments, shares } = held.dealt[0];
      const { proofs } = held.dealings[0];
      await expect(as(ceremonies, stranger).deal(1n, 1n, commitments, [...proofs], shares))
        .to.be.revertedWithCustomError(ceremonies, "NotTrustee")
        .withArgs(1n, 1n, stranger.address);
      // Rushing: the second trustee deals what the first one did.
      const mine = as(ceremonies, trustees[1]);
      await expect(mine.deal(1n, 2n, commitments, [...proofs], shares))
        .to.be.revertedWithCustomError(ceremonies, "KnowledgeProofWrong")
        .withArgs(0n);
      // Related option keys: one polynomial for both.
      const own = held.dealt[1];
      const twice = concat([dataSlice(own.commitments, 0, 128), dataSlice(own.commitments, 0, 128)]);
      const [first] = held.dealings[1].proofs;
      await expect(mine.deal(1n, 2n, twice, [first, first], own.shares))
        .to.be.revertedWithCustomError(ceremonies, "KnowledgeProofWrong")
        .withArgs(1n);
      // A rogue key: the others' constants taken away.
      const rogue = held.dealings[1].commitments[0][0].subtract(held.dealings[0].commitments[0][0]);
      const changed = concat([pointBytes(rogue), dataSlice(own.commitments, 64)]);
      await expect(mine.deal(1n, 2n, changed, [...held.dealings[1].proofs], own.shares))
        .to.be.revertedWithCustomError(ceremonies, "KnowledgeProofWrong")
        .withArgs(0n);
    });

    it("attack: no bit of points or proofs can be turned, and none of the shares without another hash", async function () {
      const { ceremonies, held, trustees } = city;
      const { commitments, proofs, shares } = held.dealt[0];
      const given = [...held.dealings[0].proofs];
      const data = ceremonies.interface.encodeFunctionData("deal", [1n, 1n, commitments, given, shares]);
      const call = { contract: ceremonies, from: trustees[0].address, data };
      expect(await refusals(call, commitments, [ceremonies])).to.deep.equal(
        [0, 1, 2, 3].flatMap((point) => repeated(64, `MessagePointWrong(${point})`)),
      );
      expect(await refusals(call, proofs, [ceremonies])).to.deep.equal(
        [0, 1].flatMap((own) => repeated(64, `KnowledgeProofWrong(${own})`)),
      );
      const hashes = new Set(Array.from(getBytes(shares), (_, at) => keccak256(turned(shares, at))));
      expect(hashes.has(keccak256(shares))).to.equal(false);
    });

    it("refuses another length, and shares that are no scalars or hang on no point", async function () {
      const { ceremonies, held, trustees } = city;
      const mine = as(ceremonies, trustees[0]);
      const { commitments, shares } = held.dealt[0];
      const proofs = [...held.dealings[0].proofs];
      const refused = (act: Promise<unknown>, ...args: bigint[]) =>
        expect(act)
          .to.be.revertedWithCustomError(ceremonies, "MessageLengthWrong")
          .withArgs(...args);
      await refused(mine.deal(1n, 1n, `${commitments}00`, proofs, shares), 257n, 256n);
      await refused(mine.deal(1n, 1n, commitments, proofs, dataSlice(shares, 0, 255)), 255n, 256n);
      await refused(mine.deal(1n, 1n, commitments, proofs.slice(1), shares), 1n, 2n);
      await expect(mine.deal(1n, 1n, commitments, proofs, turned(shares, 63)))
        .to.be.revertedWithCustomError(ceremonies, "MessagePointWrong")
        .withArgs(0n);
      for (const share of [0, 5]) {
        const place = 64 + 32 * share;
        const wrong = concat([
          dataSlice(shares, 0, place),
          toBeHex(ORDER, 32),
          dataSlice(shares, place + 32),
        ]);
        await expect(mine.deal(1n, 1n, commitments, proofs, wrong))
          .to.be.revertedWithCustomError(ceremonies, "MessageScalarWrong")
          .withArgs(share);
      }
    });

    it("ends with its last second; then anyone aborts, and who is missing is named", async function () {
      const { ceremonies, held } = city;
      const until = BigInt(held.plan.dealUntil);
      await deal(city, held, 1);
      await nextTimeAt(until);
      await deal(city, held, 2);
      await nextTimeAt(until + 1n);
      await expect(deal(city, held, 3))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyDeadlineOver")
        .withArgs(1n, until);
      await expect(ceremonies.abort(1n))
        .to.emit(ceremonies, "CeremonyAborted")
        .withArgs(1n, FAILURE.notDealt, 3n);
    });

    it("is not aborted in its time", async function () {
      const { ceremonies, held } = city;
      await nextTimeAt(BigInt(held.plan.dealUntil));
      await expect(ceremonies.abort(1n))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyDeadlineOpen")
        .withArgs(1n, held.plan.dealUntil);
    });
  });

  describe("complaints", function () {
    /** The second trustee deals the third one a wrong share of the second key. */
    async function cheated(): Promise<Trusted> {
      const city = await registered();
      const shares = city.held.dealings[1].shares.map((row, i) =>
        i === 2 ? [row[0], reduced(row[1] + 1n)] : row,
      );
      const dealings = city.held.dealings.map((dealing, i) => (i === 1 ? { ...dealing, shares } : dealing));
      const held = { ...city.held, dealings, dealt: dealings.map(dealingBytes) };
      await dealAll(city, held);
      return { ...city, held };
    }

    it("BALLOT-9: a dealer of a wrong share ends the ceremony, and is named", async function () {
      const city = await networkHelpers.loadFixture(cheated);
      const { ceremonies, stranger } = city;
      const complaint = complaintOf(city, 2, 3, 1, openedBy(city, 2, 3));
      const tx = await as(ceremonies, stranger).complain(1n, complaint);
      await expect(tx).to.emit(ceremonies, "ComplaintJudged").withArgs(1n, 2n, 3n, true);
      await expect(tx).to.emit(ceremonies, "CeremonyAborted").withArgs(1n, FAILURE.wrongShare, 2n);
      expect((await ceremonies.ceremonyOf(1n)).stage).to.equal(CEREMONY_STAGE.aborted);
      await expect(ceremonies.complain(1n, complaint))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyStageWrong")
        .withArgs(1n, CEREMONY_STAGE.aborted);
    });

    it("the right share of the same dealing is no reason", async function () {
      const city = await networkHelpers.loadFixture(cheated);
      const { ceremonies } = city;
      await expect(ceremonies.complain(1n, complaintOf(city, 2, 3, 0, openedBy(city, 2, 3))))
        .to.emit(ceremonies, "ComplaintJudged")
        .withArgs(1n, 2n, 3n, false);
      expect((await ceremonies.ceremonyOf(1n)).stage).to.equal(CEREMONY_STAGE.complaining);
    });

    it("a share of 0 is right where the dealer's points say so, and nowhere else", async function () {
      const city = await networkHelpers.loadFixture(registered);
      const { ceremonies, held } = city;
      const keys = held.registrations.map(({ key }) => key);
      // Of the first dealer's polynomials, 6 − 6x is 0 for trustee 1, and the other one is not.
      const coefficients = [6n, ORDER - 6n, 4n, 5n];
      const random = scalarsFrom("a root at 1");
      const rooted = dealShares(held.session, 1, 2, 2, keys, () => coefficients.shift() ?? random());
      const opened = openDealing(held.session, 1, 1, held.registered[0], rooted);
      expect([opened.shares, opened.wrongKeys]).to.deep.equal([[0n, 9n], []]);
      const judge = async (changes: readonly bigint[], key: number): Promise<boolean> => {
        const snapshot = await networkHelpers.takeSnapshot();
        const shares = rooted.shares.map((row, i) =>
          i === 0 ? row.map((share, place) => reduced(share + changes[place])) : row,
        );
        const dealings = [{ ...rooted, shares }, ...held.dealings.slice(1)];
        const other = { ...held, dealings, dealt: dealings.map(dealingBytes) };
        await dealAll(city, other);
        const changed = { ...city, held: other };
        await ceremonies.complain(1n, complaintOf(changed, 1, 1, key, openedBy(changed, 1, 1)));
        const { stage } = await ceremonies.ceremonyOf(1n);
        await snapshot.restore();
        return stage === CEREMONY_STAGE.aborted;
      };
      expect(await judge([0n, 0n], 0), "0 where it is 0").to.equal(false);
      expect(await judge([1n, 0n], 0), "something where it is 0").to.equal(true);
      expect(await judge([0n, 0n], 1), "9 where it is 9").to.equal(false);
      expect(await judge([0n, -9n], 1), "0 where it is 9").to.equal(true);
    });

    it("attack: a false complaint is put on record and changes nothing", async function () {
      const city = await networkHelpers.loadFixture(dealt);
      const { ceremonies, held } = city;
      for (const [dealer, recipient, key] of [
        [1, 2, 0],
        [3, 1, 1],
        [2, 2, 0],
      ]) {
        await expect(
          ceremonies.complain(
            1n,
            complaintOf(city, dealer, recipient, key, openedBy(city, dealer, recipient)),
          ),
        )
          .to.emit(ceremonies, "ComplaintJudged")
          .withArgs(1n, dealer, recipient, false);
      }
      expect((await ceremonies.ceremonyOf(1n)).stage).to.equal(CEREMONY_STAGE.complaining);
      await nextTimeAt(BigInt(held.plan.complainUntil) + 1n);
      await expect(complete(city, held)).to.emit(ceremonies, "KeyMade");
    });

    it("attack: nobody opens a point that was not exchanged, or in another's name", async function () {
      const city = await networkHelpers.loadFixture(dealt);
      const { ceremonies } = city;
      const right = complaintOf(city, 1, 2, 0, openedBy(city, 1, 2));
      const refused = (change: object, error: string, ...args: unknown[]) =>
        expect(ceremonies.complain(1n, { ...right, ...change }), JSON.stringify(Object.keys(change)))
          .to.be.revertedWithCustomError(ceremonies, error)
          .withArgs(...args);
      await refused({ recipient: 0 }, "TrusteeUnknown", 1n, 0n);
      await refused({ recipient: 4 }, "TrusteeUnknown", 1n, 4n);
      await refused({ dealer: 0 }, "TrusteeUnknown", 1n, 0n);
      await refused({ dealer: 4 }, "TrusteeUnknown", 1n, 4n);
      await refused({ key: 2 }, "KeyUnknown", 2n);
      await refused({ dealer: 3 }, "DealingUnknown", 3n);
      await refused({ commitments: turned(right.commitments, 5) }, "DealingUnknown", 1n);
      await refused({ shares: turned(right.shares, 70) }, "DealingUnknown", 1n);
      await refused({ exchanged: `${right.exchanged}00` }, "MessageLengthWrong", 65n, 64n);
      await refused({ exchanged: turned(right.exchanged, 9) }, "MessagePointWrong", 0n);
      await refused({ hints: `${right.hints}00` }, "HintLengthWrong", 161n, 160n);
      await refused({ proof: { ...right.proof, response: ORDER } }, "KnowledgeProofWrong", 0n);
      await refused({ proof: { ...right.proof, challenge: ORDER } }, "KnowledgeProofWrong", 0n);
      // Another recipient's name on the same opening.
      await refused({ recipient: 3 }, "KnowledgeProofWrong", 0n);
      // Another point, with a proof of one's own: dishonest, so that the pad comes out wrong.
      const forged = complainAbout(
        city.held.session,
        1,
        2,
        99n,
        city.held.dealings[0].ephemeral,
        scalarsFrom("forged"),
      );
      await refused(complaintOf(city, 1, 2, 0, forged), "KnowledgeProofWrong", 0n);
    });

    it("attack: no bit of a complaint can be turned", async function () {
      const city = await networkHelpers.loadFixture(dealt);
      const { ceremonies, stranger } = city;
      const right = complaintOf(city, 1, 2, 0, openedBy(city, 1, 2));
      const data = ceremonies.interface.encodeFunctionData("complain", [1n, right]);
      const call = { contract: ceremonies, from: stranger.address, data };
      expect(await refusals(call, right.exchanged, [ceremonies])).to.deep.equal(
        repeated(64, "MessagePointWrong(0)"),
      );
      expect(await refusals(call, right.hints, [ceremonies])).to.deep.equal([
        ...repeated(64, "HintWrong(0)"),
        ...repeated(96, "HintWrong(64)"),
      ]);
      // The challenge counts in the second term, the response in the first one.
      const scalars = concat([scalarBytes(right.proof.challenge), scalarBytes(right.proof.response)]);
      expect(await refusals(call, scalars, [ceremonies])).to.deep.equal([
        ...repeated(32, "HintWrong(64)"),
        ...repeated(32, "HintWrong(0)"),
      ]);
    });

    it("are taken until the last second", async function () {
      const city = await networkHelpers.loadFixture(dealt);
      const { ceremonies, held } = city;
      const complaint = complaintOf(city, 1, 2, 0, openedBy(city, 1, 2));
      const until = BigInt(held.plan.complainUntil);
      await nextTimeAt(until);
      await ceremonies.complain(1n, complaint);
      await nextTimeAt(until + 1n);
      await expect(ceremonies.complain(1n, complaint))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyDeadlineOver")
        .withArgs(1n, until);
    });
  });

  describe("the key", function () {
    let city: Trusted;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(dealt);
    });

    it("is the sum of what was dealt, written where its ceremony says", async function () {
      const { ceremonies, held } = city;
      await nextTimeAt(BigInt(held.plan.complainUntil) + 1n);
      const [account] = await ceremonies.keyOf(1n);
      await expect(complete(city, held)).to.emit(ceremonies, "KeyMade").withArgs(1n, held.keyHash, account);
      expect(await ceremonies.keyOf(1n)).to.deep.equal([account, held.page]);
      expect(await ethers.provider.getCode(account)).to.equal(concat(["0x00", held.page]));
      const { stage, keyHash } = await ceremonies.ceremonyOf(1n);
      expect([stage, keyHash]).to.deep.equal([CEREMONY_STAGE.ready, held.keyHash]);
      await expect(complete(city, held))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyStageWrong")
        .withArgs(1n, CEREMONY_STAGE.ready);
      await expect(ceremonies.abort(1n))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyStageWrong")
        .withArgs(1n, CEREMONY_STAGE.ready);
    });

    it("waits for the last second of the complaints", async function () {
      const { ceremonies, held } = city;
      await nextTimeAt(BigInt(held.plan.complainUntil));
      await expect(complete(city, held))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyDeadlineOpen")
        .withArgs(1n, held.plan.complainUntil);
    });

    it("attack: is of nothing else than was dealt", async function () {
      const { ceremonies, held } = city;
      await nextTimeAt(BigInt(held.plan.complainUntil) + 1n);
      const commitments: string[] = held.dealt.map((bytes) => bytes.commitments);
      const hashes = held.dealt.map(({ shares }) => keccak256(shares));
      const unknown = (dealer: number, points: string[], shares: string[]) =>
        expect(ceremonies.complete(1n, points, shares))
          .to.be.revertedWithCustomError(ceremonies, "DealingUnknown")
          .withArgs(dealer);
      await unknown(2, commitments.with(1, turned(commitments[1], 3)), hashes);
      await unknown(3, commitments, hashes.with(2, id("others")));
      await unknown(1, commitments.toReversed(), hashes.toReversed());
      for (const [points, shares] of [
        [commitments.slice(1), hashes],
        [commitments, hashes.slice(1)],
      ]) {
        await expect(ceremonies.complete(1n, points, shares))
          .to.be.revertedWithCustomError(ceremonies, "DealingCountWrong")
          .withArgs(2n, 3n);
      }
    });

    it("attack: dealers who know all secrets and deal the identity, or one key twice, get no key", async function () {
      const colluding = await networkHelpers.loadFixture(registered);
      const { ceremonies, held } = colluding;
      const keys = held.registrations.map(({ key }) => key);
      /** Deals with constants of the dealers' own choice. */
      const dealWith = async (constants: (dealer: number) => readonly bigint[], slope?: bigint) => {
        const dealings = [1, 2, 3].map((dealer) => {
          const random = scalarsFrom(`colluding ${dealer}`);
          const [first, second] = constants(dealer);
          let count = 0;
          // Constants are drawn first of each polynomial of two.
          return dealShares(held.session, dealer, 2, 2, keys, () => {
            count += 1;
            if (count === 1) return first;
            if (count === 3) return second;
            if (count === 2 && slope !== undefined) return slope;
            return random();
          });
        });
        const other = { ...held, dealings, dealt: dealings.map(dealingBytes) };
        await dealAll(colluding, other);
        await nextTimeAt(BigInt(held.plan.complainUntil) + 1n);
        return complete(colluding, other);
      };
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(
        await dealWith((dealer) => (dealer === 3 ? [ORDER - 3n, 7n] : [dealer === 1 ? 1n : 2n, 5n])),
      )
        .to.emit(ceremonies, "CeremonyAborted")
        .withArgs(1n, FAILURE.noKey, 0n);
      await snapshot.restore();
      await expect(await dealWith((dealer) => [BigInt(dealer) * 11n, BigInt(dealer) * 11n]))
        .to.emit(ceremonies, "CeremonyAborted")
        .withArgs(1n, FAILURE.noKey, 0n);
      await snapshot.restore();
      // Three times 4 − 2x: nobody can check what the second trustee decrypts.
      await expect(await dealWith((dealer) => [4n, BigInt(dealer) * 13n], ORDER - 2n))
        .to.emit(ceremonies, "CeremonyAborted")
        .withArgs(1n, FAILURE.noKey, 0n);
      await snapshot.restore();
      await expect(await dealWith((dealer) => [BigInt(dealer) * 11n, BigInt(dealer) * 13n])).to.emit(
        ceremonies,
        "KeyMade",
      );
      expect(pointBytes(times(GENERATOR, 66n))).to.equal(dataSlice((await ceremonies.keyOf(1n))[1], 0, 64));
    });
  });
});
