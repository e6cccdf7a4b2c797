import { describeFault } from "../config/config-fault.ts";
import type { OAuthSettings, Settings } from "../config/settings.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { ArmingStanding } from "../core/risk/arming.ts";
import type { HealthPlan } from "../report/health-facts.ts";
import { armingStanding } from "./arming/arming-standing.ts";
import { protectionOf } from "./cycle-plan.ts";
import { loginOf } from "./login/login-settings.ts";
import type { InvalidConfiguration } from "./read-settings.ts";
import { soundValue } from "./report-invalid-configuration.ts";

/** The installation whose health is asked for, as far as its configuration is sound. */
export interface HealthSubject {
  readonly faults: readonly string[];
  readonly plan?: HealthPlan;
  readonly stateDirectory?: string;
  readonly logDirectory?: string;
  readonly hasWebhook: boolean;
  readonly prometheusFile?: string;
  /** Absent where requests need no login. */
  readonly oauth?: OAuthSettings;
  /** Whether it may trade real money; absent when the configuration is invalid. */
  readonly armingAt?: (now: Timestamp) => ArmingStanding;
}

export const subjectOf = (settings: Settings): HealthSubject => ({
  faults: [],
  plan: {
    interval: settings.schedulerInterval,
    jitterMax: settings.jitterMax,
    cycleTimeout: settings.execution.cycleTimeout,
    tradingHours: settings.tradingHours,
    protection: protectionOf(settings),
  },
  stateDirectory: settings.stateDirectory,
  logDirectory: settings.logging.directory,
  hasWebhook: settings.notification.webhookUrl !== undefined,
  armingAt: (now) => armingStanding(settings, now),
  ...(settings.prometheusFile === undefined ? {} : { prometheusFile: settings.prometheusFile }),
  ...oauthOf(settings),
});

function oauthOf(settings: Settings): Pick<HealthSubject, "oauth"> {
  const oauth = loginOf(settings);
  return oauth === undefined ? {} : { oauth };
}

export function subjectOfInvalid(configuration: InvalidConfiguration): HealthSubject {
  const stateDirectory = soundValue(configuration, "STATE_DIR");
  const logDirectory = soundValue(configuration, "LOG_DIR");
  const prometheusFile = soundValue(configuration, "PROMETHEUS_TEXTFILE");
  return {
    faults: configuration.faults.map(describeFault),
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
    ...(logDirectory === undefined ? {} : { logDirectory }),
    hasWebhook: configuration.notification.webhookUrl !== undefined,
    ...(prometheusFile === undefined ? {} : { prometheusFile }),
  };
}
