import type { ParsedLine } from "../../adapters/logging/parse-line.ts";
import { isShown } from "../../adapters/logging/log.ts";
import { nameWithSameWords, nearestName } from "../../config/nearest-name.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { durationMs, subtractDuration, timestampFromIso, type Timestamp } from "../../core/domain/time.ts";
import { CATALOGUE } from "../../events/catalogue.ts";
import type { Level } from "../../events/event.ts";

/** What was asked for, as it was written. */
export interface LineFilterOptions {
  readonly level?: string;
  readonly event?: readonly string[];
  readonly since?: string;
}

/** @throws TradebotError with exit `usage` naming what is not known */
export function lineFilter(options: LineFilterOptions, now: Timestamp): (line: ParsedLine) => boolean {
  const level = options.level === undefined ? "debug" : levelFrom(options.level);
  const events = options.event === undefined ? undefined : new Set(options.event.map(eventFrom));
  const since = options.since === undefined ? undefined : sinceFrom(options.since, now);
  return (line) =>
    isShown(line.level, level) &&
    (events === undefined || events.has(line.event)) &&
    (since === undefined || line.at >= since);
}

const LEVELS: readonly Level[] = ["debug", "info", "warn", "error"];

function levelFrom(text: string): Level {
  const level = LEVELS.find((known) => known === text.toLowerCase());
  if (level !== undefined) return level;
  throw unknown("--level", { text, nearest: nearestName(text.toLowerCase(), LEVELS, () => 3), expected: LEVELS.join(", ") });
}

function eventFrom(text: string): string {
  const name = text.toLowerCase();
  if (Object.hasOwn(CATALOGUE, name)) return name;
  const nearest = nearestEvent(name);
  throw unknown("--event", { text, nearest, expected: "a name from docs/events.md" });
}

/** By a slip, or by its words: people remember `order_placed` of `execution_order_placed`. */
function nearestEvent(name: string): string | undefined {
  const names = Object.keys(CATALOGUE);
  return (
    nearestName(name, names, (known) => Math.ceil(known.length / 5)) ??
    nameWithSameWords(name, names) ??
    nearestName(name, names, (known) => Math.ceil(known.length / 3))
  );
}

const AGE = /^(\d{1,6})(s|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function sinceFrom(text: string, now: Timestamp): Timestamp {
  const [, count, unit = ""] = AGE.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count !== undefined && unitMs !== undefined) {
    return subtractDuration(now, durationMs(Number(count) * unitMs));
  }
  const instant = timestampFromIso(DATE.test(text) ? `${text}T00:00:00Z` : text);
  if (instant !== undefined) return instant;
  throw usage(
    `--since "${text}": expected an age such as 30m, 2h or 3d, or an instant in UTC such as 2026-11-20 or 2026-11-20T07:00:00Z`,
  );
}

function unknown(
  option: string,
  { text, nearest, expected }: { readonly text: string; readonly nearest: string | undefined; readonly expected: string },
): TradebotError {
  const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
  return usage(`${option} "${text}" is not known: expected ${expected}${hint}`);
}

const usage = (message: string): TradebotError => new TradebotError({ code: "USAGE", message, exit: "usage" });
