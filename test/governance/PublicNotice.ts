import { expect } from "chai";

import { deployDouble } from "../support/doubles.js";
import {
  announceAndWait,
  as,
  type City,
  decide,
  governedCity,
  nextTime,
  NOTICE_PERIOD,
  perform,
  unsealedCity,
} from "../support/fixtures.js";
import { networkHelpers } from "../support/network.js";

describe("PublicNotice", function () {
  let city: City;

  it("publishes its length", async function () {
    city = await networkHelpers.loadFixture(unsealedCity);
    for (const contract of [city.register, city.directory]) {
      expect(await contract.NOTICE_PERIOD()).to.equal(NOTICE_PERIOD);
    }
  });

  it("given an unsealed city, there is none", async function () {
    city = await networkHelpers.loadFixture(unsealedCity);
    const { register, directory } = city;
    const at = await nextTime();
    await expect(register.announceAgent(directory, 1n))
      .to.emit(register, "AgentAnnounced")
      .withArgs(directory, 1n, at);
  });

  it("given a sealed city, it lasts thirty days", async function () {
    city = await networkHelpers.loadFixture(governedCity);
    const { authority, council, register, directory } = city;
    const act = await register.announceAgent.populateTransaction(directory, 1n);
    await announceAndWait(authority, council, act);
    const at = await nextTime();
    await expect(perform(council, act))
      .to.emit(register, "AgentAnnounced")
      .withArgs(directory, 1n, at + NOTICE_PERIOD);
  });

  it("GOV-11: attack: an authority that denies the sealing does not end the notice", async function () {
    city = await networkHelpers.loadFixture(governedCity);
    const { authority, council, register, directory, stranger } = city;
    const anarchy = await deployDouble("Anarchy__Double", stranger, [true]);
    await expect(
      decide(authority, council, await authority.updateAuthority.populateTransaction(register, anarchy)),
    )
      .to.emit(register, "AuthorityUpdated")
      .withArgs(anarchy);
    const at = await nextTime();
    await expect(as(register, stranger).announceAgent(directory, 1n))
      .to.emit(register, "AgentAnnounced")
      .withArgs(directory, 1n, at + NOTICE_PERIOD);
    expect(await register.agentRights(directory)).to.equal(0n);
  });
});
