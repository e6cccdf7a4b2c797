import { factsOf, type StrategyDeclaration } from "../../src/core/strategy/contract.ts";
import type { ParameterFacts } from "../../src/core/strategy/parameter.ts";
import { STRATEGIES } from "../../src/core/strategy/registry.ts";
import { rangeInWords, shownValue } from "../../src/cli/strategies/strategy-text.ts";

/** docs/strategies.md */
export function renderStrategiesPage(): string {
  return `# Strategies

Generated from \`src/core/strategy/registry.ts\` by \`npm run generate\`; \`tradebot strategies show <name>\` tells the same, with the values in force.
Which of them suits what, and with which settings around it: [choose a strategy](how-to/choose-a-strategy.md).
To write another: [a strategy of your own](how-to/own-strategy.md).

Each parameter is a setting: \`window\` is \`STRATEGY_WINDOW\`, or \`"window"\` in \`STRATEGY_PARAMS_JSON\`; for one instrument alone it stands in
\`STRATEGY_PARAMS_OVERRIDES_JSON\`, unless it concerns all of them together.

${STRATEGIES.map(section).join("\n")}`;
}

function section(strategy: StrategyDeclaration): string {
  const { name, version, description, source, formula, barMinutes } = strategy;
  const facts = Object.entries(factsOf(strategy.parameters));
  const defaults = Object.fromEntries(facts.map(([parameter, each]) => [parameter, each.default]));
  const rows = facts.map(([parameter, each]) => row(strategy, parameter, each));
  const table = [
    "| parameter | default | expected | unit | meaning |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
  return `## ${name}

${description} (version ${version}).

- Source: ${source}
- Formula: \`${formula}\`
- Look-back with the defaults: ${strategy.barsRequired(defaults)} closed bars${barMinutes === undefined ? "" : `, of ${barMinutes.join(", ")} minutes`}

${rows.length === 0 ? "No parameters.\n" : table}`;
}

function row(strategy: StrategyDeclaration, parameter: string, facts: ParameterFacts): string {
  const shared = strategy.sharedParameters?.includes(parameter) === true ? " (for all together)" : "";
  const cells = [
    `\`${parameter}\`${shared}`,
    shownValue(facts.default),
    rangeInWords(facts),
    facts.unit,
    facts.description,
  ];
  return `| ${cells.join(" | ")} |`;
}
