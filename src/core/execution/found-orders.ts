import type { Position } from "../domain/account.ts";
import type { Decimal } from "../domain/decimal.ts";
import { commonPart, sumDecimals, ZERO } from "../domain/decimal.ts";
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

/**
 * The orders of ours that openings come from which were made just now: the log may not show them yet. An order taken over
 * so is executed by the lines that come later, and by nothing else.
 *
 * @param since when the log may have begun to lag
 */
export function openingOrdersIn(positions: readonly Position[], since: Timestamp): readonly FoundOrder[] {
  const found = new Map<string, FoundOrder>();
  for (const order of positions.map(openingOrder)) {
    if (order === undefined || order.at < since) continue;
    const before = found.get(order.externalReference)?.quantity ?? ZERO;
    found.set(order.externalReference, { ...order, quantity: before.plus(order.quantity) });
  }
  return [...found.values()];
}

/** @returns `undefined` where the opening does not tell the order and the time, or is not ours */
function openingOrder(position: Position): FoundOrder | undefined {
  const { externalReference: reference, sourceOrderId: orderId, openedAt: at, quantity } = position;
  const instrument = instrumentFromId(position.instrumentId);
  if (reference === undefined || !isOwnReference(reference) || instrument === undefined) return undefined;
  if (orderId === undefined || at === undefined) return undefined;
  const course = quantity.gt(ZERO)
    ? ({ side: "buy", purpose: "entry" } as const)
    : ({ side: "sell", purpose: "exit" } as const);
  const identity = { externalReference: externalReference(reference), orderId, instrument };
  return { ...identity, ...course, quantity: quantity.abs(), at, isRefused: false };
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
 * What was once taken off our records because the broker did not show it comes back with openings of known orders.
 *
 * @param isKnown whether the store knows the order that opened it
 */
export function unexplainedOwn(
  positions: readonly Position[],
  { own, missed, isKnown }: OwnRecords,
): readonly UnexplainedOwn[] {
  const ours = positions.filter(
    (position) =>
      isOwnReference(position.externalReference) ||
      (position.externalReference === undefined && isKnown(position)),
  );
  return [...Map.groupBy(ours, ({ instrumentId }) => instrumentId)].flatMap(([id, openings]) => {
    const instrument = instrumentFromId(id);
    if (instrument === undefined) return [];
    const held = sumDecimals(openings.map(({ quantity }) => quantity));
    const beyond = held.minus(own.get(instrument.id) ?? ZERO);
    const isBack = openings.every(isKnown);
    const quantity = isBack ? commonPart(beyond, missed.get(instrument.id) ?? ZERO) : beyond;
    return quantity.eq(ZERO) ? [] : [{ instrument, quantity, isBack, openings }];
  });
}

interface OwnRecords {
  readonly own: ReadonlyMap<InstrumentId, Decimal>;
  /** What was taken off them without anything that explained it, and has not come back; signed like the position. */
  readonly missed: ReadonlyMap<InstrumentId, Decimal>;
  readonly isKnown: (opening: Position) => boolean;
}

export interface UnexplainedOwn {
  readonly instrument: Instrument;
  readonly quantity: Decimal;
  /** Whether it is there again after it was missed. */
  readonly isBack: boolean;
  /** What the broker shows of ours, the unexplained part among it. */
  readonly openings: readonly Position[];
}

/** What was paid for openings on average, and when the first of them was made; each absent where one does not tell. */
export function originOf(openings: readonly Position[]): Pick<Position, "openPrice" | "openedAt"> {
  const [prices, times] = [
    openings.map(({ openPrice }) => openPrice),
    openings.map(({ openedAt }) => openedAt),
  ];
  const quantity = sumDecimals(openings.map((opening) => opening.quantity));
  const isTold = prices.every((price) => price !== undefined) && !quantity.eq(ZERO);
  const paid = openings.map((opening) => opening.quantity.times(opening.openPrice ?? ZERO));
  return present({
    openPrice: isTold ? sumDecimals(paid).div(quantity) : undefined,
    openedAt: times.every((at) => at !== undefined) ? times.toSorted((a, b) => a - b)[0] : undefined,
  });
}
