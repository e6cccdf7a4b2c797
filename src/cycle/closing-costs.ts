import type { ClosedPosition } from "../core/domain/account.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { externalReference, isOwnReference } from "../core/domain/ids.ts";
import { present } from "../core/domain/present.ts";
import { minutes, subtractDuration } from "../core/domain/time.ts";
import type { ConnectedContext } from "./context.ts";
import type { ClosingCost } from "./ports/ledger-store.ts";
import type { Store } from "./ports/store.ts";

/** What was closed shows up at once or not at all; the broker forgets it in the night. */
const ASKED_FOR = minutes(30);

/**
 * What was closed lately, where something of ours was and its costs are not known yet. They are worth a request and no
 * failure: what is not told stays unknown.
 */
export async function readClosingsIfWanted({
  ports: { store, clock },
  broker,
  account,
}: ConnectedContext): Promise<readonly ClosedPosition[]> {
  if (!store.lacksCostsSince(subtractDuration(clock.now(), ASKED_FOR))) return [];
  try {
    return await broker.readClosedPositions(account);
  } catch (error) {
    if (error instanceof TradebotError) return [];
    throw error;
  }
}

/** Keeps what our closings cost. */
export function noteClosingCosts(
  { ports: { store } }: { readonly ports: { readonly store: Pick<Store, "recordClosingCosts"> } },
  closed: readonly ClosedPosition[],
): void {
  const costs = closed.flatMap(costOf);
  if (costs.length > 0) store.recordClosingCosts(costs);
}

/** What somebody else has closed cost us nothing; what we have closed of somebody else's, only the closing. */
function costOf(closed: ClosedPosition): readonly ClosingCost[] {
  const {
    openingPositionId,
    closingPositionId,
    closedAt: at,
    quantity,
    closingReference,
    closingCost,
  } = closed;
  if (closingReference === undefined || !isOwnReference(closingReference)) return [];
  const openingCost = isOwnReference(closed.openingReference) ? closed.openingCost : undefined;
  return [
    {
      id: `${openingPositionId}-${closingPositionId}`,
      externalReference: externalReference(closingReference),
      at,
      quantity: quantity.abs(),
      ...present({ openingCost, closingCost }),
    },
  ];
}
