import { killSwitchInWords, type KillSwitch } from "../core/risk/kill-switch.ts";
import type { Check } from "./check.ts";

/** Nothing is wrong, and yet nobody may forget it: people are told once that it is on, and once that it is off. */
export function checkKillSwitch(killSwitch: KillSwitch | undefined): Check {
  const name = "kill_switch";
  if (killSwitch === undefined) return { name, verdict: "ok", finding: "off" };
  return {
    name,
    verdict: "warn",
    finding: `on: ${killSwitchInWords(killSwitch)}`,
    remedy: "when its reason is gone: tradebot kill-switch off",
    toldAs: "the kill switch is on",
  };
}
