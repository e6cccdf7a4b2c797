import { assert } from "../core/domain/assert.ts";
import { STRATEGIES, findStrategy } from "../core/strategy/registry.ts";
import { allSettings, knownNames } from "./all-settings.ts";
import { isReplaced } from "./check-watchlist.ts";
import type { CheckedValues } from "./check-values.ts";
import { checkValues } from "./check-values.ts";
import type { ConfigFault } from "./config-fault.ts";
import type { EffectiveSetting } from "./effective.ts";
import { effectiveSetting } from "./effective.ts";
import type { EnvFile, EnvFileReading } from "./env-file.ts";
import { readEnvFile } from "./env-file.ts";
import type { Reading } from "./kinds/value-kind.ts";
import { value } from "./kinds/value-kind.ts";
import { environmentName } from "./kinds/broker.ts";
import type { Layer, SecretSources } from "./layers.ts";
import { findIn, layersOf } from "./layers.ts";
import { DEFAULT_ENVIRONMENT, DEFAULT_STRATEGY, strategyName } from "./schema.ts";
import type { Notification, Settings } from "./settings.ts";
import { settingsFrom } from "./settings-from-values.ts";
import { soundNotification } from "./sound-notification.ts";
import type { Standing } from "./standing.ts";
import { presenceFault, standingOf } from "./standing.ts";
import { unknownInEnvironment, unknownInFile } from "./unknown-names.ts";

/** Everything that settings can be written in. Only files that hold a secret are read on demand. */
export interface SettingsSources extends SecretSources {
  /** In the order of layering: each is over the ones before it. */
  readonly files: readonly EnvFile[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type SettingsResolution =
  | { readonly kind: "valid"; readonly settings: Settings; readonly effective: readonly EffectiveSetting[] }
  | {
      readonly kind: "invalid";
      /** All there are, at least one: those of the files, of the environment, then by setting. */
      readonly faults: readonly ConfigFault[];
      readonly effective: readonly EffectiveSetting[];
      /** Whom to tell about it, where no fault is about that. */
      readonly notification: Notification;
    };

/** Reads, layers and checks the whole configuration, and says everything that is wrong with it at once. */
export function resolveSettings(sources: SettingsSources): SettingsResolution {
  const files = sources.files.map(readEnvFile);
  const layers = layersOf({ ...sources, files });
  const environment = chosen(layers, "SAXO_ENV", environmentName.read, DEFAULT_ENVIRONMENT);
  const strategy = findStrategy(chosen(layers, "STRATEGY_NAME", strategyName.read, DEFAULT_STRATEGY) ?? "");
  const settings = allSettings(strategy === undefined ? STRATEGIES : [strategy]);
  const standings = settings.map((setting) => standingOf(setting, findIn(layers, setting), environment));
  const checked = checkValues(standings, strategy);

  const faults = [
    ...files.flatMap((file) => file.faults),
    ...unknownNames(knownNames(settings), files, sources.environment),
    ...settingFaults(standings, checked),
  ];
  const faulty = new Set(faults.map(({ setting }) => setting));
  const effective = standings.map((each) => effectiveSetting(each, faulty.has(each.setting.name)));
  if (faults.length > 0) {
    return { kind: "invalid", faults, effective, notification: soundNotification(standings, faulty) };
  }

  const { values, parameters } = checked;
  assert(values !== undefined && parameters !== undefined, "settings without faults are complete");
  return { kind: "valid", settings: settingsFrom(values, parameters), effective };
}

/** The value of a setting that decides how the others are read; `undefined` when it is faulty. */
function chosen<Value>(
  layers: readonly Layer[],
  name: string,
  read: (text: string) => Reading<Value>,
  otherwise: Value,
): Value | undefined {
  const found = findIn(layers, { name });
  if (found?.kind === "unreadable") return undefined;
  const reading = found === undefined ? value(otherwise) : read(found.text);
  return reading.kind === "value" ? reading.value : undefined;
}

function unknownNames(
  known: readonly string[],
  files: readonly EnvFileReading[],
  environment: SettingsSources["environment"],
): readonly ConfigFault[] {
  const written = files.flatMap(({ entries }) => [...entries]);
  const set = Object.keys(environment).filter((name) => (environment[name] ?? "") !== "");
  return [
    ...written.map(([name, { origin }]) => unknownInFile(name, known, origin)),
    ...set.map((name) => unknownInEnvironment(name, known)),
  ].filter((fault) => fault !== undefined);
}

/** In the order of the settings. */
function settingFaults(standings: readonly Standing[], checked: CheckedValues): readonly ConfigFault[] {
  const present = standings.filter(
    (standing) => standing.found !== undefined || !isReplaced(standing, standings),
  );
  const faults = [...present.map(presenceFault).filter((fault) => fault !== undefined), ...checked.faults];
  const order = new Map(standings.map(({ setting }, index) => [setting.name, index]));
  const place = ({ setting = "" }: ConfigFault): number => order.get(setting) ?? standings.length;
  return faults.toSorted((a, b) => place(a) - place(b));
}
