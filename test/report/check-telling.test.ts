import { describe, expect, it } from "vitest";
import { addDuration, minutes } from "../../src/core/domain/time.ts";
import { checkMetrics, type MetricsFile } from "../../src/report/check-metrics.ts";
import { checkTelling } from "../../src/report/check-telling.ts";
import { NO_INCIDENTS, type Attempts, type IncidentRecord } from "../../src/report/incident-record.ts";
import { after, run, START, statusAfter } from "./runs.ts";

const message = {
  id: 1,
  incident: "run:X",
  kind: "opened",
  subject: "s",
  body: "b",
  composedAt: START,
} as const;
const failing = (attempts: number): Attempts => ({ attempts, lastTriedAt: START, failure: "HTTP_404" });
const waiting = (tried?: Attempts): IncidentRecord => ({
  ...NO_INCIDENTS,
  pending: [{ message, ...(tried === undefined ? {} : { tried }) }],
});
const ended = (...outcomes: readonly ("delivered" | "dropped")[]): IncidentRecord => ({
  ...NO_INCIDENTS,
  deliveries: outcomes.map((outcome) => ({ outcome, message })),
});

describe("whether messages arrive", () => {
  it.each([
    ["nothing had to be told", NO_INCIDENTS, 1, "ok"],
    ["the last message arrived", ended("dropped", "delivered"), 1, "ok"],
    ["a message has just been written", waiting(), 1, "ok"],
    ["nobody has sent a message for long", waiting(), 11, "warn"],
    ["a message was tried in vain", waiting(failing(3)), 1, "warn"],
    ["three runs have tried in vain", waiting(failing(9)), 11, "fail"],
    ["a message waits for more than an hour", waiting(failing(1)), 61, "fail"],
    ["the last message was given up", ended("delivered", "dropped"), 1, "fail"],
  ])("is judged where %s", (_, fact, minute, verdict) => {
    expect(checkTelling({ kind: "known", fact }, after(minute)).verdict).toBe(verdict);
  });

  it("is not known where the record cannot be read", () => {
    expect(checkTelling({ kind: "unknown", why: "it is damaged", remedy: "mend it" }, START)).toEqual({
      name: "notification",
      verdict: "fail",
      finding: "not known whether messages arrive: it is damaged",
      remedy: "mend it",
    });
  });
});

describe("the file for the collector", () => {
  const file: MetricsFile = { path: "/x/tradebot.prom", isDirectoryWritable: true };
  const status = { kind: "known", fact: statusAfter(run(0)) } as const;
  it.each([
    ["of the last run", { ...file, writtenAt: after(0.1) }, "ok"],
    ["older than the last run", { ...file, writtenAt: addDuration(START, minutes(-5)) }, "warn"],
    ["missing after a run", file, "warn"],
    ["in a directory that takes nothing", { ...file, isDirectoryWritable: false }, "warn"],
  ])("is judged where it is %s", (_, metrics, verdict) => {
    expect(checkMetrics(metrics, status).verdict).toBe(verdict);
  });

  it("is not missed before the first run", () => {
    expect(checkMetrics(file, { kind: "known", fact: undefined }).verdict).toBe("ok");
  });
});
