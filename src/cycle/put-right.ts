import { durationMs, minutes, subtractDuration } from "../core/domain/time.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import { ownOrdersIn } from "../core/execution/found-orders.ts";
import { adoptFound } from "./adopt-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { followProtection } from "./follow-protection.ts";
import {
  differenceFields,
  positionDifferences,
  type HoldingsSeen,
  type PositionDifference,
} from "./position-differences.ts";
import { settleOrders } from "./settle-orders.ts";

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
 *
 * @throws TradebotError when a source does not answer: then nothing is put right
 */
export async function putRight(
  context: ConnectedContext,
  { differences, askedAtMs, strategy }: FirstLook,
): Promise<void> {
  if (differences.length === 0) return;
  const { clock, stop } = context.ports;
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
  const isConfirmed = (difference: PositionDifference): boolean =>
    differences.some((earlier) => isSame(earlier, difference));
  for (const difference of again.filter(isConfirmed)) adjust(context, difference);
  const open = again.filter((difference) => !isConfirmed(difference));
  context.tally.differing = open.length;
  tellOpen(context, open);
}

/** As far back as a backup is likely to be put back from. */
const LOOK_BACK = minutes(30 * 24 * 60);

/** Takes over what the broker knows of ours and the store does not, as after an older store was put back. */
async function searchLog(context: ConnectedContext, strategy: string): Promise<void> {
  const { broker, account, ports } = context;
  const since = subtractDuration(ports.clock.now(), LOOK_BACK);
  const [openOrders, lines] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readOrderActivities(account, since),
  ]);
  const found = ownOrdersIn({ openOrders, lines, since }).filter(({ isRefused }) => !isRefused);
  await settleOrders(context, adoptFound(context, found, { strategy }), "resume");
}

const isSame = (a: PositionDifference, b: PositionDifference): boolean =>
  a.instrumentId === b.instrumentId && a.own.eq(b.own) && a.left.eq(b.left);

async function lookAgain(
  context: ConnectedContext,
  strategy: string,
): Promise<readonly PositionDifference[]> {
  await searchLog(context, strategy);
  const seen = await readHoldings(context);
  await followProtection(context, seen.openOrders);
  return positionDifferences(context, seen);
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

function adjust({ ports, cycle }: ConnectedContext, difference: PositionDifference): void {
  const { instrumentId, own, left, atBroker, reason } = difference;
  const quantity = left.minus(own);
  ports.store.recordAdjustment(cycle, {
    at: ports.clock.now(),
    instrumentId,
    quantity,
    reason,
    detail: `ours ${own.toString()}, at the broker ${atBroker.toString()}`,
  });
  ports.events.emit("execution_position_adjusted", {
    ...differenceFields(ports, difference),
    adjusted_by: quantity.toString(),
  });
}

function tellOpen({ ports }: ConnectedContext, differences: readonly PositionDifference[]): void {
  for (const difference of differences)
    ports.events.emit("execution_position_differs", differenceFields(ports, difference));
}
