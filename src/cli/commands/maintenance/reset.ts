import { removeOwn } from "../../../adapters/files/inventory.ts";
import type { OwnFile } from "../../../adapters/files/inventory.ts";
import { openStoreAsItIs } from "../../../adapters/store/open-store.ts";
import type { AgedRows } from "../../../adapters/store/retention.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { EXIT_CODES } from "../../exit-codes.ts";
import { printable, printJson } from "../../output.ts";
import { requireSettings } from "../../read-store.ts";
import type { CommandInput } from "../../register/commands.ts";
import { bytesText } from "./bytes-text.ts";
import { NO_ROWS, removeAllAged } from "./clean-up.ts";
import { isConfirmed } from "./confirm.ts";
import { holdingTheLock } from "./hold-lock.ts";
import { takeStockOfAll } from "./own-directories.ts";
import type { ResetTarget } from "./reset-steps.ts";
import { MEANINGS, RESET_TARGETS, resetSteps, withConsequences } from "./reset-steps.ts";

interface ResetOptions {
  readonly named: readonly ResetTarget[];
  /** Everything that is ours to reset. */
  readonly isAll: boolean;
  readonly isAgreed: boolean;
  /** The environment, typed out once more. */
  readonly environment: string | undefined;
}

/** Removes records for good, after saying which and asking. */
export async function runReset(input: CommandInput, options: ResetOptions): Promise<number> {
  const settings = requireSettings(input);
  const targets = withConsequences(options.isAll ? allIn(settings) : options.named);
  refuseUnlessMeant(settings, targets, options.environment);
  const planned = resetSteps(targets, takeStockOfAll(settings));
  if (!options.isAgreed && !(await isConfirmed(input.host, announcement(settings, targets, planned)))) {
    input.host.stderr.write("nothing was removed\n");
    return EXIT_CODES.done.code;
  }
  const removed = await holdingTheLock(input.host, settings, async ({ clock, log }) => {
    const steps = resetSteps(targets, takeStockOfAll(settings)); // a cycle may have run since it was asked
    const rows = targets.includes("decisions") ? removeDecisions(settings, clock.now()) : NO_ROWS;
    if (targets.includes("memory")) forgetMemory(settings);
    const files = steps.filter(removeOwn);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const events = await log();
    events.emit("maintenance_reset_done", {
      targets: targets.join(" "),
      files_removed: files.length,
      bytes_removed: bytes,
    });
    return { rows, files };
  });
  const { rows } = removed;
  const files = removed.files.map(({ path }) => path);
  if (input.json) printJson(input.host, { targets, rows, files });
  else input.host.stdout.write(`reset: ${targets.join(", ")}\n${removalText(rows, files)}`);
  return EXIT_CODES.done.code;
}

const allIn = ({ environment }: Settings): readonly ResetTarget[] =>
  RESET_TARGETS.filter((target) => target !== "account" || environment === "LOCAL");

function removalText({ decisions, inputs, snapshots, cycles }: AgedRows, files: readonly string[]): string {
  const records = decisions + inputs + snapshots + cycles;
  const counts = `${decisions} decisions, ${snapshots} snapshots and ${cycles} cycles were removed from the store\n`;
  return [
    records === 0 ? "" : `  ${counts}`,
    ...files.map((file) => `  ${printable(file)} was removed\n`),
  ].join("");
}

/** Everything but what an order needs, and the newest of each kind. */
function removeDecisions({ stateDirectory }: Settings, now: Timestamp): AgedRows {
  const store = openStoreAsItIs(stateDirectory);
  try {
    return store === undefined ? NO_ROWS : removeAllAged(store, now);
  } finally {
    store?.close();
  }
}

function forgetMemory({ stateDirectory }: Settings): void {
  const store = openStoreAsItIs(stateDirectory);
  store?.forgetStrategyMemory();
  store?.close();
}

/** Anywhere but on LOCAL it must be said twice: what is lost there is the record of a real account. */
function refuseUnlessMeant(
  settings: Settings,
  targets: readonly ResetTarget[],
  environment: string | undefined,
): void {
  if (targets.length === 0)
    throw refused("nothing was named that should be reset", `name one or more of ${CHOICES}`);
  if (targets.includes("account") && settings.environment !== "LOCAL") {
    throw refused(
      `the account of the environment ${settings.environment} is the broker's`,
      "reset it there; --account is for the embedded broker of LOCAL",
    );
  }
  const isTypedOut = environment === settings.environment;
  if (isTypedOut || (environment === undefined && settings.environment === "LOCAL")) return;
  throw refused(
    environment === undefined
      ? `the records are those of the environment ${settings.environment}`
      : `expected the environment ${settings.environment} of the settings, found "${environment}"`,
    `say it twice when you mean it: --environment ${settings.environment}, and --yes or an answer at the terminal`,
  );
}

const CHOICES = [...RESET_TARGETS.map((target) => `--${target}`), "--all"].join(", ");

const refused = (why: string, hint: string): TradebotError =>
  new TradebotError({ code: "RESET_REFUSED", message: `nothing was reset: ${why}`, exit: "usage", hint });

function announcement(
  { environment }: Settings,
  targets: readonly ResetTarget[],
  files: readonly OwnFile[],
): string {
  const kept = "backups, damaged stores that were moved aside and the settings are kept";
  return [
    `this removes for good, from the environment ${environment}:`,
    ...targets.map((target) => `  ${target}: ${MEANINGS[target]}`),
    ...files.map(({ path, bytes }) => `    ${printable(path)} (${bytesText(bytes)})`),
    `${kept}; to have a way back, run \`tradebot maintenance backup\` first\n`,
  ].join("\n");
}
