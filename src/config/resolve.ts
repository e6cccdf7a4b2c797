import { assert } from "../core/domain/assert.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { allSettings, knownNames, strategiesWith } from "./all-settings.ts";
import { isReplaced } from "./check-watchlist.ts";
import { checkValues } from "./check-values.ts";
import { describeFault, type ConfigFault } from "./config-fault.ts";
import type { EffectiveSetting } from "./effective.ts";
import { effectiveSetting } from "./effective.ts";
import type { EnvFile, EnvFileReading } from "./env-file.ts";
import { readEnvFile } from "./env-file.ts";
import { chosenValue } from "./chosen-value.ts";
import { environmentName } from "./kinds/broker.ts";
import type { SecretSources } from "./layers.ts";
import { findIn, layersOf } from "./layers.ts";
import { parametersInJson } from "./parameters-in-json.ts";
import { DEFAULT_ENVIRONMENT } from "./groups/broker.ts";
import type { ChosenStrategy, Notification, Settings, StrategySettings } from "./settings.ts";
import { settingsFrom } from "./settings-from-values.ts";
import { soundNotification } from "./sound-notification.ts";
import type { Standing } from "./standing.ts";
import { presenceFault, standingOf } from "./standing.ts";
import {
  chooseStrategy,
  strategiesToKnow,
  type OpenStrategy,
  type StrategyChoice,
} from "./strategy-choice.ts";
import { chosenStrategy } from "./chosen-strategy.ts";
import { PARAMETER_PREFIX } from "./strategy-settings.ts";
import { unknownInEnvironment, unknownInFile, type KnownNames } from "./unknown-names.ts";
import { strategyLabel } from "../core/strategy/contract.ts";

/** Everything that settings can be written in. Only files that hold a secret are read on demand. */
export interface SettingsSources extends SecretSources {
  /** In the order of layering: each is over the ones before it. */
  readonly files: readonly EnvFile[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens a user's own strategy; absent where nobody will ask for what is in it. */
  readonly openStrategy?: OpenStrategy;
  /** Whether it is opened now, so that its faults are found with all others; otherwise when somebody asks. */
  readonly opensStrategyNow?: boolean;
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
  const environment = chosenValue(layers, "SAXO_ENV", environmentName.read, DEFAULT_ENVIRONMENT);
  const choice = chooseStrategy(layers, sources);
  const settings = allSettings(strategiesToKnow(choice));
  const inJson = parametersInJson(choice, layers);
  const standings = settings
    .map((setting) => standingOf(setting, findIn([...layers, inJson.layer], setting), environment))
    .map((standing) => withoutUse(standing, choice));
  const checked = checkValues(standings, choice.strategy);
  const tuned = chosenStrategy(choice, { standings, notes: inJson.notes, parameters: checked.parameters });

  const faults = [
    ...files.flatMap((file) => file.faults),
    ...unknownNames(namesKnown(settings, choice), files, sources.environment),
    ...settingFaults(standings, [...choice.faults, ...checked.faults, ...inJson.faults, ...tuned.faults]),
  ];
  const faulty = new Set(faults.map(({ setting }) => setting));
  const effective = standings.map((each) => effectiveSetting(each, faulty.has(each.setting.name)));
  if (faults.length > 0) {
    return { kind: "invalid", faults, effective, notification: soundNotification(standings, faulty) };
  }
  assert(checked.values !== undefined, "settings without faults are complete");
  const strategy =
    tuned.chosen === undefined ? strategyInFile(choice, sources) : strategyAtHand(choice, tuned.chosen);
  return { kind: "valid", settings: settingsFrom(checked.values, strategy), effective };
}

/** The name by default means nothing beside a file. */
const withoutUse = (standing: Standing, { file }: StrategyChoice): Standing =>
  file === undefined || standing.setting.name !== "STRATEGY_NAME" || standing.found !== undefined
    ? standing
    : { setting: standing.setting, found: undefined, presence: { kind: "unused" } };

const strategyAtHand = ({ file }: StrategyChoice, chosen: ChosenStrategy): StrategySettings => ({
  ...(file === undefined ? {} : { file }),
  label: strategyLabel(chosen.declaration),
  chosen,
});

/** Opened when somebody asks for what is in it; then everything is judged once more, with what it declares. */
function strategyInFile({ file }: StrategyChoice, sources: SettingsSources): StrategySettings {
  assert(file !== undefined, "a strategy that is not known yet stands in a file");
  let opened: ChosenStrategy | undefined;
  return {
    file,
    get label() {
      return opened === undefined ? (/[^/\\]+$/.exec(file)?.[0] ?? file) : strategyLabel(opened.declaration);
    },
    get chosen() {
      opened ??= openedStrategy(sources);
      return opened;
    },
  };
}

const HINT = "tradebot strategies check examines the file, tradebot config check its parameters";

function openedStrategy(sources: SettingsSources): ChosenStrategy {
  const resolution = resolveSettings({ ...sources, opensStrategyNow: true });
  if (resolution.kind === "valid") return resolution.settings.strategy.chosen;
  throw new TradebotError({
    code: "STRATEGY_INVALID",
    message: resolution.faults.map(describeFault).join("; "),
    exit: "configuration",
    // what is wrong with the file itself says already what to do
    ...(resolution.faults.some(({ hint }) => hint !== undefined) ? {} : { hint: HINT }),
  });
}

/** What a file declares is not known before it is opened, so that nothing can be said of names that may be its parameters. */
function namesKnown(
  settings: Parameters<typeof knownNames>[0],
  { file, strategy }: StrategyChoice,
): KnownNames {
  const isOpen = file === undefined || strategy !== undefined;
  return {
    names: knownNames(settings),
    isLeftOpen: (name) => !isOpen && name.startsWith(PARAMETER_PREFIX),
    strategiesWith,
  };
}

function unknownNames(
  known: KnownNames,
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
function settingFaults(
  standings: readonly Standing[],
  further: readonly ConfigFault[],
): readonly ConfigFault[] {
  const present = standings.filter(
    (standing) => standing.found !== undefined || !isReplaced(standing, standings),
  );
  const faults = [...present.map(presenceFault).filter((fault) => fault !== undefined), ...further];
  const order = new Map(standings.map(({ setting }, index) => [setting.name, index]));
  const place = ({ setting = "" }: ConfigFault): number => order.get(setting) ?? standings.length;
  return faults.toSorted((a, b) => place(a) - place(b));
}
