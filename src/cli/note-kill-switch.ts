import { systemClock } from "../adapters/system/system-clock.ts";
import type { KillSwitchMode } from "../core/risk/kill-switch.ts";
import { commandEvents } from "./login/command-events.ts";
import { personName } from "./person.ts";
import { readConfiguration } from "./read-settings.ts";
import type { CommandInput } from "./register/commands.ts";

interface Note {
  readonly path: string;
  readonly mode: KillSwitchMode;
  readonly reason?: string | undefined;
}

/**
 * Lets the log tell of it, as far as there is one: the switch is turned whether or not that can be written, and keeps
 * who turned it on.
 */
export function noteKillSwitch(
  { host, configuration }: CommandInput,
  name: "killswitch_turned_on" | "killswitch_turned_off",
  { path, mode, reason }: Note,
): void {
  const reading = readConfiguration(host, configuration);
  if (reading.kind === "invalid") return; // nobody knows where its log is; a cycle tells of the switch in any case
  const { logging } = reading.settings;
  const settings = { ...reading.settings, logging: { ...logging, console: "off" as const } };
  const events = commandEvents(host, settings, systemClock(new AbortController().signal));
  const about = { path, kill_switch_mode: mode, person: personName() };
  if (name === "killswitch_turned_off") events.emit(name, about);
  else events.emit(name, { ...about, detail: reason });
}
