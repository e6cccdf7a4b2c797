import { replaceFile } from "../../adapters/files/replace-file.ts";
import { systemMachine, type Machine } from "../../adapters/scheduler/machine.ts";
import type { ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Installation } from "../../schedule/installation.ts";
import { keeperOf } from "../../schedule/login-keeper.ts";
import { nextStart } from "../../schedule/next-start.ts";
import { loadConfiguration, type Configuration } from "../load-configuration.ts";
import type { CommandInput } from "../register/commands.ts";
import { loginOf } from "../login/login-settings.ts";
import { installationOf, SCHEDULED_BY_DEFAULT, scheduledBy } from "./describe-installation.ts";
import { identityOf } from "./identity.ts";
import type { ScheduleOptions, SchedulerKind } from "./schedule-options.ts";
import { schedulerOf, type Scheduler } from "./schedulers.ts";
import { serviceUserName } from "./service-user.ts";

/** A scheduler and what it is asked to do for this installation. */
export interface OpenScheduler {
  readonly kind: SchedulerKind;
  readonly installation: Installation;
  readonly configuration: Configuration;
  readonly machine: Machine;
  readonly scheduler: Scheduler;
  readonly keeper: OpenKeeper;
}

/** What renews the login beside the cycles. */
interface OpenKeeper {
  readonly installation: Installation;
  readonly scheduler: Scheduler;
  /** Whether there is a login to renew; not while faulty settings leave it open. */
  readonly isWanted: boolean;
}

export interface OpenOptions extends ScheduleOptions {
  readonly kind: SchedulerKind;
  /** Whether faulty settings are no obstacle: an entry can be looked at and removed with them. */
  readonly isLenient?: boolean;
}

/** @throws TradebotError when the settings are faulty, unless that is no obstacle */
export async function openScheduler(input: CommandInput, options: OpenOptions): Promise<OpenScheduler> {
  const { kind, isLenient = false } = options;
  const machine = systemMachine(input.host.env, replaceFile);
  const configuration = loadConfiguration(input.host.env, input.configuration);
  const identity = identityOf(input, options);
  const isTextKnown = configuration.kind === "valid";
  const scheduled = isTextKnown || !isLenient ? scheduledBy(configuration) : SCHEDULED_BY_DEFAULT;
  const runAs = identity.scope === "system" ? await serviceUserName(machine, options.runAs) : undefined;
  const installation = inOwnZone(kind, installationOf(identity, scheduled, runAs));
  const surroundings = { machine, isTextKnown };
  const keeper = keeperOf(installation);
  return {
    kind,
    installation,
    configuration,
    machine,
    scheduler: schedulerOf(kind, installation, surroundings),
    keeper: {
      installation: keeper,
      scheduler: schedulerOf(kind, keeper, surroundings),
      isWanted: configuration.kind === "valid" && loginOf(configuration.settings) !== undefined,
    },
  };
}

/** Only systemd knows zones. Elsewhere a window in another one would move twice a year: all hours are started then. */
function inOwnZone(kind: SchedulerKind, installation: Installation): Installation {
  const { intervalMinutes, window } = installation.rhythm;
  if (kind === "systemd" || window === undefined || window.timeZone === ownZone()) return installation;
  return { ...installation, rhythm: { intervalMinutes } };
}

const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Where a scheduler does not say when it starts next, its calendar does. */
export function withNextStart(
  standing: ScheduleStanding,
  { kind, installation }: Pick<OpenScheduler, "kind" | "installation">,
  now: Timestamp,
): ScheduleStanding {
  if (kind === "systemd" || !standing.isInstalled || standing.isEnabled === false) return standing;
  const nextRunAt = nextStart(installation.rhythm, now, ownZone());
  return nextRunAt === undefined ? standing : { ...standing, nextRunAt };
}
