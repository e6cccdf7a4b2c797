import { describe, expect, it } from "vitest";
import { parseLine } from "../../src/adapters/logging/parse-line.ts";
import { lineFilter, type LineFilterOptions } from "../../src/cli/logs/line-filter.ts";
import { at, CONTEXT_COLUMN } from "../adapters/logging/support-values.ts";

const NOW = at("2026-11-20T12:00:00.000Z");
const LINES = [
  ["2026-11-18T00:00:00.000Z", "INFO ", "startup_ready"],
  ["2026-11-20T09:59:59.999Z", "DEBUG", "http_response_received"],
  ["2026-11-20T10:00:00.000Z", "WARN ", "http_error"],
  ["2026-11-20T11:30:00.000Z", "ERROR", "cycle_failed"],
] as const;

const shown = (options: LineFilterOptions): readonly string[] => {
  const isWanted = lineFilter(options, NOW);
  return LINES.flatMap(([instant, level, event]) => {
    const line = parseLine(`${instant} | ${level} | cycle | ${event} | ${CONTEXT_COLUMN}`);
    return line !== undefined && isWanted(line) ? [event] : [];
  });
};
const all = LINES.map(([, , event]) => event);

describe("the lines that are shown", () => {
  it.each<[string, LineFilterOptions, readonly string[]]>([
    ["all without a wish", {}, all],
    ["from a level on", { level: "warn" }, ["http_error", "cycle_failed"]],
    ["whatever its letters", { level: "ERROR" }, ["cycle_failed"]],
    ["of some events", { event: ["cycle_failed", "startup_ready"] }, ["startup_ready", "cycle_failed"]],
    ["not older than two hours", { since: "2h" }, ["http_error", "cycle_failed"]],
    ["not older than 30 minutes", { since: "30m" }, ["cycle_failed"]],
    ["not older than 1800 seconds", { since: "1800s" }, ["cycle_failed"]],
    ["not older than three days", { since: "3d" }, all],
    ["from an instant on", { since: "2026-11-20T10:00:00Z" }, ["http_error", "cycle_failed"]],
    ["from a date on", { since: "2026-11-20" }, all.slice(1)],
    ["of an event in capitals", { event: ["HTTP_ERROR"] }, ["http_error"]],
    ["that meet every wish", { level: "info", since: "2h", event: ["http_error"] }, ["http_error"]],
  ])("are %s", (_, options, events) => {
    expect(shown(options)).toEqual(events);
  });

  it.each<[LineFilterOptions, string]>([
    [
      { level: "warning" },
      '--level "warning" is not known: expected debug, info, warn, error; did you mean "warn"?',
    ],
    [
      { level: "verbose" },
      '--level "verbose" is not known: expected debug, info, warn, error',
    ],
    [
      { event: ["ORDER_PLACED"] },
      '--event "ORDER_PLACED" is not known: expected a name from docs/events.md; did you mean "execution_order_placed"?',
    ],
    [
      { event: ["execution_order_place"] },
      '--event "execution_order_place" is not known: expected a name from docs/events.md; did you mean "execution_order_placed"?',
    ],
    [
      { event: ["zzz"] },
      '--event "zzz" is not known: expected a name from docs/events.md',
    ],
    [
      { since: "yesterday" },
      '--since "yesterday": expected an age such as 30m, 2h or 3d, or an instant in UTC such as 2026-11-20 or 2026-11-20T07:00:00Z',
    ],
    [
      { since: "2026-02-30" },
      '--since "2026-02-30": expected an age such as 30m, 2h or 3d, or an instant in UTC such as 2026-11-20 or 2026-11-20T07:00:00Z',
    ],
  ])("cannot be chosen by %j", (options, message) => {
    expect(() => lineFilter(options, NOW)).toThrow(expect.objectContaining({ message, exit: "usage" }) as Error);
  });
});
