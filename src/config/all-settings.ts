import type { StrategyDeclaration } from "../core/strategy/contract.ts";
import { STRATEGIES } from "../core/strategy/registry.ts";
import { assert } from "../core/domain/assert.ts";
import { SettingsSchema } from "./schema.ts";
import type { Setting, StrategyVersion } from "./setting.ts";
import { GROUPS, settingFacts } from "./setting.ts";
import { strategyFields } from "./strategy-settings.ts";

/** Every setting there is with these strategies, in the order of the documentation. */
export function allSettings(strategies: readonly StrategyDeclaration[] = STRATEGIES): readonly Setting[] {
  const settings = new Map<string, Setting>();
  const fields = [SettingsSchema.shape, ...strategies.map(strategyFields)].flatMap((shape) =>
    Object.entries(shape),
  );
  for (const [name, schema] of fields) {
    const facts = settingFacts.get(schema);
    assert(facts !== undefined, `the setting ${name} has no facts`);
    const known = settings.get(name);
    settings.set(name, known === undefined ? { name, ...facts } : withVersion(known, { name, ...facts }));
  }
  return Object.keys(GROUPS).flatMap((group) =>
    [...settings.values()].filter((each) => each.group === group),
  );
}

/** Strategies may call a parameter alike, and mean the same by it with another default. */
function withVersion(known: Setting, other: Setting): Setting {
  const version = versionOf(other);
  const versions = known.versions ?? [versionOf(known)];
  return { ...known, versions: [...versions, version] };
}

function versionOf({ name, strategy, presence, expected, description }: Setting): StrategyVersion {
  assert(strategy !== undefined, `${name} is the parameter of a strategy and something else`);
  return { strategy, presence, expected, description };
}

/** The strategies, of all there are, that have a parameter set by this name. */
export const strategiesWith = (settingName: string): readonly string[] =>
  STRATEGIES.filter((strategy) => Object.hasOwn(strategyFields(strategy), settingName)).map(
    ({ name }) => name,
  );

/** `SAXO_ACCESS_TOKEN_FILE`: where a secret can be read from instead of being written down. */
export const fileVariable = (secretName: string): string => `${secretName}_FILE`;

/** Every name that may be written in a file or in the environment. */
export const knownNames = (settings: readonly Setting[]): readonly string[] =>
  settings.flatMap(({ name, isSecret }) => (isSecret === true ? [name, fileVariable(name)] : [name]));

/** The settings whose values must not be seen. */
export const secretNames = (): readonly string[] =>
  allSettings()
    .filter(({ isSecret }) => isSecret === true)
    .map(({ name }) => name);
