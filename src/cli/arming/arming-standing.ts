import { readArming } from "../../adapters/files/arming-file.ts";
import type { SaxoSettings, Settings } from "../../config/settings.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { objectionsTo, type ArmingStanding } from "../../core/risk/arming.ts";
import { limitsOf } from "./live-limits.ts";

/** Settings with which orders would be placed for real money, if a person has agreed to it. */
export const wantsRealMoney = (settings: Settings): settings is SaxoSettings =>
  settings.environment === "LIVE" && !settings.dryRun;

/** Whether these settings may trade real money, as far as that is known without asking the broker for the account. */
export function armingStanding(settings: Settings, now: Timestamp): ArmingStanding {
  if (!wantsRealMoney(settings)) return { kind: "not_needed" };
  const reading = readArming(settings.stateDirectory);
  switch (reading.kind) {
    case "absent":
      return { kind: "unarmed", reasons: ["nobody has armed it (tradebot arm)"] };
    case "unusable":
      return { kind: "unarmed", reasons: [`the arming cannot be trusted, since ${reading.why}`] };
    case "arming": {
      const plan = { now, restBase: settings.saxo.restBase.href, limits: limitsOf(settings) };
      const reasons = objectionsTo(reading.arming, plan);
      return reasons.length === 0 ? { kind: "armed", arming: reading.arming } : { kind: "unarmed", reasons };
    }
  }
}
