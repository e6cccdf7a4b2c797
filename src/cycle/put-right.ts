import { durationMs } from "../core/domain/time.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { ConnectedContext } from "./context.ts";
import { followProtection } from "./follow-protection.ts";
import {
  differenceFields,
  positionDifferences,
  type HoldingsSeen,
  type PositionDifference,
} from "./position-differences.ts";

/** Differences that one look has shown. */
export interface FirstLook {
  readonly differences: readonly PositionDifference[];
  /** When it began, on the clock that never jumps. */
  readonly askedAtMs: number;
}

/**
 * Brings our records down to what the broker bears out, so that nothing somebody else buys later passes for ours. One
 * look may have met an execution that is not in the log yet: only what a second look shows unchanged, after the time by
 * which the log may lag behind, is put right.
 *
 * @throws TradebotError when a source does not answer: then nothing is put right
 */
export async function putRight(
  context: ConnectedContext,
  { differences, askedAtMs }: FirstLook,
): Promise<void> {
  if (differences.length === 0) return;
  const { clock, stop } = context.ports;
  const waitMs = askedAtMs + VISIBILITY_GRACE - clock.monotonicMs();
  if (waitMs > 0) await clock.sleep(durationMs(waitMs));
  if (stop.reason !== undefined) {
    tellOpen(context, differences);
    return;
  }
  const again = await lookAgain(context).catch((error: unknown) => {
    tellOpen(context, differences);
    throw error;
  });
  const isConfirmed = (difference: PositionDifference): boolean =>
    differences.some((earlier) => isSame(earlier, difference));
  for (const difference of again.filter(isConfirmed)) adjust(context, difference);
  tellOpen(
    context,
    again.filter((difference) => !isConfirmed(difference)),
  );
}

const isSame = (a: PositionDifference, b: PositionDifference): boolean =>
  a.instrumentId === b.instrumentId && a.own.eq(b.own) && a.left.eq(b.left);

async function lookAgain(context: ConnectedContext): Promise<readonly PositionDifference[]> {
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
