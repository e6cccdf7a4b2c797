import type { OpenOrder } from "../../core/domain/order.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { isInDoubt } from "../../core/execution/lifecycle.ts";
import type { Holding } from "../../core/risk/close-out.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import type { CloseOutReport } from "../../cycle/run-close-out.ts";

interface CloseOutFacts {
  readonly command: string;
  readonly environment: string;
  readonly cycle: number;
  readonly report: CloseOutReport;
  /** A line for each order that was sent. */
  readonly orders: readonly string[];
}

export type CloseOutDocument = ReturnType<typeof closeOutDocument>;

/** What was there, what was done about it, and what is left and why. */
export function closeOutDocument({ command, environment, cycle, report, orders }: CloseOutFacts) {
  const { failure, last } = report;
  return {
    command,
    environment,
    cycle_id: cycle,
    is_flat: report.isFlat,
    is_known: last !== undefined,
    holdings: holdingsOf(report),
    working_orders: (last?.orders ?? []).map(workingOrder),
    unknown_orders: (last?.unsettled ?? []).filter(isInDoubt).map(unknownOrder),
    orders,
    failure:
      failure === undefined
        ? undefined
        : { code: failure.code, message: failure.message, hint: failure.hint },
  };
}

function holdingsOf(report: CloseOutReport) {
  const before = quantitiesOf(report.first?.holdings);
  const now = report.last?.holdings ?? [];
  const ids = [...new Set([...before.keys(), ...now.map(({ instrumentId }) => instrumentId)])].sort();
  return ids.map((instrumentId) => ({
    instrument_id: instrumentId,
    quantity_before: (before.get(instrumentId) ?? ZERO).toString(),
    ...leftIn(
      instrumentId,
      now.find((one) => one.instrumentId === instrumentId),
      report,
    ),
  }));
}

function leftIn(
  instrumentId: string,
  holding: Holding | undefined,
  { refusalOf, closedUntil }: CloseOutReport,
) {
  const { quantity, own, atBroker } = holding ?? { quantity: ZERO, own: ZERO, atBroker: ZERO };
  const refusal = quantity.eq(ZERO) ? undefined : (refusalOf(instrumentId) ?? { code: reasonOf(holding) });
  const opening = closedUntil.get(instrumentId);
  return {
    quantity_left: quantity.toString(),
    own_quantity: own.toString(),
    broker_quantity: atBroker.toString(),
    reason: refusal?.code,
    detail: refusal?.detail,
    is_market_closed: closedUntil.has(instrumentId),
    next_market_open_at: opening === undefined ? undefined : isoFromTimestamp(opening),
  };
}

const quantitiesOf = (holdings: readonly Holding[] = []) =>
  new Map(holdings.map(({ instrumentId, quantity }) => [instrumentId, quantity]));

/** Where no order was refused. */
const reasonOf = (holding: Holding | undefined): string =>
  holding?.instrument === undefined ? "ASSET_TYPE_NOT_TRADED" : "NOT_CLOSED_YET";

const workingOrder = (order: OpenOrder) => ({
  order_id: order.orderId,
  external_reference: order.externalReference,
  instrument_id: order.instrumentId,
  side: order.side,
  quantity: order.quantity.toString(),
  order_type: order.orderType,
});

const unknownOrder = ({ intent, orderId }: IntentStanding) => ({
  external_reference: intent.externalReference,
  order_id: orderId,
  instrument_id: intent.instrument.id,
  side: intent.side,
  quantity: intent.quantity.toString(),
});
