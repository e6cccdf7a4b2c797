import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allSettings } from "../../src/config/all-settings.ts";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import {
  factsOf,
  type StrategyDeclaration,
  type StrategyParameters,
} from "../../src/core/strategy/contract.ts";
import { metricsDriven } from "../../src/core/strategy/metrics-driven.ts";
import { findStrategy } from "../../src/core/strategy/registry.ts";
import { momentumRotation } from "../../src/core/strategy/momentum-rotation.ts";

const PAGE = new URL("../../docs/how-to/choose-a-strategy.md", import.meta.url);
const page = readFileSync(PAGE, "utf8");
const [, ...parts] = page.split("\n```\n");
const blocks = parts.filter((_, index) => index % 2 === 0);

it("shows settings for four strategies", () => {
  expect(blocks.map((block) => block.split("\n")[0])).toEqual([
    "STRATEGY_NAME=momentum_rotation",
    "STRATEGY_NAME=metrics_driven",
    "STRATEGY_NAME=core_dca",
    "STRATEGY_NAME=buy_and_hold",
  ]);
});

function resolve(text: string) {
  return resolveSettings({
    files: [{ name: ".env", text }],
    environment: {},
    readSecretFile: () => ({ kind: "unreadable", reason: "there is none" }),
  });
}

function faultsOf(text: string): readonly string[] {
  const resolution = resolve(text);
  return resolution.kind === "invalid" ? resolution.faults.map(describeFault) : [];
}

it.each(blocks.map((block) => [block.split("\n")[0], block] as const))(
  "%s can be used as it stands",
  (_, text) => {
    expect(faultsOf(text)).toEqual([]);
  },
);

describe("the figures in the text are the defaults", () => {
  const text = page.replace(/\s+/g, " ");
  const defaultsOf = ({ parameters }: StrategyDeclaration): StrategyParameters =>
    Object.fromEntries(Object.entries(factsOf(parameters)).map(([name, facts]) => [name, facts.default]));
  const [rotation, dips] = [defaultsOf(momentumRotation), defaultsOf(metricsDriven)];
  const barsOf = (name: string, values: StrategyParameters): number | undefined =>
    findStrategy(name)?.barsRequired(values);
  const of = (values: StrategyParameters, name: string): string => String(values[name]);
  const limit = (wanted: string): string => {
    const presence = allSettings().find(({ name }) => name === wanted)?.presence.LIVE;
    return presence?.kind === "default" ? presence.text : "";
  };

  it.each([
    `let ${limit("MAX_POSITION_VALUE")} be held in one instrument, ${limit("MAX_PORTFOLIO_EXPOSURE")} in the whole account, and ${limit("MAX_POSITIONS")} instruments`,
    `Their defaults of ${limit("STOP_LOSS_PCT")} and ${limit("TAKE_PROFIT_PCT")} percent`,
    `takes ${barsOf("momentum_rotation", rotation)} daily bars`,
    `\`STRATEGY_MOMENTUM_MIN_PCT\` (${of(rotation, "momentum_min_pct")})`,
    `down to rank ${Number(rotation["top_n"]) + Number(rotation["exit_margin"])} (\`STRATEGY_EXIT_MARGIN\`)`,
    `more than ${of(rotation, "tolerance_pct")} percent of the equity away from it (\`STRATEGY_TOLERANCE_PCT\`)`,
    `takes ${barsOf("metrics_driven", dips)} daily bars`,
    `above its average of ${of(dips, "trend_window")} days`,
    `at most ${of(dips, "dip_tolerance_pct")} percent above its average of ${of(dips, "dip_window")} days`,
    `an RSI below ${of(dips, "rsi_below")}`,
    `${of(dips, "stop_loss_pct")} percent below the average price paid`,
    `${of(dips, "trailing_stop_pct")} percent below the highest close`,
    `${of(dips, "atr_multiple")} average true ranges`,
    `After ${of(dips, "max_hold_days")} trading days`,
    `each time ${of(dips, "ladder_step_pct")} percent (\`STRATEGY_LADDER_STEP_PCT\`)`,
  ])("%s", (phrase) => {
    expect(text).toContain(phrase);
  });
});

describe("the sets of settings for metrics_driven", () => {
  const table = [...page.matchAll(/^\| ([A-Z_]+) +\| ([\d.]+) +\| ([\d.]+) +\| ([\d.]+) +\|$/gm)];

  it.each([
    ["conservative", 2],
    ["balanced", 3],
    ["aggressive", 4],
  ])("can be used: %s", (_, column) => {
    const settings = table.map((row) => `${row[1] ?? ""}=${row[column] ?? ""}`);
    expect(settings).toHaveLength(10);
    expect(
      faultsOf(`STRATEGY_NAME=metrics_driven\nBAR_MINUTES=1440\nSIZING=value\n${settings.join("\n")}`),
    ).toEqual([]);
  });

  it("have the strategy's defaults as the balanced one", () => {
    const facts = factsOf(metricsDriven.parameters);
    const own = table.filter(([, name = ""]) => name.startsWith("STRATEGY_"));
    expect(own).toHaveLength(5);
    for (const [, name = "", , balanced] of own) {
      expect([name, String(facts[name.replace("STRATEGY_", "").toLowerCase()]?.default)]).toEqual([
        name,
        balanced,
      ]);
    }
  });
});
