import { isHeld, type NettingProfile, type Position } from "../domain/account.ts";
import { commonPart, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import { isOwnReference, type OrderId } from "../domain/ids.ts";
import type { OrderActivity } from "../domain/order.ts";
import { inLogOrder, readOrderLog } from "./activity-log.ts";

/** What our records and the broker say of one instrument. */
export interface HeldByBoth {
  /** By our own records, signed. */
  readonly own: Decimal;
  /** Net, at the broker. */
  readonly net: Decimal;
  /** The openings there, each for itself. */
  readonly lots: readonly Position[];
  readonly nettingProfile: NettingProfile;
  readonly isOwnOrder: (orderId: OrderId) => boolean;
}

/** How our own position is to be put right. */
export interface Correction {
  /** What of ours is left, by the broker's records. */
  readonly left: Decimal;
  readonly reason: "BROKER_HOLDS_LESS" | "OPENINGS_NOT_OURS";
  /** Whether openings of others are shown where ours were; what is merely missing from a list may be back in the next. */
  readonly isShown: boolean;
}

/**
 * Which part of our records the broker still bears out; `undefined` where that is all of it. Never more than we have
 * recorded: what the broker holds beyond that is somebody else's, and stays untouched.
 *
 * The openings tell: where they net by the end of the day, and where some of them net with nothing, their sum counts a
 * trade that has closed none of ours. Only where all are averaged into one, which bears the name of whoever came first,
 * the sum tells alone.
 */
export function correctionOf(held: HeldByBoth): Correction | undefined {
  const { own, net, nettingProfile } = held;
  const byNet = commonPart(own, net);
  const left = nettingProfile === "AverageRealTime" ? byNet : commonPart(own, openedByUs(held));
  if (left.eq(own)) return undefined;
  if (left.eq(byNet)) return { left, reason: "BROKER_HOLDS_LESS", isShown: false };
  return {
    left,
    reason: "OPENINGS_NOT_OURS",
    isShown: openedByOthers(held).abs().gte(byNet.minus(left).abs()),
  };
}

/** How much somebody else has closed of what is no longer left, by the lines of one instrument since we last opened some. */
export function closedByOthers(
  { own, lines }: { readonly own: Decimal; readonly lines: readonly OrderActivity[] },
  isOwnOrder: (orderId: OrderId) => boolean,
): Decimal {
  const opens = own.gt(ZERO) ? "buy" : "sell";
  const ordered = inLogOrder(lines);
  const lastOpened = ordered.findLastIndex(
    ({ orderId, side, fill }) => fill !== undefined && side === opens && isOwnOrder(orderId),
  );
  const later = ordered
    .slice(lastOpened + 1)
    .filter(({ side, orderId }) => side !== opens && !isOwnOrder(orderId));
  const orders = [...Map.groupBy(later, ({ orderId }) => orderId).values()];
  return sumDecimals(orders.map((ofOne) => readOrderLog(ofOne).filledQuantity));
}

const openedByUs = (held: HeldByBoth): Decimal => opened(held, (lot) => !isForeignLot(lot, held.isOwnOrder));

const openedByOthers = (held: HeldByBoth): Decimal =>
  opened(held, (lot) => isForeignLot(lot, held.isOwnOrder));

/** On the side of our records: an opening on the other one is no part of them. */
const opened = ({ own, lots }: HeldByBoth, isTheirs: (lot: Position) => boolean): Decimal =>
  sumDecimals(
    lots
      .filter((lot) => lot.quantity.times(own).gt(ZERO) && isHeld(lot))
      .filter(isTheirs)
      .map(({ quantity }) => quantity),
  );

/** Whether somebody else opened it, as a fact: one that names neither a reference nor an order may be ours. */
export const isForeignLot = (
  { externalReference: reference, sourceOrderId }: Position,
  isOwnOrder: (orderId: OrderId) => boolean,
): boolean =>
  reference === undefined
    ? sourceOrderId !== undefined && !isOwnOrder(sourceOrderId)
    : !isOwnReference(reference);
