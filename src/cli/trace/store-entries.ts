import type { RecordedCycle } from "../../adapters/store/cycles.ts";
import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { AccountSnapshot } from "../../core/domain/account.ts";
import type { Adjustment } from "../../cycle/ports/ledger-store.ts";
import { readFacts } from "../explain/decision-facts.ts";
import { historyEntries } from "./order-entries.ts";
import type { RunFields, StoreEntry } from "./store-entry.ts";
import type { StoreRecords } from "./store-records.ts";

/** In the order in which one thing leads to the next. */
export function storeEntries({
  cycles,
  decisions,
  histories,
  snapshots,
  adjustments,
}: StoreRecords): readonly StoreEntry[] {
  const runOf = (id: number): RunFields => {
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
    ...adjustments.map(adjustmentEntry),
    ...snapshots.map(snapshotEntry),
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

function decisionEntry(
  { instrumentId, decidedAt, action, reason, facts }: RecordedDecision,
  run: RunFields,
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

function adjustmentEntry({ at, instrumentId, quantity, reason, detail }: Adjustment): StoreEntry {
  const why = detail === undefined ? reason : `${reason}, ${detail}`;
  return {
    at,
    what: "position put right",
    detail: `${instrumentId} by ${quantity.toString()}: ${why}`,
    toldBy: {
      events: ["execution_position_adjusted", "execution_position_adopted"],
      fields: { instrument_id: instrumentId },
    },
    isTimeExact: true,
  };
}

function snapshotEntry({ takenAt, balance, positions }: AccountSnapshot): StoreEntry {
  const { totalValue, currency, cash } = balance;
  const held = positions.map(({ instrumentId, quantity }) => `${instrumentId} ${quantity.toString()}`);
  return {
    at: takenAt,
    what: "account",
    detail: [`${totalValue.toString()} ${currency} in all, ${cash.toString()} cash`, ...held].join("; "),
    toldBy: { events: ["cycle_snapshot_recorded"], fields: {} },
    isTimeExact: true,
  };
}
