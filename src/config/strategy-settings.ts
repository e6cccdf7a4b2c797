import { z } from "zod/mini";
import { factsOf, type StrategyDeclaration, type StrategyParameters } from "../core/strategy/contract.ts";
import type { ParameterFacts, ParameterForm, ParameterValue } from "../core/strategy/parameter.ts";
import { decimalNumber, oneOf, trueOrFalse, wholeNumber } from "./kinds/plain.ts";
import type { ValueKind } from "./kinds/value-kind.ts";
import { value } from "./kinds/value-kind.ts";
import { byDefault, setting } from "./setting.ts";

/** `short_window` is set by `STRATEGY_SHORT_WINDOW`. */
const parameterSettingName = (parameter: string): string => `STRATEGY_${parameter.toUpperCase()}`;

const anyText: ValueKind<string> = { expected: "a text", read: (text) => value(text) };

/** How the value is written. */
function kindOf(form: ParameterForm, unit: string): ValueKind<ParameterValue> {
  switch (form.kind) {
    case "number": {
      const range = { min: form.min, max: form.max, unit };
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

function parameterSetting(strategy: string, facts: ParameterFacts) {
  return setting(kindOf(facts.form, facts.unit), {
    group: "strategy",
    description: `${facts.description} (${strategy}).`,
    presence: byDefault(String(facts.default)),
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
  const complaint = strategy.checkParameters?.(parameters);
  if (complaint === undefined) return undefined;
  const settings: string[] = [];
  const fault = complaint.replace(/\w+/g, (word) => {
    if (!Object.hasOwn(strategy.parameters, word)) return word;
    settings.push(parameterSettingName(word));
    return parameterSettingName(word);
  });
  return { fault, settings };
}

export const strategySchema = (strategy: StrategyDeclaration) => z.object(strategyFields(strategy));
