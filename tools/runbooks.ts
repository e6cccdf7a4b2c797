import {
  DOCUMENTED_INSTALLATION,
  DOCUMENTED_MAC_INSTALLATION,
  DOCUMENTED_WINDOWS_INSTALLATION,
} from "../src/schedule/documented-installation.ts";
import type { Installation } from "../src/schedule/installation.ts";
import { kubernetesCronJob } from "../src/schedule/kubernetes-cron-job.ts";
import { launchdPlist } from "../src/schedule/launchd-plist.ts";
import { keeperOf } from "../src/schedule/login-keeper.ts";
import { systemdUnits } from "../src/schedule/systemd-units.ts";
import { windowsTask } from "../src/schedule/windows-task.ts";

const OWN_PATHS = "tradebot schedule install writes the same with the paths of your own installation";
const heading = (place: string): string => `For ${place}; ${OWN_PATHS}.`;

const units = [DOCUMENTED_INSTALLATION, keeperOf(DOCUMENTED_INSTALLATION)].flatMap((job) =>
  systemdUnits(job, heading("/etc/systemd/system/")).map(
    ({ name, text }) => [`runbooks/systemd-${name}`, () => text] as const,
  ),
);
const windowsXml = (job: Installation): string =>
  windowsTask(job, {
    user: String.raw`MACHINE\tradebot`,
    heading: heading("the Task Scheduler (Import Task)"),
  });
const plist = (job: Installation): string =>
  launchdPlist(job, heading(`/Library/LaunchDaemons/${job.name}.plist`));
const cronJob = (job: Installation): string =>
  kubernetesCronJob(
    job,
    "For kubectl apply; tradebot schedule show kubernetes prints it with the rhythm of your own settings.",
  );

/** The runbooks that are configuration and nothing else, by their path in the repository. */
export const RUNBOOK_FILES: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(units),
  "runbooks/windows-task-scheduler.xml": () => windowsXml(DOCUMENTED_WINDOWS_INSTALLATION),
  "runbooks/windows-task-scheduler-login.xml": () => windowsXml(keeperOf(DOCUMENTED_WINDOWS_INSTALLATION)),
  "runbooks/launchd-ai-tradebot.plist": () => plist(DOCUMENTED_MAC_INSTALLATION),
  "runbooks/launchd-ai-tradebot-login.plist": () => plist(keeperOf(DOCUMENTED_MAC_INSTALLATION)),
  "runbooks/kubernetes-cronjob.yaml": () => cronJob(DOCUMENTED_INSTALLATION),
  "runbooks/kubernetes-cronjob-login.yaml": () => cronJob(keeperOf(DOCUMENTED_INSTALLATION)),
};
