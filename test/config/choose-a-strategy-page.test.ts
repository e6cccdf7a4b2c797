import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { factsOf } from "../../src/core/strategy/contract.ts";
import { metricsDriven } from "../../src/core/strategy/metrics-driven.ts";

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
