import { z } from "zod/mini";
import type { ParameterDeclaration, StrategyDeclaration } from "../core/strategy/contract.ts";
import { decimalNumber, wholeNumber } from "./kinds/plain.ts";
import { byDefault, setting } from "./setting.ts";

/** `short_window` is set by `STRATEGY_SHORT_WINDOW`. */
const parameterSettingName = (parameter: string): string => `STRATEGY_${parameter.toUpperCase()}`;

function parameterSetting(strategy: string, declaration: ParameterDeclaration) {
  const { min, max, unit } = declaration;
  const kind = declaration.integer ? wholeNumber({ min, max, unit }) : decimalNumber({ min, max, unit });
  return setting(kind, {
    group: "strategy",
    description: `${declaration.description} (${strategy}).`,
    presence: byDefault(String(declaration.default)),
  });
}

/** One setting for each parameter that the strategy declares, by the setting's name. */
export function strategyFields(strategy: StrategyDeclaration) {
  const fields: Record<string, ReturnType<typeof parameterSetting>> = {};
  for (const [parameter, declaration] of Object.entries(strategy.parameters)) {
    fields[parameterSettingName(parameter)] = parameterSetting(strategy.name, declaration);
  }
  return fields;
}

/** The values under the names that the strategy knows. */
export function parametersFrom(
  strategy: StrategyDeclaration,
  values: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const parameters: Record<string, number> = {};
  for (const parameter of Object.keys(strategy.parameters)) {
    const value = values[parameterSettingName(parameter)];
    if (value !== undefined) parameters[parameter] = value;
  }
  return parameters;
}

/** A strategy's complaint in the words of the person who writes settings, and the settings it is about. */
export function complaintAbout(
  strategy: StrategyDeclaration,
  parameters: Readonly<Record<string, number>>,
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
