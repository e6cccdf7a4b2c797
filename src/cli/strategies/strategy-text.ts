import { factsOf, type StrategyDeclaration, type StrategyParameters } from "../../core/strategy/contract.ts";
import type { ParameterFacts, ParameterValue } from "../../core/strategy/parameter.ts";
import type { ChosenStrategy } from "../../config/settings.ts";
import { entryText } from "../../core/domain/symbol.ts";
import { renderTable } from "../output.ts";

/** How a parameter may be written, in words. */
export function rangeInWords({ form }: ParameterFacts): string {
  switch (form.kind) {
    case "number":
      return `${form.min} to ${form.max}${form.isWhole ? ", whole" : ""}`;
    case "choice":
      return form.choices.join(", ");
    case "flag":
      return "true, false";
    case "text":
      return "text";
  }
}

export const shownValue = (value: ParameterValue): string => (value === "" ? "(empty)" : String(value));

/** @param chosen what is in force, where this is the strategy that the settings choose */
export function strategyDocument(declaration: StrategyDeclaration, file?: string, chosen?: ChosenStrategy) {
  const { name, version, description, source, formula, memory, barMinutes } = declaration;
  const parameters = chosen?.parameters ?? defaultsOf(declaration);
  return {
    name,
    version,
    description,
    source,
    formula,
    ...(file === undefined ? {} : { file, file_digest: declaration.fileDigest }),
    chosen: chosen !== undefined,
    bars_required: declaration.barsRequired(parameters),
    bar_minutes: barMinutes ?? "any",
    remembers: memory !== undefined,
    adds_to_positions: declaration.addsToPositions?.(parameters) ?? false,
    ...(chosen === undefined ? {} : { config_hash: chosen.configHash }),
    parameters: parameterDocuments(declaration, chosen),
    overrides: (chosen?.overrides ?? []).map(({ entry, parameters: own }) => ({
      instrument: entryText(entry),
      parameters: own,
    })),
  };
}

export function defaultsOf({ parameters }: StrategyDeclaration): StrategyParameters {
  const facts = Object.entries(factsOf(parameters));
  return Object.fromEntries(facts.map(([name, each]) => [name, each.default]));
}

const parameterDocuments = (declaration: StrategyDeclaration, chosen: ChosenStrategy | undefined) =>
  Object.entries(factsOf(declaration.parameters)).map(([parameter, each]) => ({
    name: parameter,
    setting: `STRATEGY_${parameter.toUpperCase()}`,
    description: each.description,
    unit: each.unit,
    expected: rangeInWords(each),
    default: each.default,
    for_all_together: declaration.sharedParameters?.includes(parameter) ?? false,
    ...(chosen === undefined
      ? {}
      : { value: chosen.parameters[parameter], origin: chosen.origins[parameter] }),
  }));

type StrategyDocument = ReturnType<typeof strategyDocument>;

const bars = (count: number): string => `${count} closed ${count === 1 ? "bar" : "bars"}`;

export function strategyText(document: StrategyDocument): string {
  const { name, version, description, parameters, overrides } = document;
  const facts = [
    ["source", document.source],
    ["formula", document.formula],
    ["look-back", bars(document.bars_required)],
    [
      "bars of",
      Array.isArray(document.bar_minutes) ? `${document.bar_minutes.join(", ")} minutes` : "any length",
    ],
    ["memory", document.remembers ? "a few facts of its own, kept in the store" : "none"],
    [
      "buys more",
      document.adds_to_positions ? "yes, of what is held: needs DUPLICATE_BUY_POLICY=allow" : "no",
    ],
    ...("file" in document
      ? [["file", `${document.file ?? ""} (digest ${document.file_digest ?? ""})`]]
      : []),
    ...("config_hash" in document
      ? [["chosen", `yes; strategy_config_hash ${document.config_hash ?? ""}`]]
      : []),
  ];
  const width = Math.max(...facts.map(([label = ""]) => label.length));
  const lines = facts.map(([label = "", text = ""]) => `  ${label.padEnd(width)}  ${text}\n`).join("");
  return `${name}@${version}: ${description}\n\n${lines}${parametersText(parameters)}${overridesText(overrides)}`;
}

function parametersText(parameters: StrategyDocument["parameters"]): string {
  if (parameters.length === 0) return "\nno parameters\n";
  const rows = parameters.map((each) => [
    each.name,
    each.value === undefined ? "-" : shownValue(each.value),
    each.origin ?? "-",
    shownValue(each.default),
    each.expected,
    each.unit === "" ? "-" : each.unit,
    each.description,
  ]);
  return `\n${renderTable(["parameter", "value", "origin", "default", "expected", "unit", "meaning"], rows)}`;
}

function overridesText(overrides: StrategyDocument["overrides"]): string {
  const lines = overrides.map(({ instrument, parameters }) => {
    const all = Object.entries(parameters).map(([name, value]) => `${name}=${shownValue(value)}`);
    return `  ${instrument}: ${all.join(", ")}\n`;
  });
  return lines.length === 0 ? "" : `\nfor single instruments:\n${lines.join("")}`;
}
