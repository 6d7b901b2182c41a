import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { MaxUint256, type Wallet } from "ethers";

import {
  datasetHash,
  datasetOf,
  type Domain,
  prepareRoll,
  type PreparedBill,
  readDomain,
  type Roll,
  type RollPlan,
  type RollSurvey,
  surveyRoll,
} from "../../sdk/index.js";
import type { Billing, Disputes, Mandates } from "../../typechain-types/index.js";
import { deployDesks } from "./desks.js";
import { ethers, networkHelpers } from "./network.js";
import { as, DAY, keyOf, type Payments, payments, tokens } from "./payments.js";
import { PLAN } from "./rollFile.js";

/** A city whose roll was prepared from a file and posted, with debtors who hold tokens and have keys alone. */
export interface PreparedCity extends Payments {
  readonly billing: Billing;
  readonly mandates: Mandates;
  readonly disputes: Disputes;
  /** BILLING_OFFICE. */
  readonly clerk: HardhatEthersSigner;
  /** BILLING_HEAD. */
  readonly head: HardhatEthersSigner;
  readonly collector: HardhatEthersSigner;
  readonly payee: HardhatEthersSigner;
  readonly budget: HardhatEthersSigner;
  /** Anyone, who pays for gas. */
  readonly sender: HardhatEthersSigner;
  readonly ada: Wallet;
  readonly ben: Wallet;
  readonly file: string;
  readonly plan: RollPlan;
  readonly survey: RollSurvey;
  readonly roll: Roll;
  readonly bills: readonly PreparedBill[];
  readonly billingDomain: Domain;
}

/** What debtors hold at first. */
export const HOLDINGS = tokens(5_000);

const DUE = "2030-03-31";

/**
 * Ada owes T-1 (100), T-2 (200) and a statement of water and waste (30, 40); Ben owes T-3 (300), T-4 (50), T-5 (60); of
 * T-6 (70) the city knows no account.
 */
export const fileFor = (ada: string, ben: string): string => `document,account,amount,due,statement,kind
T-1,${ada},100,${DUE},,1
T-2,${ada},200,${DUE},,1
W-1,${ada},30,${DUE},Household Ada,2
G-1,${ada},40,${DUE},Household Ada,3
T-3,${ben},300,${DUE},,1
T-4,${ben},50,${DUE},,1
T-5,${ben},60,${DUE},,1
T-6,,70,${DUE},,1
`;

/** The roll is prepared and not posted yet. */
export async function preparedCity(): Promise<PreparedCity> {
  const city = await payments();
  const { token, agent } = city;
  const [clerk, head, collector, payee, budget, sender] = (await ethers.getSigners()).slice(10, 16);
  const parts = await deployDesks(city, { clerk, head });
  const { billing, mandates, disputes } = parts;
  const [ada, ben] = [keyOf("Ada"), keyOf("Ben")];
  const opensAt = BigInt(await networkHelpers.time.latest()) + 2n * DAY;
  const plan = { ...PLAN, payee: payee.address, opensAt };
  const file = fileFor(ada.address, ben.address);
  const survey = await surveyRoll([file]);
  const bills: PreparedBill[] = [];
  const roll = await prepareRoll([file], survey, plan, {
    onBill: (bill) => {
      bills.push(bill);
    },
  });
  await as(billing, head).setPayee(payee, true);
  await as(billing, head).setCreditAccount(roll.id, budget);
  await as(mandates, head).setCollector(collector, payee, true);
  await as(disputes, head).setOfficerLimit(tokens(1_000));
  for (const holder of [budget, ada, ben]) {
    await networkHelpers.setBalance(holder.address, 10n ** 18n);
    await as(token, agent).mint(holder, HOLDINGS);
    await as(token, holder).approve(billing, MaxUint256);
  }
  const billingDomain = await readDomain((call) => ethers.provider.call(call), await billing.getAddress());
  const actors = { clerk, head, collector, payee, budget, sender, ada, ben };
  return { ...city, ...parts, ...actors, file, plan, survey, roll, bills, billingDomain };
}

/** The same, posted and open. */
export async function billedCity(): Promise<PreparedCity> {
  const city = await preparedCity();
  const { billing, clerk, roll, plan } = city;
  const hash = await datasetHash(datasetOf(roll));
  await as(billing, clerk).postRoll(roll.id, roll.root, roll.count, roll.total, hash);
  await networkHelpers.time.increaseTo(plan.opensAt);
  return city;
}

/** The bill of a document; of a statement its n-th. */
export function billOf({ bills, roll }: PreparedCity, document: string, place = 0) {
  const found = bills.filter((bill) => bill.document === document)[place];
  if (found === undefined) throw new Error(`${document}: no such bill`);
  return { ...found, ...roll.bill(found.index) };
}
