import { readFileSync } from "node:fs";
import type { Machine } from "../machine/machine.ts";

export const SERVICE = "ai-tradebot.service";
export const TIMER = "ai-tradebot.timer";
export const ALERT = "ai-tradebot-alert@.service";
export const ENV_FILE = "/etc/ai-tradebot/tradebot.env";

const shipped = (unit: string): string =>
  readFileSync(new URL(`../../../runbooks/systemd-${unit}`, import.meta.url), "utf8");

/** Does what runbooks/systemd.md tells an administrator to do, short of enabling the timer. */
export async function installUnits(machine: Machine, settings: string): Promise<void> {
  for (const unit of [SERVICE, TIMER, ALERT]) machine.write(`/etc/systemd/system/${unit}`, shipped(unit));
  await writeSettings(machine, settings);
  await machine.must("systemctl", "daemon-reload");
}

/** The settings of the user whom the cycles run as, readable for nobody else; replaced whole, since cycles read them. */
export async function writeSettings(machine: Machine, settings: string): Promise<void> {
  machine.write(`${ENV_FILE}.new`, settings, 0o600);
  await machine.must("chown", "tradebot:", `${ENV_FILE}.new`);
  await machine.must("mv", `${ENV_FILE}.new`, ENV_FILE);
}

/** Overrides some of a unit, as `systemctl edit` does. */
export async function override(machine: Machine, unit: string, text: string): Promise<void> {
  machine.write(`/etc/systemd/system/${unit}.d/override.conf`, text);
  await machine.must("systemctl", "daemon-reload");
}

/** One word of what systemd knows about a unit. */
export async function property(machine: Machine, unit: string, name: string): Promise<string> {
  return (await machine.must("systemctl", "show", "--value", `--property=${name}`, unit)).trimEnd();
}
