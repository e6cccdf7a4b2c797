import type { RecordedCycle } from "../../adapters/store/cycles.ts";
import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { IntentHistory } from "../../adapters/store/history.ts";
import type { AccountSnapshot } from "../../core/domain/account.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { isFinal } from "../../core/execution/lifecycle.ts";
import { adjustmentDocument } from "../explain/adjustment-document.ts";
import { outcomeDocument } from "../explain/order-document.ts";
import type { LogRecords } from "./log-lines.ts";
import { remedies } from "./remedies.ts";
import { storeEntries } from "./store-entries.ts";
import type { StoreRecords } from "./store-records.ts";
import type { Subject } from "./subject.ts";
import { timeline, type TimelineEntry } from "./timeline.ts";

export interface TraceSources {
  readonly subject: Subject;
  /** Absent when there is no store. */
  readonly store: StoreRecords | undefined;
  readonly log: LogRecords;
  /** Of the process that holds the lock now; absent when it is free. */
  readonly runningRunId: string | undefined;
}

export type TraceDocument = ReturnType<typeof traceDocument>;

/** Everything known about one order or run, in time order, and what is missing of it. */
export function traceDocument({ subject, store, log, runningRunId }: TraceSources) {
  const records = store ?? { cycles: [], decisions: [], histories: [], snapshots: [], adjustments: [] };
  const entries = timeline(storeEntries(records), log.lines, isKnown(records));
  return {
    kind: subject.kind,
    id: subject.id,
    cycles: records.cycles.map((cycle) => cycleDocument(cycle, runningRunId)),
    decisions: records.decisions.map(decisionDocument),
    intents: records.histories.map(intentDocument),
    snapshots: records.snapshots.map(snapshotDocument),
    adjustments: records.adjustments.map(adjustmentDocument),
    events: entries.map(entryDocument),
    missing: missing({ subject, store, log, runningRunId }),
    remedies: records.histories
      .filter(({ standing }) => !isFinal(standing.state))
      .flatMap(({ standing }) => remedies(standing)),
  };
}

const OF_EVERY_LINE = ["run_id", "cycle_id", "dry_run", "single_cycle", "env", "strategy"];
const OF_EVERY_INSTRUMENT = ["asset_type", "uic", "symbol"];
const OF_EVERY_ORDER = ["side", "quantity", "purpose", "account_key"];
const OF_ONE_ORDER = ["external_reference", "instrument_id"];

/** What the store's own entries have said before. */
function isKnown({ histories }: StoreRecords): (field: string) => boolean {
  const references = new Set(histories.map(({ standing }) => standing.intent.externalReference));
  const known = [
    ...OF_EVERY_LINE,
    ...OF_EVERY_INSTRUMENT,
    ...(references.size > 0 ? OF_EVERY_ORDER : []),
    ...(references.size === 1 ? OF_ONE_ORDER : []),
  ];
  return (field) => known.includes(field);
}

const cycleDocument = (
  { id, runId, startedAt, dryRun, result }: RecordedCycle,
  runningRunId: string | undefined,
) => ({
  cycle_id: id,
  run_id: runId,
  started_at: isoFromTimestamp(startedAt),
  dry_run: dryRun,
  outcome: result?.outcome ?? (runId === runningRunId ? "running" : "unfinished"),
  reason: result?.reason,
  exit_code: result?.exitCode,
  finished_at: result === undefined ? undefined : isoFromTimestamp(result.finishedAt),
});

const decisionDocument = ({ cycleId, instrumentId, decidedAt, action, reason }: RecordedDecision) => ({
  cycle_id: cycleId,
  instrument_id: instrumentId,
  decided_at: isoFromTimestamp(decidedAt),
  action,
  reason,
});

const snapshotDocument = ({ takenAt, balance, positions }: AccountSnapshot) => ({
  at: isoFromTimestamp(takenAt),
  currency: balance.currency,
  cash: balance.cash.toString(),
  total_value: balance.totalValue.toString(),
  positions: positions.map(({ instrumentId, quantity }) => ({
    instrument_id: instrumentId,
    quantity: quantity.toString(),
  })),
});

const intentDocument = (history: IntentHistory) => {
  const { intent } = history.standing;
  return {
    external_reference: intent.externalReference,
    instrument_id: intent.instrument.id,
    side: intent.side,
    quantity: intent.quantity.toString(),
    purpose: intent.purpose,
    strategy: intent.strategy,
    cycle_id: history.cycleId,
    created_at: isoFromTimestamp(intent.createdAt),
    request_id: intent.requestId,
    ...outcomeDocument(history),
  };
};

const entryDocument = ({ at, source, what, detail, line }: TimelineEntry) => ({
  at: isoFromTimestamp(at),
  source,
  what,
  detail,
  ...(line === undefined ? {} : { event: line.event, level: line.level, fields: line.fields }),
});

/** What one would expect to find and did not: silence of a source is not the same as nothing having happened. */
function missing({ subject, store, log, runningRunId }: TraceSources): readonly string[] {
  if (store === undefined) return ["there is no store: this is what the log says alone"];
  const { cycles, decisions, histories } = store;
  return [
    ...(subject.kind === "order" && histories.length === 0
      ? ["the store knows nothing of this order: this is what the log says alone"]
      : []),
    ...(subject.kind !== "order" && cycles.length === 0
      ? ["the store has no cycle of this run: it ended before it began one, or the store has let it go"]
      : []),
    ...(histories.length > 0 && decisions.length === 0 && subject.kind === "order"
      ? ["the decision is not in the store any more"]
      : []),
    ...cycles.filter(({ runId }) => !log.runIds.has(runId)).map(unlogged),
    ...cycles
      .filter(({ result, runId }) => result === undefined && runId !== runningRunId)
      .map(({ id }) => `cycle ${id} has no end: its process died, and the next cycle took over`),
  ];
}

const unlogged = ({ id, runId }: RecordedCycle): string =>
  `the log holds no line of cycle ${id} (run ${runId}): its files are gone, or LOG_LEVEL kept it out`;
