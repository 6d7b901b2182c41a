import { id } from "ethers";

import {
  prepareRoll,
  type PreparedBill,
  type PrepareOptions,
  type Roll,
  type RollPlan,
  type RollSurvey,
  surveyRoll,
} from "../../sdk/index.js";

/** A roll's plan for tests. */
export const PLAN: RollPlan = {
  payee: "0x1000000000000000000000000000000000000001",
  opensAt: 1_800_000_000n,
  generation: 0,
  serial: 2027n,
  secret: id("secret of the billing office"),
};

/** An account of a debtor for tests. */
export const accountOf = (i: number): string => `0x${(0xacc0_0000 + i).toString(16).padStart(40, "0")}`;

/** A file with bills that stand alone. */
export function fileOf(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `TAX-${i},${accountOf(i)},${100 + i}.25,2027-03-31,${i % 3},14,5.00,2.5,0.0274,20,balance`,
  );
  const header =
    "document,account,amount,due,kind,grace_days,late_flat,late_percent,late_daily_percent,late_cap_percent,late_on";
  return `${header}\n${rows.join("\n")}\n`;
}

/** Surveys and prepares a file. */
export async function prepare(
  text: string,
  options: PrepareOptions = {},
  plan: RollPlan = PLAN,
): Promise<{ roll: Roll; survey: RollSurvey; bills: PreparedBill[] }> {
  const survey = await surveyRoll([text]);
  const bills: PreparedBill[] = [];
  const roll = await prepareRoll([text], survey, plan, {
    ...options,
    onBill: (bill) => {
      bills.push(bill);
    },
  });
  return { roll, survey, bills };
}
