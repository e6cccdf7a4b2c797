import { ZERO } from "../core/domain/decimal.ts";
import { isResting } from "../core/execution/lifecycle.ts";
import { addDuration, minutes } from "../core/domain/time.ts";
import { uncoveredByBooks } from "../core/risk/uncovered.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import { followProtection } from "./follow-protection.ts";
import { positionDifferences } from "./position-differences.ts";
import { lookAtAccount, protectPositions, type ProtectionRules } from "./protect-positions.ts";
import { putRight, readHoldings } from "./put-right.ts";

/** What the broker would not protect a moment ago, or waits as it should, is looked at again after so long. */
const AGAIN_AFTER = minutes(60);

/** The account, and what may be done in it. */
interface Reached {
  readonly context: ConnectedContext;
  readonly rules: ProtectionRules;
  /** Of orders that are found in the log and taken over. */
  readonly strategy: string;
}

/**
 * Sees to what is ours also while nothing is traded, since an order that waits can be placed and taken back at all
 * hours: to positions that a crash has left without protection, at once, and every hour to all that waits, because a
 * person may have closed the position beside which it does, and it would open one of its own. Our books alone say
 * whether there is either.
 */
export async function protectOutsideHours(
  { ports: { store, clock, stop } }: CycleContext,
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
  await putRightWhatIsGone(reached);
  if (stop.reason !== undefined) return; // cut short, as by a crash or a failure: the next start does what is left
  for (const name of [...looks, LOOKED_AT_ALL]) store.cache.write(name, true, addDuration(now, AGAIN_AFTER));
}

/** What a person has closed is no longer ours by our books before what waits beside it is taken back. */
async function putRightWhatIsGone({ context, rules, strategy }: Reached): Promise<void> {
  const askedAtMs = context.ports.clock.monotonicMs();
  const seen = await lookAtAccount(context);
  const net = new Map(seen.positions.map(({ instrumentId, quantity }) => [instrumentId, quantity]));
  const own = [...context.ports.store.ownPositions()];
  const isLess = own.some(([id, quantity]) => quantity.gt(net.get(id) ?? ZERO));
  if (isLess) {
    const holdings = await readHoldings(context);
    await followProtection(context, holdings.openOrders);
    const differences = positionDifferences(context, holdings);
    await putRight(context, { differences, askedAtMs, strategy });
  }
  await protectPositions(context, rules, isLess ? undefined : seen);
}

const lookedName = (id: string): string => `protection-looked/${id}`;
/** No id of an instrument. */
const LOOKED_AT_ALL = lookedName("all");
