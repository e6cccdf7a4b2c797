import type { Settings } from "../config/settings.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { Check } from "../report/check.ts";
import { healthChecks } from "../report/health-checks.ts";
import { checkDirectories } from "./doctor/check-directories.ts";
import { directoryFacts } from "./doctor/directory-facts.ts";
import { gatherHealthFacts } from "./gather-health-facts.ts";
import { subjectOf, type HealthSubject } from "./health-subject.ts";

/** What the end of a run tells itself: by its exit code, or by having come to its end. */
const TOLD_BY_THE_RUN: ReadonlySet<string> = new Set([
  "configuration",
  "last_good_cycle",
  "run",
  "failures",
  "unknown_orders",
  "notification",
]);

/** The checks that say more than a run at its end says itself. */
export async function examineAfterRun(settings: Settings, now: Timestamp): Promise<readonly Check[]> {
  const checks = await examineHealth(subjectOf(settings), { now, isThorough: false });
  return checks.filter(({ name }) => !TOLD_BY_THE_RUN.has(name));
}

/** Whether the bot does its work, and has room for it. Disturbs no cycle that runs. */
export async function examineHealth(
  subject: HealthSubject,
  look: Parameters<typeof gatherHealthFacts>[1],
): Promise<readonly Check[]> {
  const { stateDirectory, logDirectory } = subject;
  const directories = [
    ...(stateDirectory === undefined ? [] : [directoryFacts("STATE_DIR", stateDirectory)]),
    ...(logDirectory === undefined ? [] : [directoryFacts("LOG_DIR", logDirectory)]),
  ];
  return [...healthChecks(await gatherHealthFacts(subject, look)), ...checkDirectories(directories)];
}
