import { addDuration, minutes } from "../core/domain/time.ts";
import { uncoveredByBooks } from "../core/risk/uncovered.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import { protectPositions, type ProtectionRules } from "./protect-positions.ts";

/** What could not be protected a moment ago is looked at again after so long, while nothing is traded. */
const AGAIN_AFTER = minutes(60);

/**
 * Sees to positions that a crash has left without protection, also while nothing is traded: an order that waits can be
 * placed at all hours. Our books alone say whether it is worth a request.
 */
export async function protectOutsideHours(
  context: CycleContext,
  rules: ProtectionRules,
  connect: () => Promise<ConnectedContext>,
): Promise<void> {
  const { store, clock } = context.ports;
  if (rules.dryRun) return;
  const now = clock.now();
  const lacking = uncoveredByBooks(store.ownPositions(), store.unsettledIntents(), rules.protection);
  const open = [...lacking.keys()].filter((id) => store.cache.read(lookedName(id), now) === undefined);
  if (open.length === 0) return;
  const connected = await connect();
  for (const id of open) store.cache.write(lookedName(id), true, addDuration(now, AGAIN_AFTER));
  await protectPositions(connected, rules, undefined);
}

const lookedName = (id: string): string => `protection-looked/${id}`;
