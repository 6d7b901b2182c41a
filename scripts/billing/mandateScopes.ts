import { getAddress, type Log, ZeroAddress } from "ethers";

import type { IMandates } from "../../typechain-types/index.js";
import { logsOf } from "../lib/logs.js";
import { providerOf } from "./desk.js";

/** Which mandates are used: those of one roll and one collector, or for all (0 and zero). */
export interface Scope {
  readonly mandateRoll: bigint;
  readonly mandateCollector: string;
}

/**
 * Who has ever given a mandate that covers a roll and a collector, and in which scopes, the narrowest first. Read from
 * the events, so that nobody else is asked about. The same scope is the same object.
 */
export async function mandateScopes(
  mandates: IMandates,
  { roll, payee, collector }: { readonly roll: bigint; readonly payee: string; readonly collector: string },
): Promise<ReadonlyMap<string, readonly Scope[]>> {
  const scopes: readonly Scope[] = [
    { mandateRoll: roll, mandateCollector: getAddress(collector) },
    { mandateRoll: roll, mandateCollector: ZeroAddress },
    { mandateRoll: 0n, mandateCollector: getAddress(collector) },
    { mandateRoll: 0n, mandateCollector: ZeroAddress },
  ];
  const given = new Map<string, Set<Scope>>();
  for (const log of await logsOfMandates(mandates, payee)) {
    const event = mandates.interface.parseLog(log);
    if (event === null) continue;
    const value = (name: string): unknown => event.args.getValue(name);
    const scope = scopes.find(
      ({ mandateRoll, mandateCollector }) =>
        mandateRoll === value("roll") && mandateCollector === value("collector"),
    );
    if (scope === undefined) continue;
    const payer = value("payer") as string;
    given.set(payer, (given.get(payer) ?? new Set()).add(scope));
  }
  return new Map(
    [...given].map(([payer, theirs]) => [payer, scopes.filter((scope) => theirs.has(scope))] as const),
  );
}

/** Events of mandates that were given or taken over, for rolls of a payee. */
async function logsOfMandates({ filters, runner, target }: IMandates, payee: string): Promise<Log[]> {
  const logs: Log[] = [];
  for (const filter of [filters.MandateGiven(undefined, payee), filters.MandateTakenOver(undefined, payee)]) {
    logs.push(...(await logsOf(providerOf(runner), target as string, await filter.getTopicFilter())));
  }
  return logs;
}
