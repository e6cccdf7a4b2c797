import { z } from "zod/mini";
import type { Environment } from "./settings.ts";
import type { ValueKind } from "./kinds/value-kind.ts";

/** Groups of the documentation, in its order. */
export const GROUPS = {
  broker: "Broker",
  watchlist: "Watchlist",
  strategy: "Strategy",
  mode: "Mode",
  hours: "Trading hours",
  data_quality: "Data quality",
  risk: "Size and risk",
  execution: "Execution",
  logging: "Logging",
  operation: "Operation",
} as const;
export type Group = keyof typeof GROUPS;

/** What it means in one environment that a setting is not written anywhere, or that it is. */
export type Presence =
  | { readonly kind: "default"; readonly text: string }
  | { readonly kind: "required" }
  | { readonly kind: "optional" }
  /** May be written, since another environment reads it; has no effect. */
  | { readonly kind: "unused" }
  /** Writing it would promise an effect it cannot have. */
  | { readonly kind: "refused"; readonly why: string };

export interface SettingFacts {
  readonly group: Group;
  readonly description: string;
  readonly presence: Readonly<Record<Environment, Presence>>;
  /** A value for the documentation; needed where no environment has a default. */
  readonly example?: string;
  readonly isSecret?: true;
  /** Whose parameter it is. */
  readonly strategy?: string;
}

interface RegisteredFacts extends SettingFacts {
  /** The form of the value, in words. */
  readonly expected: string;
}

/** What the schema's fields are, beyond their types. */
export const settingFacts = z.registry<RegisteredFacts>();

/** Everything about one setting: its name, how its text is read, and what the documentation says of it. */
export interface Setting extends RegisteredFacts {
  readonly name: string;
  /** What several strategies that have a parameter of this name say of it, each for itself; then its own facts are the first one's. */
  readonly versions?: readonly StrategyVersion[];
}

export type StrategyVersion = Pick<SettingFacts, "presence" | "description"> & {
  readonly strategy: string;
  readonly expected: string;
};

const byText = (text: string): Presence => ({ kind: "default", text });

/** The same default everywhere. */
export const byDefault = (text: string): SettingFacts["presence"] => ({
  LOCAL: byText(text),
  SIM: byText(text),
  LIVE: byText(text),
});

/** A default for each environment. */
export const byEnvironment = (texts: Readonly<Record<Environment, string>>): SettingFacts["presence"] => ({
  LOCAL: byText(texts.LOCAL),
  SIM: byText(texts.SIM),
  LIVE: byText(texts.LIVE),
});

/** May be left out in every environment. */
export const OPTIONAL_EVERYWHERE: SettingFacts["presence"] = {
  LOCAL: { kind: "optional" },
  SIM: { kind: "optional" },
  LIVE: { kind: "optional" },
};

/** A text that the kind turns into its value; what it says of a bad text becomes the issue's message. */
function readBy<Value>(kind: ValueKind<Value>) {
  const reader = z.transform((text: string, payload): Value => {
    const reading = kind.read(text);
    if (reading.kind === "value") return reading.value;
    payload.issues.push({ code: "custom", message: reading.fault, input: text });
    return z.NEVER;
  });
  return z.pipe(z.string(), reader);
}

/** A field that has a value in every environment. */
export function setting<Value>(kind: ValueKind<Value>, facts: SettingFacts) {
  return readBy(kind).register(settingFacts, { ...facts, expected: kind.expected });
}

/** A field that some environment does without. */
function optionalSetting<Value>(kind: ValueKind<Value>, facts: SettingFacts) {
  return z.optional(readBy(kind)).register(settingFacts, { ...facts, expected: kind.expected });
}

type FactsInGroup = Omit<SettingFacts, "group">;

/** The same two for the settings of one group. */
export const settingsOf = (group: Group) => ({
  setting: <Value>(kind: ValueKind<Value>, facts: FactsInGroup) => setting(kind, { group, ...facts }),
  optionalSetting: <Value>(kind: ValueKind<Value>, facts: FactsInGroup) =>
    optionalSetting(kind, { group, ...facts }),
});
