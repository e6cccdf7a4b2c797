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
  const { installation, machine, scheduler } = await openScheduler(input, { kind: systemKind, ...options });
  if (kind === "kubernetes") {
    const text = kubernetesCronJob(installation, `For kubectl apply; runbooks/kubernetes.md explains it.`);
    return { files: [{ place: `${installation.name}.yaml`, text }], hasOwnPaths: false };
  }
  const { platforms, documented } = SYSTEMS[kind];
  if (platforms.includes(process.platform)) return { files: scheduler.files, hasOwnPaths: true };
  const { name, rhythm, limits, jitterSeconds } = installation;
  const elsewhere = { ...documented, name, rhythm, limits, jitterSeconds };
  return { files: schedulerOf(kind, elsewhere, { machine, isTextKnown: true }).files, hasOwnPaths: false };
}

/** @throws nothing: which schedulers belong to another system is known */
export const belongsHere = (kind: SchedulerKind): boolean =>
  SYSTEMS[kind].platforms.includes(process.platform);
