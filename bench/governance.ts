import { toBeHex, type BaseContract, type Signer } from "ethers";

import { deployAuthority, type TestAuthority } from "../test/support/authority.js";
import { deployDouble } from "../test/support/doubles.js";
import { GAS } from "./lib/gasSchedule.js";
import type { Context, Measured, Peer, Scenario } from "./lib/scenario.js";

/** Any role but the admin's and the public's: the probes' setters are given to it. */
const SETTER = 100n;

/** Probes of one and the same setter, each behind its own guard. */
interface GuardCity {
  readonly officer: Signer;
  /** Holds no role anywhere. */
  readonly stranger: Signer;
  readonly authority: TestAuthority;
  readonly unguarded: BaseContract;
  readonly restricted: BaseContract;
  readonly operators: BaseContract;
  readonly ownable: BaseContract;
  readonly accessControl: BaseContract;
  readonly caller: BaseContract;
}

/** Deploys the probes and appoints the officer everywhere. */
async function setUp(chain: Context<GuardCity>["chain"]): Promise<GuardCity> {
  const [admin, officer, stranger] = await chain.ethers.getSigners();
  const authority = await deployAuthority(admin);
  const city: GuardCity = {
    officer,
    stranger,
    authority,
    unguarded: await deployDouble("UnguardedProbe", officer),
    restricted: await deployDouble("RestrictedProbe", officer, [authority.address]),
    operators: await deployDouble("OperatorProbe", officer, [authority.address]),
    ownable: await deployDouble("OwnableProbe", officer),
    accessControl: await deployDouble("AccessControlProbe", officer),
    caller: await deployDouble("GuardCaller", officer),
  };
  await authority.allow(city.restricted, ["set"], SETTER);
  await authority.allow(city.operators, ["appoint"], SETTER);
  await authority.grant(SETTER, [await officer.getAddress(), await city.caller.getAddress()]);
  await city.operators.getFunction("appoint").send([await officer.getAddress()]);
  return city;
}

/**
 * The guard's gas: the guarded setter less the same setter without a guard.
 * @param refusal The error with which the guard refuses a stranger.
 */
async function measureGuard(
  { officer, stranger, unguarded }: GuardCity,
  guarded: BaseContract,
  refusal: string,
): Promise<Measured> {
  const value = 2n;
  const [tx, plain] = [
    await guarded.connect(officer).getFunction("set").send(value),
    await unguarded.connect(officer).getFunction("set").send(value),
  ];
  return {
    tx,
    without: [plain],
    async effects(expect) {
      expect(await guarded.getFunction("value").staticCall()).to.equal(value);
      expect(await unguarded.getFunction("value").staticCall()).to.equal(value);
      const strangersCall = guarded.connect(stranger).getFunction("set").staticCall(value);
      await expect(strangersCall).to.be.revertedWithCustomError(guarded, refusal);
    },
  };
}

/** The guard's gas where it stood in the same transaction before: the third of three calls, guarded or not. */
async function measureWarmGuard({ unguarded, restricted, caller }: GuardCity): Promise<Measured> {
  const probes = [await unguarded.getAddress(), await restricted.getAddress()];
  const [before, value] = [2n, 3n];
  const setThrice = caller.getFunction("setThrice");
  const tx = await setThrice.send(probes, 0b101, value);
  const plain = await setThrice.send(probes, 0b001, before);
  return {
    tx,
    without: [plain],
    async effects(expect) {
      expect(await restricted.getFunction("value").staticCall({ blockTag: tx.blockNumber })).to.equal(value);
      expect(await restricted.getFunction("value").staticCall()).to.equal(before);
      expect(await unguarded.getFunction("value").staticCall()).to.equal(before);
    },
  };
}

/** Addresses of nobody, numbered. */
function strangers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => toBeHex(2n ** 128n + BigInt(from + i), 20));
}

/** Cuts a list into pieces that fit into a transaction. */
function inPieces<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

const ownable: Peer<GuardCity> = {
  name: "Ownable",
  source: "@openzeppelin/contracts 5.7.0, the owner calls",
  run: ({ city }) => measureGuard(city, city.ownable, "OwnableUnauthorizedAccount"),
};

const accessControl: Peer<GuardCity> = {
  name: "AccessControl",
  source: "@openzeppelin/contracts 5.7.0, a member of the role calls",
  run: ({ city }) => measureGuard(city, city.accessControl, "AccessControlUnauthorizedAccount"),
};

/** What the guards themselves cost. Each is measured on a setter of one slot, which holds a value before. */
export const scenario: Scenario<GuardCity> = {
  domain: "governance",
  setUp,
  rows: [
    {
      operation: "authority check, cold",
      story: "An officer calls one restricted function in a transaction of its own.",
      goal: 13_900,
      checks: ["the target is open", "the function's role", "the caller is a member of it, without delay"],
      peers: [ownable, accessControl],
      growth: {
        records: "members of the role",
        law: "flat",
        async seed({ city }, from, to) {
          for (const members of inPieces(strangers(from, to), 300)) {
            await city.authority.grant(SETTER, members);
          }
        },
      },
      run: ({ city }) => measureGuard(city, city.restricted, "AccessManagedUnauthorized"),
    },
    {
      operation: "authority check, warm",
      story: "An officer's contract calls a restricted function for the second time in one transaction.",
      goal: 3_400,
      checks: ["the target is open", "the function's role", "the caller is a member of it, without delay"],
      peers: [],
      run: ({ city }) => measureWarmGuard(city),
    },
    {
      operation: "operator mapping",
      story: "A machine on the contract's own list calls the function that it feeds.",
      goal: 2_300,
      bound: {
        parts: [
          { what: "the caller's entry, cold read", gas: GAS.coldRead, why: "the list differs by caller" },
        ],
      },
      checks: ["the caller is an operator of the contract"],
      peers: [ownable, accessControl],
      growth: {
        records: "operators",
        law: "flat",
        async seed({ city }, from, to) {
          const appoint = city.operators.connect(city.officer).getFunction("appoint");
          for (const operators of inPieces(strangers(from, to), 600)) await appoint.send(operators);
        },
      },
      run: ({ city }) => measureGuard(city, city.operators, "OperatorProbeRefused"),
    },
  ],
};
