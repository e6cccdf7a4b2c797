import type { RecordedCycle } from "../../adapters/store/cycles.ts";
import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { IntentHistory } from "../../adapters/store/history.ts";
import type { AccountSnapshot } from "../../core/domain/account.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import type { Fill } from "../../core/domain/order.ts";
import { isoFromTimestamp, timestamp, type Timestamp } from "../../core/domain/time.ts";
import { isFinal, type IntentState } from "../../core/execution/lifecycle.ts";
import type { EventName } from "../../events/catalogue.ts";
import { readFacts } from "../explain/decision-facts.ts";
import type { StoreRecords } from "./store-records.ts";

/** One thing the store knows, and the log line that would tell the same. */
export interface StoreEntry {
  readonly at: Timestamp;
  readonly what: string;
  readonly detail: string;
  readonly toldBy: {
    readonly events: readonly EventName[];
    /** What the line must say to be about the same. */
    readonly fields: Readonly<Record<string, string>>;
  };
  /** The record's own place in the order of things, which a line logged a little later does not change. */
  readonly isTimeExact: boolean;
}

/** In the order in which one thing leads to the next. */
export function storeEntries({
  cycles,
  decisions,
  histories,
  snapshots,
}: StoreRecords): readonly StoreEntry[] {
  const runOf = (id: number): Readonly<Record<string, string>> => {
    const runId = cycles.find((cycle) => cycle.id === id)?.runId;
    return runId === undefined ? {} : { run_id: runId };
  };
  const instruments = new Set<string>(histories.map(({ standing }) => standing.intent.instrument.id));
  return [
    ...cycles.map(beginEntry),
    ...decisions.map((decision) => decisionEntry(decision, runOf(decision.cycleId))),
    ...histories.flatMap((history) =>
      historyEntries(
        history,
        runOf,
        instruments.size > 1 ? `${history.standing.intent.instrument.id}: ` : "",
      ),
    ),
    ...snapshots.map((snapshot) => snapshotEntry(snapshot, instruments)),
    ...cycles.flatMap(endEntries),
  ];
}

const beginEntry = ({ id, runId, startedAt, dryRun }: RecordedCycle): StoreEntry => ({
  at: startedAt,
  what: "cycle begins",
  detail: `cycle ${id}${dryRun ? ", dry run" : ""}, run ${runId}`,
  toldBy: { events: ["startup_ready"], fields: { run_id: runId } },
  isTimeExact: true,
});

function endEntries({ id, runId, result }: RecordedCycle): readonly StoreEntry[] {
  if (result === undefined) return [];
  const { finishedAt, outcome, reason, exitCode } = result;
  const why = reason === undefined ? "" : ` (${reason})`;
  return [
    {
      at: finishedAt,
      what: "cycle ends",
      detail: `cycle ${id}: ${outcome}${why}, exit ${exitCode}`,
      toldBy: { events: ["cycle_end"], fields: { run_id: runId } },
      isTimeExact: true,
    },
  ];
}

type Run = Readonly<Record<string, string>>;

function decisionEntry(
  { instrumentId, decidedAt, action, reason, facts }: RecordedDecision,
  run: Run,
): StoreEntry {
  const { gates } = readFacts(facts);
  const passed = gates.filter((gate) => gate.passed).length;
  return {
    at: decidedAt,
    what: "decision",
    detail: `${action} ${instrumentId}: ${reason}, ${passed} of ${gates.length} gates passed`,
    toldBy: { events: ["strategy_decision_made"], fields: { ...run, instrument_id: instrumentId } },
    isTimeExact: false, // it is taken as of the moment in which the market was looked at
  };
}

/** @param name of the order among several, put before what is said of it */
function historyEntries(
  history: IntentHistory,
  runOf: (cycle: number) => Run,
  name: string,
): readonly StoreEntry[] {
  const { standing, cycleId, transitions, fills } = history;
  const { intent } = standing;
  const about = { external_reference: intent.externalReference };
  const steps = transitions.map((step): StoreEntry & { readonly to: IntentState } => ({
    at: step.at,
    what: step.to,
    detail: `${name}${stepDetail(step)}`,
    toldBy: { events: TOLD_BY[step.to], fields: { ...about, ...runOf(step.cycleId) } },
    isTimeExact: true,
    to: step.to,
  }));
  const executions = fills.map((fill) => fillEntry(fill, history, name));
  return [
    {
      at: intent.createdAt,
      what: "intent",
      detail: `${intent.side} ${intent.quantity.toString()} ${intent.instrument.id} (${intent.purpose}), ${intent.externalReference}`,
      toldBy: { events: ["execution_intent_created"], fields: { ...about, ...runOf(cycleId) } },
      isTimeExact: true,
    },
    ...steps.filter(({ to }) => !isFinal(to)),
    ...executions, // before the step that ends the order because of them
    ...steps.filter(({ to }) => isFinal(to)),
  ];
}

function stepDetail({
  reason,
  detail,
  orderId,
  filledQuantity,
}: IntentHistory["transitions"][number]): string {
  return [
    reason,
    orderId === undefined ? undefined : `order ${orderId}`,
    filledQuantity === undefined ? undefined : `${filledQuantity.toString()} filled`,
    detail,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** Which lines announce a step; the first of the same run that is not taken yet. */
const TOLD_BY: Readonly<Record<IntentState, readonly EventName[]>> = {
  created: ["execution_intent_created"],
  dropped: [
    "execution_precheck_failed",
    "execution_dry_run_ended",
    "execution_disclaimer_blocked",
    "execution_order_dropped",
  ],
  placing: ["execution_placement_begin"],
  unknown: ["execution_order_unknown"],
  absent: ["execution_order_dropped", "execution_reconcile_result"],
  rejected: ["execution_order_rejected", "execution_reconcile_result"],
  placed: ["execution_order_placed", "execution_reconcile_result"],
  filled: ["execution_reconcile_result"],
  cancelled: ["execution_reconcile_result"],
  expired: ["execution_reconcile_result"],
};

/**
 * The broker's clock is not ours, and may well put an execution before its own acceptance: it stands where it came to
 * be known, between acceptance and end.
 */
function fillEntry(fill: Fill, { standing, transitions }: IntentHistory, name: string): StoreEntry {
  const accepted = transitions.find(({ orderId }) => orderId === fill.orderId);
  const last = transitions.findLast(({ filledQuantity }) => filledQuantity?.gt(ZERO) === true);
  const notBefore = Math.max(fill.at, accepted?.at ?? fill.at);
  return {
    at: timestamp(Math.min(notBefore, last?.at ?? notBefore)),
    what: "execution",
    detail: `${name}${fill.quantity.toString()} at ${fill.price.toString()}, order ${fill.orderId}; ${isoFromTimestamp(fill.at)} by the broker's clock`,
    toldBy: {
      events: ["execution_order_filled"],
      fields: {
        external_reference: standing.intent.externalReference,
        order_id: fill.orderId,
        filled_quantity: fill.quantity.toString(),
        fill_price: fill.price.toString(),
      },
    },
    isTimeExact: true,
  };
}

/** Of an order's instruments only, or of all when there was no order. */
function snapshotEntry(
  { takenAt, balance, positions }: AccountSnapshot,
  instruments: ReadonlySet<string>,
): StoreEntry {
  const shown = positions
    .filter(({ instrumentId }) => instruments.size === 0 || instruments.has(instrumentId))
    .map(({ instrumentId, quantity }) => `${instrumentId} ${quantity.toString()}`);
  return {
    at: takenAt,
    what: "account",
    detail: [
      `${balance.totalValue.toString()} ${balance.currency} in all, ${balance.cash.toString()} cash`,
      ...shown,
    ].join("; "),
    toldBy: { events: ["cycle_snapshot_recorded"], fields: {} },
    isTimeExact: true,
  };
}
