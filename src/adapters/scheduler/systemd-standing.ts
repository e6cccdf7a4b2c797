import type { Timestamp } from "../../core/domain/time.ts";
import { timestampFromIso } from "../../core/domain/time.ts";
import type { Machine } from "./machine.ts";
import { runOrFail } from "./machine.ts";
import type { ScheduleStanding } from "./standing.ts";

interface Units {
  readonly flags: readonly string[];
  readonly service: string;
  readonly timer: string;
}

type Known = Pick<ScheduleStanding, "isEnabled" | "nextRunAt" | "lastRunAt" | "lastResult">;

/** While a cycle runs, its timer knows no next run. */
export const RUNNING = "running";

const TIMER_PROPERTIES = "UnitFileState,ActiveState,NextElapseUSecRealtime,LastTriggerUSec";
const SERVICE_PROPERTIES = "Result,ExecMainStatus,ExecMainStartTimestamp,ActiveState";

export async function systemdStanding(machine: Machine, { flags, service, timer }: Units): Promise<Known> {
  const show = async (unit: string, properties: string): Promise<ReadonlyMap<string, string>> => {
    const args = [...flags, "show", `--property=${properties}`, unit];
    return readProperties((await runOrFail(machine, "systemctl", args)).stdout);
  };
  const timed = await show(timer, TIMER_PROPERTIES);
  const served = await show(service, SERVICE_PROPERTIES);
  const nextRunAt = instantOf(timed.get("NextElapseUSecRealtime"));
  const lastRunAt =
    instantOf(served.get("ExecMainStartTimestamp")) ?? instantOf(timed.get("LastTriggerUSec"));
  return {
    isEnabled: timed.get("UnitFileState") === "enabled" && timed.get("ActiveState") === "active",
    ...(nextRunAt === undefined ? {} : { nextRunAt }),
    ...(lastRunAt === undefined ? {} : { lastRunAt, lastResult: resultOf(served) }),
  };
}

function readProperties(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** `Wed 2026-03-04 09:15:00 UTC`; systemd says nothing, or `n/a`, where there is no instant. */
function instantOf(text: string | undefined): Timestamp | undefined {
  const match = /^\w{3} (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC$/.exec(text ?? "");
  return match === null ? undefined : timestampFromIso(`${match[1] ?? ""}T${match[2] ?? ""}Z`);
}

function resultOf(service: ReadonlyMap<string, string>): string {
  if (service.get("ActiveState") === "activating") return RUNNING;
  return `${service.get("Result") ?? "unknown"}, exit code ${service.get("ExecMainStatus") ?? "unknown"}`;
}
