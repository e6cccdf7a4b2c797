import {
  DOCUMENTED_INSTALLATION,
  DOCUMENTED_MAC_INSTALLATION,
  DOCUMENTED_WINDOWS_INSTALLATION,
} from "../src/schedule/documented-installation.ts";
import { kubernetesCronJob } from "../src/schedule/kubernetes-cron-job.ts";
import { launchdPlist } from "../src/schedule/launchd-plist.ts";
import { systemdUnits } from "../src/schedule/systemd-units.ts";
import { windowsTask } from "../src/schedule/windows-task.ts";

const OWN_PATHS = "tradebot schedule install writes the same with the paths of your own installation";
const heading = (place: string): string => `For ${place}; ${OWN_PATHS}.`;

const units = systemdUnits(DOCUMENTED_INSTALLATION, heading("/etc/systemd/system/")).map(
  ({ name, text }) => [`runbooks/systemd-${name}`, () => text] as const,
);

/** The runbooks that are configuration and nothing else, by their path in the repository. */
export const RUNBOOK_FILES: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(units),
  "runbooks/windows-task-scheduler.xml": () =>
    windowsTask(DOCUMENTED_WINDOWS_INSTALLATION, {
      user: String.raw`MACHINE\tradebot`,
      heading: heading("the Task Scheduler (Import Task)"),
    }),
  "runbooks/launchd-ai-tradebot.plist": () =>
    launchdPlist(DOCUMENTED_MAC_INSTALLATION, heading("/Library/LaunchDaemons/ai-tradebot.plist")),
  "runbooks/kubernetes-cronjob.yaml": () =>
    kubernetesCronJob(
      DOCUMENTED_INSTALLATION,
      "For kubectl apply; tradebot schedule show kubernetes prints it with the rhythm of your own settings.",
    ),
};
