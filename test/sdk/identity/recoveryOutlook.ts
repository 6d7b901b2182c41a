import { expect } from "chai";
import { id, Wallet, ZeroAddress } from "ethers";

import {
  didChange,
  FOREVER,
  readIdentityState,
  type RecoveryOutlook,
  recoveryOutlook,
  type SafetyAct,
  type SafetyActor,
} from "../../../sdk/index.js";
import { type IdentityCity, identityCity } from "../../support/didRegistry.js";

const DAY = 86_400n;
const ACTS: readonly SafetyAct[] = [
  "applyChanges",
  "setGuardians",
  "freeze",
  "unfreeze",
  "supportRecovery",
  "vetoRecovery",
  "executeRecovery",
  "decideRecovery",
];

describe("recoveryOutlook, held against what the registry accepts", () => {
  let city: IdentityCity;
  let owner: Wallet;
  let keeper: Wallet;
  let guardians: Wallet[];
  let actors: Record<SafetyActor, string>;
  const [next, rival, third] = [1, 2, 3].map(() => Wallet.createRandom().address);

  beforeEach(async () => {
    city = await identityCity();
    [owner, keeper] = [await city.newAccount(), await city.newAccount()];
    // The last one never acts: it stands for a guardian who still can.
    guardians = [];
    for (let count = 0; count < 5; ++count) guardians.push(await city.newAccount());
    actors = {
      owner: owner.address,
      "objecting key": keeper.address,
      guardian: guardians[4].address,
      anyone: city.relayer.address,
      court: city.court.address,
    };
  });

  /** Guardians, a key that objects, and the time that both need. */
  async function prepare(): Promise<void> {
    const registry = city.registry.connect(owner);
    await registry.setGuardians(owner, guardians, 2n, 3n * DAY);
    await registry.applyChanges(owner, [didChange.setKey(keeper.address, "object", FOREVER)]);
    await city.networkHelpers.time.increase(3n * DAY + 1n);
  }

  /** Whether the registry would accept an act of an account now. */
  async function isAccepted(act: SafetyAct, from: string): Promise<boolean> {
    const { interface: abi } = city.registry;
    const data: Record<SafetyAct, string> = {
      applyChanges: abi.encodeFunctionData("applyChanges", [
        owner.address,
        [didChange.setAttribute("did/svc/CityHub", "0x61", DAY)],
      ]),
      setGuardians: abi.encodeFunctionData("setGuardians", [owner.address, [], 0n, 0n]),
      freeze: abi.encodeFunctionData("freeze", [owner.address]),
      unfreeze: abi.encodeFunctionData("unfreeze", [owner.address]),
      supportRecovery: abi.encodeFunctionData("supportRecovery", [owner.address, third]),
      vetoRecovery: abi.encodeFunctionData("vetoRecovery", [owner.address]),
      executeRecovery: abi.encodeFunctionData("executeRecovery", [owner.address]),
      decideRecovery: abi.encodeFunctionData("decideRecovery", [owner.address, ZeroAddress, id("order")]),
    };
    return city.ethers.provider.call({ from, to: city.address, data: data[act] }).then(
      () => true,
      () => false,
    );
  }

  /** The outlook, after each of its claims was tried. */
  async function outlookAsTried(): Promise<RecoveryOutlook> {
    const state = await readIdentityState(city.call, city.address, owner.address);
    await city.networkHelpers.mine();
    const outlook = recoveryOutlook(state, await city.now());
    const tried: Record<string, SafetyAct[]> = {};
    for (const [actor, account] of Object.entries(actors)) {
      tried[actor] = [];
      for (const act of ACTS) {
        if (await isAccepted(act, account)) tried[actor].push(act);
      }
      // Anyone may complete what is due; that is told once.
      if (actor !== "anyone") tried[actor] = tried[actor].filter((act) => act !== "executeRecovery");
    }
    expect(outlook.possible, outlook.phase).to.deep.equal(tried);
    return outlook;
  }

  const support = async (newOwner: string, ...places: number[]): Promise<void> => {
    for (const place of places) {
      await city.registry.connect(guardians[place]).supportRecovery(owner, newOwner);
    }
  };

  it("an identity without guardians: its owner alone acts", async () => {
    await city.registry
      .connect(owner)
      .applyChanges(owner, [didChange.setKey(keeper.address, "object", FOREVER)]);
    const { phase, isFrozen, possible } = await outlookAsTried();
    expect({ phase, isFrozen }).to.deep.equal({ phase: "quiet", isFrozen: false });
    expect(possible.guardian).to.deep.equal([]);
    await city.registry.connect(owner).freeze(owner);
    const frozen = await outlookAsTried();
    expect(frozen.isFrozen).to.equal(true);
    expect(frozen.possible.owner).to.deep.equal([]);
  });

  it("from quiet to due, free", async () => {
    await prepare();
    expect((await outlookAsTried()).phase).to.equal("quiet");
    await support(next, 0);
    expect((await outlookAsTried()).phase).to.equal("collecting");
    await support(next, 1);
    const waiting = await outlookAsTried();
    const { readyAt } = (await readIdentityState(city.call, city.address, owner.address)).recovery;
    expect(waiting).to.deep.include({ phase: "waiting", nextAt: readyAt });
    expect(waiting.possible.owner).to.include("vetoRecovery");
    await city.networkHelpers.time.increaseTo(readyAt);
    const due = await outlookAsTried();
    expect(due.phase).to.equal("due");
    expect(due.nextAt).to.equal(undefined);
    expect(due.possible.anyone).to.deep.equal(["executeRecovery"]);
  });

  it("from quiet to due, frozen: the thief does nothing", async () => {
    await prepare();
    await city.registry.connect(guardians[0]).freeze(owner);
    expect((await outlookAsTried()).possible.owner).to.deep.equal([]);
    await support(next, 0, 1);
    const waiting = await outlookAsTried();
    expect(waiting).to.deep.include({ phase: "waiting", isFrozen: true });
    expect(waiting.possible.owner).to.deep.equal([]);
    expect(waiting.possible["objecting key"]).to.deep.equal(["freeze", "unfreeze", "vetoRecovery"]);
    await city.networkHelpers.time.increase(3n * DAY);
    expect((await outlookAsTried()).phase).to.equal("due");
    await city.registry.connect(city.relayer).executeRecovery(owner);
    const { owner: now, successor } = await readIdentityState(city.call, city.address, owner.address);
    expect([now, successor]).to.deep.equal([next, next]);
  });

  it("two opposed recoveries end at the court, free and frozen", async () => {
    await prepare();
    await support(next, 0, 1);
    await support(rival, 2, 3);
    const contested = await outlookAsTried();
    expect(contested.phase).to.equal("contested");
    expect(contested.possible.court).to.deep.equal(["decideRecovery"]);
    expect(contested.possible["objecting key"]).to.deep.equal(["freeze"]);
    await city.registry.connect(keeper).freeze(owner);
    expect((await outlookAsTried()).possible.owner).to.deep.equal([]);
    const state = await readIdentityState(city.call, city.address, owner.address);
    expect(state.recovery).to.deep.include({ newOwner: next, rival });
    await city.registry.connect(city.court).decideRecovery(owner, rival, id("order"));
    expect((await readIdentityState(city.call, city.address, owner.address)).owner).to.equal(rival);
  });

  it("an objecting key's veto makes the next attempt the court's", async () => {
    await prepare();
    await support(next, 0, 1);
    await city.registry.connect(keeper).vetoRecovery(owner);
    expect((await outlookAsTried()).phase).to.equal("quiet");
    await support(next, 0, 1);
    const again = await readIdentityState(city.call, city.address, owner.address);
    expect(again.recovery.rival).to.equal(undefined);
    expect((await outlookAsTried()).phase).to.equal("contested");
  });

  it("an ended identity is recovered for its holdings alone", async () => {
    await prepare();
    await city.registry.connect(owner).applyChanges(owner, [didChange.deactivate()]);
    const { possible } = await outlookAsTried();
    expect(possible.owner).to.deep.equal([]);
    await support(next, 0, 1);
    await outlookAsTried();
    await city.networkHelpers.time.increase(3n * DAY);
    await city.registry.executeRecovery(owner);
    const state = await readIdentityState(city.call, city.address, owner.address);
    expect(state).to.deep.include({ isDeactivated: true, successor: next });
    expect(state.owner).to.equal(undefined);
  });
});
