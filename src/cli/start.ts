import { chooseConsole } from "../adapters/logging/choose-console.ts";
import type { HolderLogOptions } from "../adapters/logging/log.ts";
import type { StopWatch } from "../adapters/system/watch-signals.ts";
import type { Settings } from "../config/settings.ts";
import type { RunId } from "../core/domain/ids.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { ArmingStanding } from "../core/risk/arming.ts";
import type { Clock } from "../cycle/ports.ts";
import type { Host } from "./main.ts";
import type { Notifier } from "./notify-run.ts";
import { secretsOf } from "./secrets-of.ts";

/** One start of the main job, before anything is known of its configuration. */
export interface Beginning {
  readonly host: Host;
  readonly runId: RunId;
  readonly clock: Clock;
  readonly stop: StopWatch;
  readonly startedAt: Timestamp;
  /** The same moment on the clock that never jumps. */
  readonly startedAtMs: number;
}

/** The same, from the moment its configuration is known. */
export interface Start extends Beginning {
  readonly settings: Settings;
  readonly files: readonly string[];
  /** Whether real money may be traded, as far as that is known before the broker names the account. */
  readonly arming: ArmingStanding;
  /** Whether orders end after the precheck, because that is wanted or because nobody has agreed to more. */
  readonly dryRun: boolean;
  /** A dry run that the command line asks for: it says nothing about the bot that the scheduler starts. */
  readonly isByHand: boolean;
  /** Absent when nobody wants to be told of this run. */
  readonly notifier: Notifier | undefined;
}

export const logOptionsOf = ({ host, settings, dryRun, runId, clock }: Start): HolderLogOptions => ({
  directory: settings.logging.directory,
  level: settings.logging.level,
  rotation: settings.logging.rotation,
  console: chooseConsole(settings.logging.console, host),
  now: () => clock.now(),
  stderr: host.stderr,
  secrets: secretsOf(settings),
  context: {
    runId,
    dryRun,
    singleCycle: true,
    environment: settings.environment,
    strategy: settings.strategy.label,
  },
});
