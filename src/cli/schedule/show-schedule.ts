import {
  DOCUMENTED_INSTALLATION,
  DOCUMENTED_MAC_INSTALLATION,
  DOCUMENTED_WINDOWS_INSTALLATION,
} from "../../schedule/documented-installation.ts";
import type { Installation } from "../../schedule/installation.ts";
import { kubernetesCronJob } from "../../schedule/kubernetes-cron-job.ts";
import type { CommandInput } from "../register/commands.ts";
import { openScheduler } from "./open-scheduler.ts";
import type { ScheduleOptions, SchedulerKind, ShownKind } from "./schedule-options.ts";
import { schedulerOf, type Scheduler } from "./schedulers.ts";

export interface ShownSchedule {
  readonly files: Scheduler["files"];
  /** Whether the paths are those of this installation: another system's scheduler could not use them. */
  readonly hasOwnPaths: boolean;
}

/** Which system's paths each scheduler wants. */
const SYSTEMS: Readonly<
  Record<SchedulerKind, { readonly platforms: readonly string[]; readonly documented: Installation }>
> = {
  systemd: { platforms: ["linux"], documented: DOCUMENTED_INSTALLATION },
  cron: { platforms: ["linux", "darwin", "freebsd", "openbsd"], documented: DOCUMENTED_INSTALLATION },
  windows: { platforms: ["win32"], documented: DOCUMENTED_WINDOWS_INSTALLATION },
  launchd: { platforms: ["darwin"], documented: DOCUMENTED_MAC_INSTALLATION },
};

/** The files that an entry consists of, with this installation's rhythm, and where they would be put. */
export async function showSchedule(
  input: CommandInput,
  { kind, ...options }: ScheduleOptions & { readonly kind: ShownKind },
): Promise<ShownSchedule> {
  const systemKind = kind === "kubernetes" ? "systemd" : kind; // the one that keeps the window's zone, as a cluster does
  const open = await openScheduler(input, { kind: systemKind, ...options });
  const { installation, machine, keeper } = open;
  const jobs = keeper.isWanted ? [installation, keeper.installation] : [installation];
  if (kind === "kubernetes") return { files: jobs.map(cronJobFile), hasOwnPaths: false };
  const { platforms, documented } = SYSTEMS[kind];
  if (platforms.includes(process.platform)) {
    const schedulers = keeper.isWanted ? [open.scheduler, keeper.scheduler] : [open.scheduler];
    return { files: schedulers.flatMap(({ files }) => files), hasOwnPaths: true };
  }
  const files = jobs.flatMap((job) => {
    const { name, rhythm, limits, jitterSeconds, keepsLoginOf } = job;
    const own = keepsLoginOf === undefined ? {} : { keepsLoginOf };
    const elsewhere = { ...documented, name, rhythm, limits, jitterSeconds, ...own };
    return schedulerOf(kind, elsewhere, { machine, isTextKnown: true }).files;
  });
  return { files, hasOwnPaths: false };
}

const cronJobFile = (job: Installation): Scheduler["files"][number] => ({
  place: `${job.name}.yaml`,
  text: kubernetesCronJob(job, `For kubectl apply; runbooks/kubernetes.md explains it.`),
});

/** @throws nothing: which schedulers belong to another system is known */
export const belongsHere = (kind: SchedulerKind): boolean =>
  SYSTEMS[kind].platforms.includes(process.platform);
