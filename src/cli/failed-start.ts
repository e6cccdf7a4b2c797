import path from "node:path";
import { readTextFile } from "../adapters/files/read-text-file.ts";
import type { FailedStart } from "../report/incident-conditions.ts";
import { parseStatus, STATUS_FILE, type StatusRecord } from "../report/status-file.ts";
import { EXIT_CODES } from "./exit-codes.ts";

/** What systemd tells the unit that it starts on a failure (systemd.exec(5), $MONITOR_SERVICE_RESULT and the following). */
export function failedStartOf(
  unit: string,
  environment: Readonly<Record<string, string | undefined>>,
): FailedStart {
  const given = (name: string): string | undefined => {
    const text = environment[name];
    return text === undefined || text === "" ? undefined : text;
  };
  const serviceResult = given("MONITOR_SERVICE_RESULT");
  const exitKind = given("MONITOR_EXIT_CODE");
  const exitStatus = given("MONITOR_EXIT_STATUS");
  const invocationId = given("MONITOR_INVOCATION_ID");
  return {
    unit,
    ...(serviceResult === undefined ? {} : { serviceResult }),
    ...(exitKind === undefined ? {} : { exitKind }),
    ...(exitStatus === undefined ? {} : { exitStatus }),
    ...(invocationId === undefined ? {} : { invocationId }),
  };
}

/** Why nobody needs to be told of a start; `undefined` when somebody does. */
export type Harmless = "ended_well" | "another_cycle_ran" | "reported_itself";

export function harmlessReason(
  { serviceResult, exitKind, exitStatus, invocationId }: FailedStart,
  job: CycleJob | undefined,
): Harmless | undefined {
  if (serviceResult === "success") return "ended_well";
  if (exitKind === "exited" && exitStatus === String(EXIT_CODES.lock_held.code)) return "another_cycle_ran";
  // Asked to end because it hung: to the run this looks like a stop by hand, of which it tells nobody.
  if (serviceResult === "timeout") return undefined;
  if (invocationId === undefined || job?.invocation_id !== invocationId) return undefined;
  // a run that came to its end has written how it ended, and told whoever wants to know
  return job.status === "running" ? undefined : "reported_itself";
}

type CycleJob = StatusRecord["jobs"]["cycle"];

/** What the runs say of themselves; `undefined` when there is nothing, or it cannot be read and so proves nothing. */
export function readCycleJob(stateDirectory: string | undefined): CycleJob | undefined {
  if (stateDirectory === undefined) return undefined;
  const reading = parseStatus(textOrNothing(path.join(stateDirectory, STATUS_FILE)));
  return reading.kind === "record" ? reading.record.jobs.cycle : undefined;
}

function textOrNothing(file: string): string | undefined {
  try {
    return readTextFile(file);
  } catch {
    return undefined; // better told twice than not at all
  }
}
