import { isInDoubt } from "../../core/execution/lifecycle.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import type { ReconcileReport } from "../../cycle/run-reconcile.ts";
import { standingDocument } from "../explain/order-document.ts";
import type { Finding } from "./findings.ts";

interface Reconciled {
  readonly environment: string;
  readonly cycle: number;
  readonly report: ReconcileReport;
  readonly found: ReadonlyMap<string, Finding>;
}

export type ReconcileDocument = ReturnType<typeof reconcileDocument>;

/** What was compared, and what came of it. */
export function reconcileDocument({ environment, cycle, report, found }: Reconciled) {
  const { account, failure } = report;
  return {
    environment,
    cycle_id: cycle,
    is_complete: account !== undefined,
    orders: ordersOf(report, found),
    positions: account?.positions.map(positionDocument) ?? [],
    cash: account === undefined ? undefined : cashDocument(account),
    unknown_orders: report.unsettled.filter(isInDoubt).map(standingDocument),
    failure:
      failure === undefined
        ? undefined
        : { code: failure.code, message: failure.message, hint: failure.hint },
  };
}

/** Those that were not final before, and those that the store did not know. */
function ordersOf({ before, unsettled }: ReconcileReport, found: ReadonlyMap<string, Finding>) {
  const known = byReference(before);
  const standing = new Map(
    [...known, ...byReference(unsettled)].map(([reference, one]) => [reference, asFinding(one)]),
  );
  const now = new Map<string, Finding>([...standing, ...found]);
  return [...now].map(([reference, finding]) => ({
    external_reference: reference,
    instrument_id: finding.instrumentId,
    side: finding.side,
    quantity: finding.quantity,
    filled_quantity: finding.filledQuantity,
    order_id: finding.orderId,
    state_before: known.get(reference)?.state,
    state: finding.state,
    reason: finding.reason,
  }));
}

const byReference = (standings: readonly IntentStanding[]): ReadonlyMap<string, IntentStanding> =>
  new Map(standings.map((standing) => [standing.intent.externalReference, standing]));

/** Of an order of which the records said nothing new. */
const asFinding = ({ intent, state, orderId, filledQuantity }: IntentStanding): Finding => ({
  instrumentId: intent.instrument.id,
  side: intent.side,
  quantity: intent.quantity.toString(),
  state,
  reason: "NOTHING_NEW",
  filledQuantity: filledQuantity.toString(),
  ...(orderId === undefined ? {} : { orderId }),
});

type Account = NonNullable<ReconcileReport["account"]>;

const positionDocument = ({
  instrumentId,
  ownBefore,
  own,
  atBroker,
  difference,
}: Account["positions"][number]) => ({
  instrument_id: instrumentId,
  own_quantity_before: ownBefore.toString(),
  own_quantity: own.toString(),
  broker_quantity: atBroker.toString(),
  foreign_quantity: atBroker.minus(own).toString(),
  difference: difference?.reason,
});

const cashDocument = ({ balance, cash }: Account) => ({
  currency: balance.currency,
  cash: balance.cash.toString(),
  total_value: balance.totalValue.toString(),
  is_reliable: balance.isReliable,
  unexplained: cash?.unexplained.toString(),
  tolerance: cash?.tolerance.toString(),
});
