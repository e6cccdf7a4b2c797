import { systemClock } from "../../adapters/system/system-clock.ts";
import { describeFault } from "../../config/config-fault.ts";
import { findSettings } from "../../config/find-settings.ts";
import { describeOrigin } from "../../config/origin.ts";
import { renderSettingHelp, settingDocument } from "../../config/render-setting-help.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { unarmedInWords } from "../../core/risk/arming.ts";
import { armingStanding } from "../arming/arming-standing.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { loadConfiguration, type Configuration } from "../load-configuration.ts";
import { ownLine, printable, printJson, renderTable } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";

/** Prints every setting's value, origin and default; works with a faulty configuration too, and says so. */
export function runConfigShow({ host, configuration, json }: CommandInput): number {
  const resolution = loadConfiguration(host.env, configuration, { opensStrategyNow: true });
  const used = resolution.effective.filter(({ isUsed, origin }) => isUsed || origin.kind !== "not_set");
  if (json) {
    printJson(
      host,
      used.map(({ name, value, origin, default: byDefault }) => ({
        name,
        value,
        origin: describeOrigin(origin),
        default: byDefault,
      })),
    );
  } else {
    const rows = used.map(({ name, value, origin, default: byDefault }) => [
      name,
      value ?? "-",
      describeOrigin(origin),
      byDefault ?? "-",
    ]);
    host.stdout.write(renderTable(["setting", "value", "origin", "default"], rows));
  }
  for (const warning of warningsOf(resolution)) host.stderr.write(ownLine(`warning: ${warning}`));
  if (resolution.kind === "valid") return EXIT_CODES.done.code;
  for (const fault of resolution.faults) host.stderr.write(ownLine(describeFault(fault)));
  return EXIT_CODES.configuration.code;
}

/** Names every fault at once. */
export function runConfigCheck({ host, configuration, json }: CommandInput): number {
  const resolution = loadConfiguration(host.env, configuration, { opensStrategyNow: true });
  const faults = resolution.kind === "valid" ? [] : resolution.faults;
  if (json) {
    printJson(host, {
      valid: faults.length === 0,
      files: resolution.files,
      warnings: warningsOf(resolution),
      faults: faults.map(({ origin, ...fault }) => ({
        ...fault,
        ...(origin === undefined ? {} : { origin: describeOrigin(origin) }),
      })),
    });
  } else if (faults.length === 0) {
    const where =
      resolution.files.length === 0
        ? "no env file, defaults and process environment"
        : resolution.files.join(", ");
    const warnings = warningsOf(resolution).map((warning) => `warning: ${warning}\n`);
    host.stdout.write(`the configuration is valid (${where})\n${warnings.join("")}`);
  } else {
    host.stdout.write(`${faults.map(describeFault).join("\n")}\n`);
  }
  return faults.length === 0 ? EXIT_CODES.done.code : EXIT_CODES.configuration.code;
}

/** What is no fault and yet not what it looks like. */
const warningsOf = (configuration: Configuration): readonly string[] =>
  configuration.kind === "valid"
    ? [...configuration.settings.strategy.chosen.notes, ...armingWarnings(configuration.settings)]
    : [];

function armingWarnings(settings: Settings): readonly string[] {
  const standing = armingStanding(settings, systemClock(new AbortController().signal).now());
  return standing.kind === "unarmed" ? [unarmedInWords(standing.reasons)] : [];
}

/** Explains one setting, a group of them or all, from the schema they are read by; needs no valid configuration. */
export function runConfigDocs({ host, json }: CommandInput, word: string | undefined): number {
  const found = findSettings(word);
  if (found.kind === "unknown") throw settingUnknown(word ?? "", found.nearest);
  const { settings } = found;
  if (json) printJson(host, settings.map(settingDocument));
  else host.stdout.write(settings.map(renderSettingHelp).join("\n"));
  return EXIT_CODES.done.code;
}

const settingUnknown = (word: string, nearest: string | undefined): TradebotError =>
  new TradebotError({
    code: "SETTING_UNKNOWN",
    message: `"${printable(word)}" is no setting and no group of settings`,
    exit: "usage",
    hint: nearest === undefined ? "`tradebot config docs` shows all there are" : `did you mean ${nearest}?`,
  });
