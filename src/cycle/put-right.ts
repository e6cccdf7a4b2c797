import type { MarkedPosition } from "../core/accounting/own-performance.ts";
import type { Decimal } from "../core/domain/decimal.ts";
import { present } from "../core/domain/present.ts";
import { durationMs, minutes, subtractDuration } from "../core/domain/time.ts";
import type { OrderId } from "../core/domain/ids.ts";
import type { OrderActivity } from "../core/domain/order.ts";
import { closedByOthers } from "../core/execution/reconcile.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import { ownOrdersIn } from "../core/execution/found-orders.ts";
import { adoptFound, HELD_NO_MORE } from "./adopt-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { followProtection } from "./follow-protection.ts";
import {
  differenceFields,
  positionDifferences,
  type HoldingsSeen,
  type PositionDifference,
} from "./position-differences.ts";
import { settleOrders } from "./settle-orders.ts";
import { noteShortages } from "./shortages.ts";

/** Differences that one look has shown. */
export interface FirstLook {
  readonly differences: readonly PositionDifference[];
  /** When it began, on the clock that never jumps. */
  readonly askedAtMs: number;
  /** Of orders that are found in the log and taken over. */
  readonly strategy: string;
}

/**
 * Brings our records down to what the broker bears out, so that nothing somebody else buys later passes for ours. One
 * look may have met an execution that is not in the log yet, or an order that the store has forgotten: only what a
 * second look shows unchanged, after the time by which the log may lag behind and a search through it, is put right.
 * What nothing explains, neither a sale in the log nor an opening of somebody else in the place of ours, may be a list
 * that has come back empty: that has to last.
 *
 * @throws TradebotError when a source does not answer: then nothing is put right
 */
export async function putRight(
  context: ConnectedContext,
  { differences, askedAtMs, strategy }: FirstLook,
): Promise<void> {
  const { clock, stop, store } = context.ports;
  const lookedMs = Math.round(clock.monotonicMs() - askedAtMs);
  const wasSeenBefore = noteShortages(
    context,
    differences,
    subtractDuration(clock.now(), durationMs(lookedMs)),
  );
  if (differences.length === 0) return;
  const waitMs = askedAtMs + VISIBILITY_GRACE - clock.monotonicMs();
  if (waitMs > 0) await clock.sleep(durationMs(waitMs));
  if (stop.reason !== undefined) {
    tellOpen(context, differences);
    return;
  }
  const again = await lookAgain(context, strategy).catch((error: unknown) => {
    tellOpen(context, differences);
    throw error;
  });
  const { lines } = again;
  const open: PositionDifference[] = [];
  for (const difference of again.differences) {
    const isSeenTwice = differences.some((earlier) => isSame(earlier, difference));
    const isExplained = difference.isShown || isClosedByOthers(difference, lines, store.hasOrder.bind(store));
    if (isSeenTwice && isExplained) adjust(context, difference, difference.reason);
    else if (isSeenTwice && wasSeenBefore(difference)) adjust(context, difference, HELD_NO_MORE);
    else open.push(difference);
  }
  context.tally.differing = open.length;
  tellOpen(context, open);
}

/** Whether the log tells who has sold it. */
function isClosedByOthers(
  { instrumentId, own, left }: PositionDifference,
  lines: readonly OrderActivity[],
  isOwnOrder: (orderId: OrderId) => boolean,
): boolean {
  const here = lines.filter((line) => line.instrumentId === instrumentId);
  return closedByOthers({ own, lines: here }, isOwnOrder).gte(own.minus(left).abs());
}

/** As far back as a backup is likely to be put back from. */
const LOOK_BACK = minutes(30 * 24 * 60);

/** Takes over what the broker knows of ours and the store does not, as after an older store was put back. */
async function searchLog(context: ConnectedContext, strategy: string): Promise<readonly OrderActivity[]> {
  const { broker, account, ports } = context;
  const since = subtractDuration(ports.clock.now(), LOOK_BACK);
  const [openOrders, lines] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readOrderActivities(account, since),
  ]);
  const found = ownOrdersIn({ openOrders, lines, since }).filter(({ isRefused }) => !isRefused);
  await settleOrders(context, adoptFound(context, found, { strategy }), "resume");
  return lines;
}

const isSame = (a: PositionDifference, b: PositionDifference): boolean =>
  a.instrumentId === b.instrumentId && a.own.eq(b.own) && a.left.eq(b.left);

async function lookAgain(context: ConnectedContext, strategy: string) {
  const lines = await searchLog(context, strategy);
  const seen = await readHoldings(context);
  await followProtection(context, seen.openOrders);
  return { lines, differences: positionDifferences(context, seen) };
}

/** @throws TradebotError when one of them does not answer */
export async function readHoldings({ broker, account }: ConnectedContext): Promise<HoldingsSeen> {
  const [openOrders, positions, lots] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readNetPositions(account),
    broker.readPositions(account),
  ]);
  return { openOrders, positions, lots };
}

function adjust({ ports, cycle }: ConnectedContext, difference: PositionDifference, reason: string): void {
  const { instrumentId, own, left, atBroker } = difference;
  const [at, quantity] = [ports.clock.now(), left.minus(own)];
  const mark = ports.store
    .markBefore(at)
    ?.positions.find((position) => position.instrumentId === instrumentId);
  ports.store.recordAdjustment(cycle, {
    at,
    instrumentId,
    quantity,
    reason,
    detail: `ours ${own.toString()}, at the broker ${atBroker.toString()}`,
    ...present({ profitLoss: mark && resultOfPart(mark, quantity.neg()) }),
  });
  ports.events.emit("execution_position_adjusted", {
    ...differenceFields(ports, difference),
    adjusted_by: quantity.toString(),
    reason,
  });
}

/** What somebody else has closed has come to what it was worth when it was last looked at. */
const resultOfPart = ({ quantity, openProfitLoss }: MarkedPosition, part: Decimal): Decimal =>
  openProfitLoss.times(part).div(quantity);

function tellOpen({ ports }: ConnectedContext, differences: readonly PositionDifference[]): void {
  for (const difference of differences)
    ports.events.emit("execution_position_differs", differenceFields(ports, difference));
}
