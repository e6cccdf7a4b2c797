import type { NetPosition } from "../core/domain/account.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import type { OpenOrder, OrderActivity } from "../core/domain/order.ts";
import { addDuration, durationMs, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { ACTIVITY_LOOK_BACK, type Evidence } from "../core/execution/evidence.ts";
import { ANSWER_PATIENCE, SENDING_PATIENCE } from "../core/execution/verdict.ts";
import type { ConnectedContext } from "./context.ts";
import type { IntentStanding } from "./ports.ts";

/** What the broker's records showed at one moment, about all orders in question. */
export interface Look {
  readonly asOf: Timestamp;
  readonly activities: { readonly since: Timestamp; readonly lines: readonly OrderActivity[] };
  readonly openOrders?: readonly OpenOrder[];
  readonly positions?: readonly NetPosition[];
}

/** The moment before which nothing had been sent. An adopted order was sent by whoever decided the same, after its bar. */
export const sentAtOf = ({ intent, placingAt }: IntentStanding): Timestamp =>
  placingAt ?? intent.decisionBarCloseAt;

/**
 * The moment after which nothing of it is under way any more. Who waited for the answer knows it; after a crash it is
 * the longest that the sending and the desk can take.
 */
export const underWayUntilOf = (standing: IntentStanding): Timestamp => {
  const { placingAt, answerGivenUpAt } = standing;
  if (answerGivenUpAt !== undefined) return answerGivenUpAt;
  return placingAt === undefined ? sentAtOf(standing) : addDuration(placingAt, SENDING_MAX);
};
const SENDING_MAX = durationMs(SENDING_PATIENCE + ANSWER_PATIENCE);

/**
 * Reads the records about these orders. @param sources `log`: the order log alone, which tells what became of an
 * accepted order; `all`: also open orders and positions, which a doubt needs
 * @throws TradebotError when a source does not answer
 */
export async function gatherEvidence(
  { broker, account, ports }: ConnectedContext,
  orders: readonly IntentStanding[],
  sources: "log" | "all",
): Promise<Look> {
  const asOf = ports.clock.now();
  const sentFrom = orders.map(sentAtOf).reduce((earliest, at) => (at < earliest ? at : earliest), asOf);
  const since = subtractDuration(sentFrom, ACTIVITY_LOOK_BACK);
  if (sources === "log") {
    return { asOf, activities: { since, lines: await broker.readOrderActivities(account, since) } };
  }
  const [openOrders, lines, positions] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readOrderActivities(account, since),
    broker.readNetPositions(account),
  ]);
  return { asOf, activities: { since, lines }, openOrders, positions };
}

/** The look as evidence about one order, with how far its position moved since before it was sent. */
export function evidenceAbout({ ports }: ConnectedContext, standing: IntentStanding, look: Look): Evidence {
  const { positions, ...seen } = look;
  const before = ports.store.snapshotBefore(sentAtOf(standing));
  if (before === undefined || positions === undefined) return seen;
  const { id } = standing.intent.instrument;
  // another order of ours may have moved the position since: one that closed another opening, for one
  const expected = quantityOf(id, before.positions).plus(ports.store.executedSince(id, before.takenAt));
  return { ...seen, positionShift: quantityOf(id, positions).minus(expected) };
}

const quantityOf = (id: string, positions: readonly NetPosition[]): Decimal =>
  positions.find(({ instrumentId }) => instrumentId === id)?.quantity ?? ZERO;
