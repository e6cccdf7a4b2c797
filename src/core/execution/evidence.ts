import type { Decimal } from "../domain/decimal.ts";
import { ZERO } from "../domain/decimal.ts";
import type { ExternalReference, OrderId } from "../domain/ids.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { OpenOrder, OrderActivity, Side } from "../domain/order.ts";
import type { DurationMs, Timestamp } from "../domain/time.ts";
import { minutes } from "../domain/time.ts";
import { readOrderLog } from "./activity-log.ts";
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
  /** When nothing had been sent yet for certain. */
  readonly sentAt: Timestamp;
  readonly orderId?: OrderId;
  /** What the store has already recorded as executed. */
  readonly filledQuantity: Decimal;
}

/** What the broker showed. An absent source did not answer, which is not the same as an empty answer. */
export interface Evidence {
  /** When the asking began. */
  readonly asOf: Timestamp;
  readonly openOrders?: readonly OpenOrder[];
  readonly activities?: { readonly since: Timestamp; readonly lines: readonly OrderActivity[] };
  /** Net position at the broker less the one expected without this order, in its instrument. */
  readonly positionShift?: Decimal;
}

type Trace = OpenOrder | OrderActivity;

/** What the evidence holds of one order. */
export interface Traces {
  /** Of everything that carries our reference, and the id we were given. */
  readonly orderIds: readonly OrderId[];
  readonly lines: readonly OrderActivity[];
  readonly openOrder: OpenOrder | undefined;
  /** Whether the sources show nothing of the order. */
  readonly isSilent: boolean;
  readonly areOurs: boolean;
}

export function tracesOf(order: SentOrder, evidence: Evidence): Traces {
  const { openOrders = [], activities } = evidence;
  const all = [...openOrders, ...(activities?.lines ?? [])];
  const known = order.orderId === undefined ? [] : [order.orderId];
  const referring = all.filter((trace) => trace.externalReference === order.reference);
  const candidates = new Set([...known, ...referring.map((trace) => trace.orderId)]);
  const orderIds = new Set(withoutRefused([...candidates], evidence));
  const isTrace = (trace: Trace): boolean => orderIds.has(trace.orderId); // a line may lack the reference
  const traces = all.filter(isTrace);
  return {
    orderIds: [...orderIds],
    lines: activities?.lines.filter(isTrace) ?? [],
    openOrder: openOrders.find(isTrace),
    isSilent: traces.length === 0,
    areOurs: traces.every((trace) => describes(trace, order)),
  };
}

/**
 * An order that was refused and sent once more has two ids under one reference, of which one never lived: it is no
 * second order. Where all were refused, the newest tells what became of it.
 */
function withoutRefused(orderIds: readonly OrderId[], evidence: Evidence): readonly OrderId[] {
  if (orderIds.length < 2) return orderIds;
  const living = orderIds.filter((id) => !isRefused(id, evidence));
  return living.length > 0 ? living : orderIds.slice(-1);
}

function isRefused(id: OrderId, { openOrders = [], activities }: Evidence): boolean {
  const lines = activities?.lines.filter(({ orderId }) => orderId === id) ?? [];
  if (lines.length === 0 || openOrders.some(({ orderId }) => orderId === id)) return false;
  const { status, filledQuantity } = readOrderLog(lines);
  return status === "rejected" && filledQuantity.eq(ZERO);
}

const describes = (trace: Trace, order: SentOrder): boolean =>
  trace.instrumentId === order.instrument.id &&
  trace.side === order.side &&
  (trace.externalReference === undefined || trace.externalReference === order.reference);
