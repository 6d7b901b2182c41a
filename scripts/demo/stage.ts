import type { ContractTransactionResponse, Interface, Provider, Signer } from "ethers";

import type { Blueprint } from "../city/blueprint.js";
import { bad, faint, good, heading } from "../lib/cli.js";
import { revertReason } from "../lib/revert.js";
import { thousands } from "../lib/table.js";
import { actAs, type Safe } from "../lib/safe.js";

/** What a chapter of the demo plays on. */
export interface Stage {
  readonly blueprint: Blueprint;
  readonly provider: Provider;
  /** Pays for what the offices' wallets send. */
  readonly clerk: Signer;
  /** Somebody with an account and no role. */
  readonly citizen: Signer;
  /** Wallets of the offices, by role name. */
  readonly offices: Readonly<Record<string, Safe>>;
  /** Sets the chain's clock forward, seconds. */
  readonly wait: (seconds: number) => Promise<void>;
  /** Acts so far, for the table at the end. */
  readonly acts: Act[];
}

/** An act of the demo and what it cost. */
export interface Act {
  readonly chapter: string;
  readonly what: string;
  readonly gas: bigint;
}

/** One chapter of the demo, one file a service. */
export interface Chapter {
  readonly title: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** Tells a chapter and keeps its acts. */
export function narrator(stage: Stage, chapter: string) {
  const say = (text: string): void => console.log(text);

  /** An act of an account. */
  const act = async (what: string, transaction: Promise<ContractTransactionResponse>): Promise<void> => {
    const receipt = await (await transaction).wait();
    if (receipt === null) throw new Error(`${what}: the transaction was not mined`);
    stage.acts.push({ chapter, what, gas: receipt.gasUsed });
    say(`  ${good("done")} ${what} ${faint(`${thousands(receipt.gasUsed)} gas`)}`);
  };

  /** An act of an office: two of its three members sign. */
  const officeActs = (office: string, what: string, to: string, data: string): Promise<void> =>
    act(`${office}: ${what}`, actAs(stage.offices[office], stage.clerk, to, data));

  /**
   * An act that must be refused.
   * @param errors interface whose custom errors explain why
   * @throws where the chain accepts it
   */
  const refused = async (
    what: string,
    from: string,
    to: string,
    data: string,
    errors: Interface,
  ): Promise<void> => {
    try {
      await stage.provider.call({ from, to, data });
    } catch (error) {
      const reason = revertReason(error, errors) ?? "without a reason";
      say(`  ${bad("refused")} ${what} ${faint(reason)}`);
      return;
    }
    throw new Error(`${what}: the chain accepted what it must refuse`);
  };

  return { say, act, officeActs, refused };
}

/** A chapter's heading. */
export const chapterHeading = (number: number, title: string): string => heading(`\n${number}. ${title}`);
