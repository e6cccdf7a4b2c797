import type { ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { keeperWarnings } from "../schedule/keeper-standing.ts";
import type { ScheduleReading } from "../schedule/read-schedules.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, fine } from "./diagnosis.ts";

/** Whether anything starts cycles. @param environment absent when the configuration does not tell */
export function checkScheduler(
  readings: readonly ScheduleReading[],
  environment: string | undefined,
): readonly Diagnosis[] {
  const installed = readings.filter(({ standing }) => standing?.isInstalled === true);
  if (installed.length === 0) return [...readings.flatMap(faultOf), nothingInstalled(environment)];
  return [...installed.flatMap(checkInstalled), ...checkSingle(installed)];
}

const nameOf = ({ kind, scope, name }: ScheduleReading): string =>
  kind === "windows"
    ? `windows ${name}`
    : `${kind} ${name} (of the ${scope === "system" ? "machine" : "user"})`;

function faultOf(reading: ScheduleReading): readonly Diagnosis[] {
  if (reading.fault === undefined) return [];
  const finding = `${nameOf(reading)} could not be asked: ${reading.fault}`;
  return [
    doubtful("scheduler", finding, `see: tradebot schedule status ${reading.kind} --name ${reading.name}`),
  ];
}

function nothingInstalled(environment: string | undefined): Diagnosis {
  const finding = "no scheduler of this machine is known to start cycles";
  if (environment === "LOCAL") return fine("scheduler", `${finding}; on LOCAL none has to`);
  return doubtful(
    "scheduler",
    finding,
    "run `tradebot schedule install systemd` (or cron, windows, launchd), unless another machine's scheduler starts them",
  );
}

function checkInstalled(reading: ScheduleReading): readonly Diagnosis[] {
  const { kind, standing, keeper } = reading;
  if (standing === undefined) return [];
  const name = nameOf(reading);
  const oddities = [...standing.warnings, ...keeperWarnings(kind, keeper)].map((warning) =>
    doubtful(
      "scheduler",
      `${name}: ${warning}`,
      `see: tradebot schedule status ${kind} --name ${reading.name}`,
    ),
  );
  return [judgeStart(reading, standing), ...oddities];
}

function judgeStart(reading: ScheduleReading, standing: ScheduleStanding): Diagnosis {
  const { kind, name } = reading;
  const entry = nameOf(reading);
  if (standing.isEnabled === true) return fine("scheduler", `${entry} ${inWords(standing)}`);
  return standing.isEnabled === false
    ? doubtful(
        "scheduler",
        `${entry} has an entry that starts nothing`,
        `run: tradebot schedule install ${kind} --name ${name}`,
      )
    : doubtful(
        "scheduler",
        `${entry} has an entry, and nobody can say whether it starts cycles`,
        `see: tradebot schedule status ${kind} --name ${name}`,
      );
}

function inWords({ nextRunAt, lastResult }: ScheduleStanding): string {
  const next =
    nextRunAt === undefined ? "starts cycles" : `starts the next cycle at ${isoFromTimestamp(nextRunAt)}`;
  return lastResult === undefined ? next : `${next}; last result: ${lastResult}`;
}

/** The lock lets one cycle run, but what each of two schedulers says of its runs is half the truth. */
function checkSingle(installed: readonly ScheduleReading[]): readonly Diagnosis[] {
  if (installed.length < 2) return [];
  const names = installed.map(nameOf).join(" and ");
  return [
    doubtful(
      "scheduler",
      `${names} both start cycles`,
      "keep one: tradebot schedule remove takes an entry away",
    ),
  ];
}
