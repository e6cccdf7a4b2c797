import type { Position } from "../domain/account.ts";
import { minDecimal, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { ExternalReference, OrderId } from "../domain/ids.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { OpenOrder, OrderActivity, Side } from "../domain/order.ts";
import type { DurationMs, Timestamp } from "../domain/time.ts";
import { minutes } from "../domain/time.ts";
import { inLogOrder, readOrderLog } from "./activity-log.ts";
import type { IntentState } from "./lifecycle.ts";

/** How far before the sending the log must be read, so that clocks a little apart hide no line. */
export const ACTIVITY_LOOK_BACK: DurationMs = minutes(5);

/** An order that was sent, or is about to be, and whose outcome is asked for. */
export interface SentOrder {
  readonly reference: ExternalReference;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly state: IntentState;
  /** When nothing had been sent yet for certain, by our clock then. */
  readonly sentAt: Timestamp;
  /** The earliest time that the broker can have written beside it, whatever our clock said at the sending. */
  readonly loggedFrom: Timestamp;
  /**
   * For how long nothing of it had been under way when the looking began; negative while the request may still have
   * been. Only silence after that means something.
   */
  readonly quietFor: DurationMs;
  /** How often the same order was sent before under the same reference, and came to nothing. */
  readonly earlierAttempts: number;
  readonly orderId?: OrderId;
  /** Whether it is known to be the order of something else that we have intended. */
  readonly isOtherOrder: (orderId: OrderId) => boolean;
  /** What the store has already recorded as executed. */
  readonly filledQuantity: Decimal;
}

/** Where the broker is asked about orders. A known order id is looked for in its full list: one request for all. */
export type EvidenceSource = "open orders" | "order activities" | "positions" | "net positions";

/** What the broker showed. An absent source did not answer, which is not the same as an empty answer. */
export interface Evidence {
  /** When the asking began. */
  readonly asOf: Timestamp;
  readonly openOrders?: readonly OpenOrder[];
  readonly activities?: { readonly since: Timestamp; readonly lines: readonly OrderActivity[] };
  /** Each opening with the order it comes from; shows an execution before the log does. */
  readonly positions?: readonly Position[];
  /** Net position at the broker less the one expected without this order, in its instrument. */
  readonly positionShift?: Decimal;
  /** Sources that were asked and did not answer. */
  readonly unanswered?: readonly EvidenceSource[];
}

type Trace = OpenOrder | OrderActivity | Position;

/** What the broker's two lists of orders show. */
interface Records {
  readonly openOrders: readonly OpenOrder[];
  readonly lines: readonly OrderActivity[];
}

/** What the evidence holds of one order. */
export interface Traces {
  /** Of everything that carries our reference, and the id we were given. */
  readonly orderIds: readonly OrderId[];
  readonly lines: readonly OrderActivity[];
  readonly openOrder: OpenOrder | undefined;
  /** What it opened and nothing has closed yet; zero when that is nothing. */
  readonly openedQuantity: Decimal;
  /** Whether the sources show nothing of the order. */
  readonly isSilent: boolean;
  /** Whether they show refusals alone, and nobody has told which of them is this order's. */
  readonly isGuessedRefusal: boolean;
  readonly areOurs: boolean;
}

export function tracesOf(order: SentOrder, evidence: Evidence): Traces {
  const { openOrders = [], positions = [] } = evidence;
  const lines = inLogOrder(evidence.activities?.lines ?? []);
  const all = [...openOrders, ...lines, ...positions];
  const known = order.orderId === undefined ? [] : [order.orderId];
  const refersToUs = (trace: Trace): boolean =>
    trace.externalReference === order.reference && !isAnothers(trace, order);
  const named = all.filter(refersToUs).map(orderIdOf);
  const candidates = new Set([...known, ...named.filter((id) => id !== undefined)]);
  const refused = [...candidates].filter(
    (id) => isRefused(id, { openOrders, lines }) && !positions.some((one) => one.sourceOrderId === id),
  );
  const orderIds = new Set(idsOf(order, [...candidates], refused));
  const isTrace = (trace: Trace): boolean => isOneOf(orderIds, orderIdOf(trace)); // a line may lack the reference
  const opened = positions.filter((position) => isTrace(position) || refersToUs(position));
  const traces = [...openOrders.filter(isTrace), ...lines.filter(isTrace), ...opened];
  return {
    orderIds: [...orderIds],
    lines: lines.filter(isTrace),
    openOrder: openOrders.find(isTrace),
    openedQuantity: openedBy(order, opened),
    isSilent: traces.length === 0,
    isGuessedRefusal: order.orderId === undefined && refused.some((id) => orderIds.has(id)),
    areOurs: traces.every((trace) => describes(trace, order)),
  };
}

/**
 * Whether it is of another order all the same: one that we know by its id, or, where ours is known by its own, one on
 * the other side. The broker may hand our reference on to the orders that wait for ours.
 */
function isAnothers(trace: Trace, { orderId, side, isOtherOrder }: SentOrder): boolean {
  const id = orderIdOf(trace);
  if (id === undefined || id === orderId) return false;
  return isOtherOrder(id) || (orderId !== undefined && sideOf(trace) !== side);
}

const orderIdOf = (trace: Trace): OrderId | undefined =>
  "positionId" in trace ? trace.sourceOrderId : trace.orderId;

const isOneOf = (ids: ReadonlySet<OrderId>, id: OrderId | undefined): boolean =>
  id !== undefined && ids.has(id);

/** No more than was ordered: where the account averages, later orders enlarge what the first one opened. */
function openedBy({ quantity }: SentOrder, opened: readonly Position[]): Decimal {
  const sum = sumDecimals(opened.map((position) => position.quantity.abs()));
  return minDecimal(sum, quantity);
}

/**
 * An order that was refused and sent once more has two ids under one reference, of which one never lived: it is no
 * second order. Where all were refused, the newest tells what became of it; unless each of them may be what an earlier
 * attempt has left, and the line of this one is still to come.
 */
function idsOf(
  { orderId, earlierAttempts }: SentOrder,
  candidates: readonly OrderId[],
  refused: readonly OrderId[],
): readonly OrderId[] {
  const living = candidates.filter((id) => !refused.includes(id));
  if (living.length > 0) return living;
  return orderId === undefined && refused.length <= earlierAttempts ? [] : refused.slice(-1);
}

/** Whether all that the records say of the order with this id is that it was refused. */
export function isRefused(id: OrderId, { openOrders, lines }: Records): boolean {
  const own = lines.filter(({ orderId }) => orderId === id);
  if (own.length === 0 || openOrders.some(({ orderId }) => orderId === id)) return false;
  const { status, filledQuantity } = readOrderLog(own);
  return status === "rejected" && filledQuantity.eq(ZERO);
}

const describes = (trace: Trace, order: SentOrder): boolean =>
  trace.instrumentId === order.instrument.id &&
  sideOf(trace) === order.side &&
  (trace.externalReference === undefined || trace.externalReference === order.reference);

function sideOf(trace: Trace): Side {
  if (!("positionId" in trace)) return trace.side;
  return trace.quantity.lt(ZERO) ? "sell" : "buy";
}
