import { armingPath, removeArming } from "../../adapters/files/arming-file.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { doubtInWords, findStateDirectory } from "../find-state-directory.ts";
import { commandEvents } from "../login/command-events.ts";
import { ownLine, printable, printJson } from "../output.ts";
import { personName } from "../person.ts";
import { readConfiguration } from "../read-settings.ts";
import type { CommandInput } from "../register/commands.ts";

/** LIVE only prechecks from now on. Asks nothing, and needs no valid configuration: it is the safe direction. */
export function runDisarm(input: CommandInput, { stateDir }: { readonly stateDir?: string }): number {
  const { path, origin, doubt } = findStateDirectory(input.host, input.configuration, stateDir);
  const wasArmed = removeArming(path);
  if (wasArmed) note(input, path);
  if (input.json) {
    const document = { state_directory: path, state_directory_by: origin, was_armed: wasArmed };
    printJson(input.host, doubt === undefined ? document : { ...document, doubt });
  } else {
    const outcome = wasArmed
      ? "disarmed: LIVE only prechecks"
      : `nothing was armed${doubt === undefined ? "" : " here"}`;
    input.host.stdout.write(`${outcome}\n${printable(`state: ${path} (${origin})`)}\n`);
  }
  if (doubt === undefined) return EXIT_CODES.done.code;
  input.host.stderr.write(ownLine(doubtInWords(doubt)));
  return EXIT_CODES.configuration.code;
}

function note({ host, configuration }: CommandInput, directory: string): void {
  const reading = readConfiguration(host, configuration);
  if (reading.kind === "invalid") return; // nobody knows where its log is; the next cycle tells that it is unarmed
  const events = commandEvents(host, reading.settings, systemClock(new AbortController().signal));
  events.emit("live_arming_removed", { path: armingPath(directory), person: personName() });
}
