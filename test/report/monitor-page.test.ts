import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { healthChecks } from "../../src/report/health-checks.ts";
import { renderMetrics } from "../../src/report/prometheus.ts";
import { parseExposition } from "./exposition.ts";
import { instantOf, run, skipped, START, statusAfter } from "./runs.ts";

const page = readFileSync(new URL("../../docs/how-to/monitor.md", import.meta.url), "utf8");
const namesOn = (pattern: RegExp): readonly string[] =>
  [...new Set([...page.matchAll(pattern)].map(([, name = ""]) => name))].toSorted();

it("the page on monitoring names every metric, and no other", () => {
  const sleeping = skipped(5, instantOf("2026-03-04T14:30:00.000Z"));
  const status = statusAfter(run(0), sleeping);
  const text = renderMetrics({ result: sleeping, status, programVersion: "1", nodeVersion: "26" });
  expect(namesOn(/`(tradebot_\w+)`/g)).toEqual([...parseExposition(text).keys()].toSorted());
});

it("the page on monitoring names every check", () => {
  const unknown = { kind: "unknown", why: "", remedy: "" } as const;
  const checks = healthChecks({
    now: START,
    configurationFaults: [],
    status: unknown,
    lock: unknown,
    store: unknown,
    login: unknown,
  });
  const rows = namesOn(/^\| `([a-z_]+)`/gm);
  expect(rows).toEqual(expect.arrayContaining(checks.map(({ name }) => name)));
});
