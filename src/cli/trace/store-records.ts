import type { RecordedCycle } from "../../adapters/store/cycles.ts";
import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { IntentHistory } from "../../adapters/store/history.ts";
import type { StoreReader } from "../../adapters/store/store-reader.ts";
import type { AccountSnapshot } from "../../core/domain/account.ts";
import { externalReference, type CycleId } from "../../core/domain/ids.ts";
import type { Adjustment } from "../../cycle/ports/ledger-store.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import type { Subject } from "./subject.ts";

/** What the store knows of a subject. */
export interface StoreRecords {
  /** Oldest first. */
  readonly cycles: readonly RecordedCycle[];
  readonly decisions: readonly RecordedDecision[];
  /** Of a cycle: only what it did with them. */
  readonly histories: readonly IntentHistory[];
  readonly snapshots: readonly AccountSnapshot[];
  /** What was put right about our positions; of an order: in its instrument, by the cycles that had to do with it. */
  readonly adjustments: readonly Adjustment[];
}

export function recordsOf(subject: Subject, reader: StoreReader): StoreRecords {
  return subject.kind === "order" ? recordsOfOrder(subject.id, reader) : recordsOfRun(subject.runId, reader);
}

/** From decision to fill, across all cycles that had to do with it. */
function recordsOfOrder(id: string, reader: StoreReader): StoreRecords {
  const reference = externalReference(id);
  const histories = reader.historyOf(reference);
  const involved = new Set<CycleId>(
    histories.flatMap((history) => [history.cycleId, ...history.transitions.map(({ cycleId }) => cycleId)]),
  );
  const instruments = new Set<string>(histories.map(({ standing }) => standing.intent.instrument.id));
  const cycles = [...involved].sort((a, b) => a - b).flatMap((cycle) => reader.cycle(cycle) ?? []);
  return {
    cycles,
    decisions: reader.decisionsFor(reference),
    histories,
    snapshots: cycles
      .flatMap((cycle) => reader.snapshotsOf(cycle.id))
      .map((snapshot) => narrowedTo(instruments, snapshot)),
    adjustments: cycles
      .flatMap(({ id: cycle }) => reader.adjustmentsOf(cycle))
      .filter(({ instrumentId }) => instruments.has(instrumentId)),
  };
}

const narrowedTo = (instruments: ReadonlySet<string>, snapshot: AccountSnapshot): AccountSnapshot => ({
  ...snapshot,
  positions: snapshot.positions.filter(({ instrumentId }) => instruments.has(instrumentId)),
});

function recordsOfRun(runId: string, reader: StoreReader): StoreRecords {
  const cycles = reader.cyclesOfRuns(runId, 1); // a process runs one cycle
  return {
    cycles,
    decisions: cycles.flatMap(({ id }) => reader.decisionsOf(id)),
    histories: cycles.flatMap(({ id }) =>
      reader
        .referencesOfCycle(id)
        .flatMap((reference) => reader.historyOf(reference))
        .flatMap((history) => doneIn(id, history)),
    ),
    snapshots: cycles.flatMap(({ id }) => reader.snapshotsOf(id)),
    adjustments: cycles.flatMap(({ id }) => reader.adjustmentsOf(id)),
  };
}

/** An execution has no cycle of its own; it is shown with the cycle whose steps speak of executions. */
function doneIn(cycle: CycleId, history: IntentHistory): readonly IntentHistory[] {
  const transitions = history.transitions.filter(({ cycleId }) => cycleId === cycle);
  if (transitions.length === 0 && history.cycleId !== cycle) return [];
  const areFillsKnown = transitions.some(({ filledQuantity }) => filledQuantity?.gt(ZERO) === true);
  return [{ ...history, transitions, fills: areFillsKnown ? history.fills : [] }];
}
