import { runId } from "../../../src/core/domain/ids.ts";
import { timestampFromIso, type Timestamp } from "../../../src/core/domain/time.ts";

export const RUN_ID = "3f0e6a52-6c1e-4c6b-9a55-0d9a8b0f2f11";

export const CONTEXT = {
  runId: runId(RUN_ID),
  dryRun: false,
  singleCycle: true,
  environment: "SIM",
  strategy: "moving_average@1",
};

export const CONTEXT_COLUMN = `run_id=${RUN_ID} cycle_id=- dry_run=false single_cycle=true env=SIM strategy=moving_average@1`;

export function at(iso: string): Timestamp {
  const instant = timestampFromIso(iso);
  if (instant === undefined) throw new Error(`${iso} is no instant`);
  return instant;
}

export const NOW = at("2026-11-20T07:12:03.214Z");
