import { hostname } from "node:os";
import { turnKillSwitchOn } from "../../adapters/files/kill-switch.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { doubtInWords, findStateDirectory, type FoundDirectory } from "../find-state-directory.ts";
import { noteKillSwitch } from "../note-kill-switch.ts";
import { ownLine } from "../output.ts";
import { personName } from "../person.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";
import { closeAll, isWanted, nothingClosed, type ClosingOptions } from "./selloff.ts";

export interface PanicOptions extends ClosingOptions {
  readonly reason: string | undefined;
}

/**
 * No new order first, whatever else is broken; then everything of ours is cancelled and closed. A step that fails keeps
 * none of the later ones from being tried.
 */
export async function runPanicStop(input: CommandInput, options: PanicOptions): Promise<number> {
  const failure = switchOn(input, options.reason ?? "panic-stop");
  const code = await close(input, settingsFor(input), options);
  return code === EXIT_CODES.done.code && failure !== undefined ? EXIT_CODES[failure.exit].code : code;
}

/** @returns why the kill switch may not be on; said at once, and no reason to leave positions open */
function switchOn(input: CommandInput, reason: string): TradebotError | undefined {
  const { host, configuration } = input;
  let found: FoundDirectory;
  const since = systemClock(new AbortController().signal).now();
  try {
    found = findStateDirectory(host, configuration, undefined);
    turnKillSwitchOn(found.path, { mode: "all", since, by: `${personName()}@${hostname()}`, reason });
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    host.stderr.write(ownLine(`${error.message}; ${error.hint ?? ""}`));
    return error;
  }
  const { path, doubt } = found;
  host.stderr.write(ownLine(`the kill switch is on in ${path}: no cycle sends an order any more`));
  noteKillSwitch(input, "killswitch_turned_on", { path, mode: "all", reason });
  if (doubt === undefined) return undefined;
  host.stderr.write(ownLine(doubtInWords(doubt)));
  return new TradebotError({ code: "STATE_DIRECTORY_DOUBTED", message: doubt, exit: "configuration" });
}

/** @throws TradebotError that says what a faulty configuration means now */
function settingsFor(input: CommandInput): Settings {
  try {
    return requireSettings(input);
  } catch (error) {
    if (error instanceof TradebotError) throw nothingClosed(error);
    throw error;
  }
}

async function close(input: CommandInput, settings: Settings, options: PanicOptions): Promise<number> {
  const name = "panic-stop";
  if (!(await isAgreed(input, settings, options))) {
    input.host.stderr.write(ownLine(`nothing was cancelled or closed; ${STAYS_ON}`));
    return EXIT_CODES.done.code;
  }
  return closeAll(input, settings, { name, scope: options.includeForeign ? "all" : "own" });
}

const STAYS_ON = "the kill switch stays on until: tradebot kill-switch off";

async function isAgreed(input: CommandInput, settings: Settings, options: PanicOptions): Promise<boolean> {
  if (options.isAgreed) return true;
  try {
    return await isWanted(input, settings, { ...options, name: "panic-stop" });
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    throw nothingClosed(error, STAYS_ON);
  }
}
