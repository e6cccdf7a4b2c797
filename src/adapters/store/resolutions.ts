import type { Adjustment } from "../../cycle/ports/ledger-store.ts";
import { recordAdjustment } from "./adjustments.ts";
import type { Database } from "./database.ts";
import { takeStep, type TransitionStep } from "./intents.ts";

/** What a person says became of an order. */
export interface RecordedResolution {
  readonly step: TransitionStep;
  /** Absent where it changes nothing about our position. */
  readonly adjustment?: Adjustment;
}

/** Both in one commit: an order that counts as executed, and a position without it, would contradict each other. */
export function recordResolution(database: Database, { step, adjustment }: RecordedResolution): void {
  database.transaction(() => {
    takeStep(database, step);
    if (adjustment !== undefined) recordAdjustment(database, step.cycle, adjustment);
  });
}
