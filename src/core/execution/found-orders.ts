import type { Position } from "../domain/account.ts";
import type { Decimal } from "../domain/decimal.ts";
import { ZERO } from "../domain/decimal.ts";
import { externalReference, isOwnReference, type ExternalReference, type OrderId } from "../domain/ids.ts";
import { instrumentFromId, type Instrument, type InstrumentId } from "../domain/instrument.ts";
import type { OpenOrder, OrderActivity, OrderPurpose, Side } from "../domain/order.ts";
import { present } from "../domain/present.ts";
import type { Timestamp } from "../domain/time.ts";
import { inLogOrder } from "./activity-log.ts";
import { isRefused } from "./evidence.ts";

/** An order of ours as the broker's own records tell of it, whoever of us made it. */
export interface FoundOrder {
  readonly externalReference: ExternalReference;
  readonly orderId: OrderId;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly purpose: OrderPurpose;
  readonly price?: Decimal;
  /** It was decided no later than this. */
  readonly at: Timestamp;
  /** Whether it was never more than a refusal: it has reached nobody. */
  readonly isRefused: boolean;
}

interface Records {
  readonly openOrders: readonly OpenOrder[];
  readonly lines: readonly OrderActivity[];
  /** From when on the log was read; an order that is listed without a line there is older. */
  readonly since: Timestamp;
}

/**
 * The orders that carry our references: of each reference the newest one, since an earlier one was refused and sent
 * once more. What an open order says of itself counts more than its first line, which somebody may have changed since.
 */
export function ownOrdersIn({ openOrders, lines, since }: Records): readonly FoundOrder[] {
  const found = new Map<string, FoundOrder>();
  for (const line of inLogOrder(lines)) {
    const { externalReference: reference = "", orderId } = line;
    if (found.get(reference)?.orderId !== orderId) note(found, line, line.at);
  }
  for (const order of openOrders) note(found, order, found.get(order.externalReference ?? "")?.at ?? since);
  return [...found.values()].map((order) => ({
    ...order,
    isRefused: isRefused(order.orderId, { openOrders, lines }),
  }));
}

/** Orders of others, and of instruments that we could not have ordered, are none of ours. */
function note(found: Map<string, FoundOrder>, order: OpenOrder | OrderActivity, at: Timestamp): void {
  const { externalReference: reference, orderId, side, quantity, price } = order;
  const instrument = instrumentFromId(order.instrumentId);
  if (reference === undefined || !isOwnReference(reference) || instrument === undefined) return;
  const purpose = purposeOf(order);
  const identity = { externalReference: externalReference(reference), orderId, instrument, side, quantity };
  found.set(reference, { ...identity, purpose, at, isRefused: false, ...present({ price }) });
}

/** We enter and leave at the market's price alone; what waits for one of its own protects a position. */
function purposeOf({ orderType = "Market", side }: OpenOrder | OrderActivity): OrderPurpose {
  if (orderType.includes("Stop")) return "stop";
  if (orderType === "Limit") return "target";
  return side === "buy" ? "entry" : "exit";
}

/**
 * What our own position must be corrected by, for each instrument in which the broker holds an opening of ours that
 * comes from an order nobody here knows: the openings of ours, less what the known executions explain already.
 *
 * @param isKnown whether the store knows the order that opened it
 */
export function unexplainedOwn(
  positions: readonly Position[],
  own: ReadonlyMap<InstrumentId, Decimal>,
  isKnown: (opening: Position) => boolean,
): readonly { readonly instrument: Instrument; readonly quantity: Decimal }[] {
  const ours = positions.filter(({ externalReference: reference }) => isOwnReference(reference));
  return [...Map.groupBy(ours, ({ instrumentId }) => instrumentId)].flatMap(([id, openings]) => {
    const instrument = instrumentFromId(id);
    if (instrument === undefined || openings.every(isKnown)) return [];
    const held = openings.reduce((sum, { quantity }) => sum.plus(quantity), ZERO);
    const quantity = held.minus(own.get(instrument.id) ?? ZERO);
    return quantity.eq(ZERO) ? [] : [{ instrument, quantity }];
  });
}
