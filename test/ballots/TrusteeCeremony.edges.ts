import { expect } from "chai";

import { ORDER, pointBytes } from "../../sdk/ballots/sealed/curve.js";
import { dealingBytes, dealingHash, dealShares } from "../../sdk/ballots/sealed/index.js";
import {
  as,
  complete,
  dealAll,
  drawCeremony,
  FAILURE,
  type Held,
  nextTimeAt,
  planCeremony,
  registerAll,
  scalarsFrom,
  sealedCity,
  type SealedCity,
} from "../support/sealed.js";
import { networkHelpers } from "../support/network.js";

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

describe("TrusteeCeremony, at its edges", function () {
  it("names the first trustee where nobody has registered, or nobody has dealt", async function () {
    const idle = await networkHelpers.loadFixture(planned);
    await nextTimeAt(BigInt(idle.held.plan.registerUntil) + 1n);
    await expect(idle.ceremonies.abort(1n))
      .to.emit(idle.ceremonies, "CeremonyAborted")
      .withArgs(1n, FAILURE.notRegistered, 1n);
    const { ceremonies, held } = await networkHelpers.loadFixture(registered);
    await nextTimeAt(BigInt(held.plan.dealUntil) + 1n);
    await expect(ceremonies.abort(1n))
      .to.emit(ceremonies, "CeremonyAborted")
      .withArgs(1n, FAILURE.notDealt, 1n);
  });

  it("looks at nothing behind the shares of a dealing", async function () {
    const { ceremonies, held, trustees } = await networkHelpers.loadFixture(registered);
    const { commitments, shares } = held.dealt[0];
    const proofs = [...held.dealings[0].proofs];
    const data = ceremonies.interface.encodeFunctionData("deal", [1n, 1n, commitments, proofs, shares]);
    const to = await ceremonies.getAddress();
    await expect(trustees[0].sendTransaction({ to, data: `${data}${"ff".repeat(32)}` }))
      .to.emit(ceremonies, "SharesDealt")
      .withArgs(1n, 1n, dealingHash(held.dealt[0]));
  });

  it("attack: takes no scalar from the order on, wherever one stands", async function () {
    const { ceremonies, held, trustees } = await networkHelpers.loadFixture(planned);
    const { key, proof } = held.registrations[0];
    for (const wrong of [
      { ...proof, challenge: ORDER + 1n },
      { ...proof, challenge: 2n ** 256n - 1n },
      { ...proof, response: ORDER + 1n },
      { ...proof, response: 2n ** 256n - 1n },
    ]) {
      await expect(as(ceremonies, trustees[0]).register(1n, 1n, pointBytes(key), wrong))
        .to.be.revertedWithCustomError(ceremonies, "KnowledgeProofWrong")
        .withArgs(0n);
    }
  });

  it("compares keys with each other, and not with what their trustees verify", async function () {
    const city = await networkHelpers.loadFixture(registered);
    const { ceremonies, held } = city;
    const keys = held.registrations.map(({ key }) => key);
    // Each dealer deals 4 − 8x of the first key: at 1 the opposite of the key, with the same x.
    const dealings = [1, 2, 3].map((dealer) => {
      const random = scalarsFrom(`opposite ${dealer}`);
      const coefficients = [4n, ORDER - 8n];
      return dealShares(held.session, dealer, 2, 2, keys, () => coefficients.shift() ?? random());
    });
    const other = { ...held, dealings, dealt: dealings.map(dealingBytes) };
    await dealAll(city, other);
    await nextTimeAt(BigInt(held.plan.complainUntil) + 1n);
    await expect(complete(city, other)).to.emit(ceremonies, "KeyMade");
    const [, page] = await ceremonies.keyOf(1n);
    const xOf = (point: number): string => page.slice(2 + 128 * point, 66 + 128 * point);
    expect(xOf(2)).to.equal(xOf(0));
  });
});
