import { isResting } from "../core/execution/lifecycle.ts";
import { addDuration, minutes } from "../core/domain/time.ts";
import { uncoveredByBooks } from "../core/risk/uncovered.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import { protectPositions, type ProtectionRules } from "./protect-positions.ts";

/** What could not be protected a moment ago, or waits as it should, is looked at again after so long. */
const AGAIN_AFTER = minutes(60);

/** The account, and what may be done in it. */
interface Reached {
  readonly context: ConnectedContext;
  readonly rules: ProtectionRules;
}

/**
 * Sees to what is ours also while nothing is traded, since an order that waits can be placed and taken back at all
 * hours: to positions that a crash has left without protection, at once, and every hour to all that waits, because a
 * person may have closed the position beside which it does, and it would open one of its own. Our books alone say
 * whether there is either.
 */
export async function protectOutsideHours(
  { ports: { store, clock } }: CycleContext,
  rules: ProtectionRules,
  reach: () => Promise<Reached>,
): Promise<void> {
  if (rules.dryRun) return;
  const now = clock.now();
  const unsettled = store.unsettledIntents();
  const lacking = uncoveredByBooks(store.ownPositions(), unsettled, rules.protection);
  const isAnyWaiting = unsettled.some(({ state, intent: { purpose } }) => isResting({ state, purpose }));
  const looks = [...[...lacking.keys()].map(lookedName), ...(isAnyWaiting ? [LOOKED_AT_ALL] : [])];
  if (looks.every((name) => store.cache.read(name, now) !== undefined)) return;
  const reached = await reach();
  for (const name of [...looks, LOOKED_AT_ALL]) store.cache.write(name, true, addDuration(now, AGAIN_AFTER));
  await protectPositions(reached.context, reached.rules, undefined);
}

const lookedName = (id: string): string => `protection-looked/${id}`;
/** No id of an instrument. */
const LOOKED_AT_ALL = lookedName("all");
