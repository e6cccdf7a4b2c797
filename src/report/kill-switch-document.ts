import { isoFromTimestamp } from "../core/domain/time.ts";
import type { KillSwitch } from "../core/risk/kill-switch.ts";

/** The kill switch in documents for programs; null when it is off. */
export const killSwitchDocument = (killSwitch: KillSwitch | undefined) =>
  killSwitch === undefined
    ? null
    : {
        mode: killSwitch.mode,
        since: killSwitch.since === undefined ? null : isoFromTimestamp(killSwitch.since),
        by: killSwitch.by ?? null,
        reason: killSwitch.reason ?? null,
        defect: killSwitch.defect ?? null,
      };
