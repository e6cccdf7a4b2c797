import { z } from "zod/mini";
import { decimal } from "../core/domain/decimal.ts";
import { factsOf, type StrategyDeclaration, type StrategyParameters } from "../core/strategy/contract.ts";
import type { ParameterFacts, ParameterForm, ParameterValue } from "../core/strategy/parameter.ts";
import { decimalNumber, oneOf, trueOrFalse, wholeNumber } from "./kinds/plain.ts";
import { fault, value, type Reading, type ValueKind } from "./kinds/value-kind.ts";
import { byDefault, setting } from "./setting.ts";

export const PARAMETER_PREFIX = "STRATEGY_";

/** `short_window` is set by `STRATEGY_SHORT_WINDOW`. */
export const parameterSettingName = (parameter: string): string =>
  `${PARAMETER_PREFIX}${parameter.toUpperCase()}`;

const anyText: ValueKind<string> = { expected: "a text", read: (text) => value(text) };

/** How the value is written. */
export function kindOfParameter({ form, unit }: ParameterFacts): ValueKind<ParameterValue> {
  switch (form.kind) {
    case "number": {
      const range = { min: form.min, max: form.max, ...(unit === "" ? {} : { unit }) };
      return form.isWhole ? wholeNumber(range) : decimalNumber(range);
    }
    case "choice":
      return oneOf(form.choices);
    case "flag":
      return trueOrFalse;
    case "text":
      return anyText;
  }
}

const JSON_TYPES: Readonly<Record<ParameterForm["kind"], { readonly type: string; readonly words: string }>> =
  {
    number: { type: "number", words: "no number" },
    choice: { type: "string", words: "no text" },
    flag: { type: "boolean", words: "neither true nor false" },
    text: { type: "string", words: "no text" },
  };

/** The value of a parameter in JSON as the text that would stand in its own setting. */
export function textFromJson({ form }: ParameterFacts, json: unknown): Reading<string> {
  const { type, words } = JSON_TYPES[form.kind];
  if (typeof json !== type || json === Infinity || json === -Infinity) return fault(words);
  return value(typeof json === "number" ? decimal(String(json)).toString() : String(json));
}

function parameterSetting(strategy: string, facts: ParameterFacts) {
  return setting(kindOfParameter(facts), {
    group: "strategy",
    description: `${facts.description} (${strategy}).`,
    presence: byDefault(String(facts.default)),
    strategy,
  });
}

/** One setting for each parameter that the strategy declares, by the setting's name. */
export function strategyFields(strategy: StrategyDeclaration) {
  const fields: Record<string, ReturnType<typeof parameterSetting>> = {};
  for (const [parameter, facts] of Object.entries(factsOf(strategy.parameters))) {
    fields[parameterSettingName(parameter)] = parameterSetting(strategy.name, facts);
  }
  return fields;
}

/** The values under the names that the strategy knows. */
export function parametersFrom(
  strategy: StrategyDeclaration,
  values: Readonly<Record<string, ParameterValue>>,
): StrategyParameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const parameter of Object.keys(strategy.parameters)) {
    const value = values[parameterSettingName(parameter)];
    if (value !== undefined) parameters[parameter] = value;
  }
  return parameters;
}

/** A strategy's complaint in the words of the person who writes settings, and the settings it is about. */
export function complaintAbout(
  strategy: StrategyDeclaration,
  parameters: StrategyParameters,
): { readonly fault: string; readonly settings: readonly string[] } | undefined {
  const complaint = parametersFault(strategy, parameters);
  if (complaint === undefined) return undefined;
  const settings: string[] = [];
  const fault = complaint.replace(/\w+/g, (word) => {
    if (!Object.hasOwn(strategy.parameters, word)) return word;
    settings.push(parameterSettingName(word));
    return parameterSettingName(word);
  });
  return { fault, settings };
}

/** The most bars that the broker gives in one answer. */
const MOST_BARS = 1200;

/** What is wrong with the values taken together; a strategy that cannot say how many bars it needs can see none. */
export function parametersFault(
  strategy: StrategyDeclaration,
  parameters: StrategyParameters,
): string | undefined {
  const complaint = strategy.checkParameters?.(parameters);
  if (complaint !== undefined) return complaint;
  const bars = strategy.barsRequired(parameters);
  if (!Number.isSafeInteger(bars) || bars < 0)
    return `${strategy.name} says that it needs ${bars} bars, expected a whole number from 0 to ${MOST_BARS}`;
  if (bars <= MOST_BARS) return undefined;
  return `${strategy.name} needs ${bars} bars with these parameters, and the broker gives at most ${MOST_BARS}`;
}

export const strategySchema = (strategy: StrategyDeclaration) => z.object(strategyFields(strategy));
