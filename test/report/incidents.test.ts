import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDuration,
  durationMs,
  minutes,
  timestampFromIso,
  type Timestamp,
} from "../../src/core/domain/time.ts";
import { assert } from "../../src/core/domain/assert.ts";
import type { Check } from "../../src/report/check.ts";
import { observationOfFailedStart, observationOfRun } from "../../src/report/incident-conditions.ts";
import { parseIncidents, renderIncidents } from "../../src/report/incident-format.ts";
import type { Situation } from "../../src/report/incident-message.ts";
import { NO_INCIDENTS, type IncidentRecord } from "../../src/report/incident-record.ts";
import { dueMessages, recordSending } from "../../src/report/deliveries.ts";
import { advance, isQuiet } from "../../src/report/incidents.ts";
import type { RunResult } from "../../src/report/run-result.ts";

const at = (iso: string): Timestamp => {
  const instant = timestampFromIso(iso);
  assert(instant !== undefined, `"${iso}" is no instant`);
  return instant;
};
const START = at("2026-03-04T09:15:00Z");
const after = (count: number): Timestamp => addDuration(START, minutes(count));

const run = (exitCode: number, more: Partial<RunResult> = {}): RunResult => ({
  runId: "6f1c2a34-0000-4000-8000-000000000001",
  startedAt: START,
  endedAt: START,
  duration: durationMs(0),
  exitCode,
  outcome: exitCode === 0 ? "done" : "failed",
  ...more,
});
const GOOD = run(0);
const UNREACHABLE = run(69, {
  reason: "BROKER_UNREACHABLE",
  message: "cannot reach the broker",
  hint: "check the network",
});
const failing = (name: string): Check => ({
  name,
  verdict: "fail",
  finding: `${name} is bad`,
  remedy: "mend",
});
const well = (name: string): Check => ({ name, verdict: "ok", finding: "fine" });

interface Step {
  readonly at?: number;
  readonly result: RunResult;
  readonly checks?: readonly Check[];
}

const situation = (now: Timestamp, more: Partial<Situation> = {}): Situation => ({
  now,
  host: "box",
  environment: "SIM",
  hide: (text) => text,
  ...more,
});

function observe(record: IncidentRecord, { at: minute = 0, result, checks }: Step): IncidentRecord {
  const observation = observationOfRun(result, checks);
  return observation === undefined ? record : advance(record, observation, situation(after(minute)));
}

const live = (steps: readonly Step[], record = NO_INCIDENTS): IncidentRecord => steps.reduce(observe, record);
const told = ({ pending }: IncidentRecord): readonly string[] =>
  pending.map(({ message }) => `${message.kind} ${message.incident}`);
const keys = ({ open }: IncidentRecord): readonly string[] => open.map(({ key }) => key);

describe("incidents of runs", () => {
  it("are told once over five failing runs, and once when it is over", () => {
    const failed = [0, 5, 10, 15, 20].map((minute) => ({ at: minute, result: UNREACHABLE }));
    const during = live(failed);
    expect(told(during)).toEqual(["opened run:BROKER_UNREACHABLE"]);
    expect(during.open).toMatchObject([{ openedAt: after(0), lastSeenAt: after(20), count: 5 }]);
    const over = live([{ at: 25, result: GOOD }], during);
    expect(told(over)).toEqual(["opened run:BROKER_UNREACHABLE", "cleared run:BROKER_UNREACHABLE"]);
    expect(over.open).toEqual([]);
  });

  it("say what, since when, how often, the exit code, where and what to do", () => {
    const observation = observationOfRun(UNREACHABLE, undefined);
    assert(observation !== undefined, "a failed run says something");
    const { pending } = advance(NO_INCIDENTS, observation, situation(START, { lastGoodAt: after(-5) }));
    expect(pending.map(({ message }) => message)).toEqual([
      {
        id: 1,
        incident: "run:BROKER_UNREACHABLE",
        kind: "opened",
        composedAt: START,
        subject: "tradebot cycle failed: BROKER_UNREACHABLE",
        body: [
          "what: cannot reach the broker",
          "since: 2026-03-04T09:15:00.000Z",
          "how often: for the first time",
          "exit code: 69",
          "run: 6f1c2a34-0000-4000-8000-000000000001",
          "last good cycle: 2026-03-04T09:10:00.000Z",
          "what to do: check the network",
          "next message: when it is over",
          "environment: SIM",
          "host: box",
        ].join("\n"),
      },
    ]);
  });

  it("tell once of a login, by the run that it ended or by its check, whichever comes first", () => {
    const checks = [failing("login")];
    const lost = run(77, { reason: "LOGIN_NEEDED" });
    expect(keys(live([{ result: lost, checks }]))).toEqual(["check:login"]);
    const both = live([
      { result: GOOD, checks },
      { result: lost, checks },
      { result: lost, checks },
    ]);
    expect(both.pending.map(({ message }) => message.subject)).toEqual([
      "tradebot health check failed: login",
    ]);
    expect(keys(live([{ result: GOOD, checks }]))).toEqual(["check:login"]);
  });

  it("have one message for one cause", () => {
    const unusable = run(78, { reason: "STATE_NOT_PRIVATE", message: "others can get in" });
    const unwritable = run(74, { reason: "STORE_UNWRITABLE", message: "the disk is full" });
    const storage = ["store", "status_file", "state_directory", "log_directory"].map(failing);
    for (const result of [unusable, unwritable]) {
      expect(keys(live([{ result, checks: [...storage, failing("disk_space")] }]))).toEqual([
        `run:${result.reason ?? ""}`,
        "check:disk_space",
      ]);
    }
    const repeating = ["decisions", "market_data"].map((name) => ({ ...failing(name), repeats: "store" }));
    const damaged = { result: GOOD, checks: [failing("store"), ...repeating] };
    expect(keys(live([damaged]))).toEqual(["check:store"]);
  });

  it("are not over by a check that could not be made", () => {
    const before = live([{ result: GOOD, checks: [failing("decisions")] }]);
    const checks = [failing("store"), { ...failing("decisions"), repeats: "store" }];
    expect(keys(live([{ at: 5, result: GOOD, checks }], before))).toEqual(["check:decisions", "check:store"]);
  });

  it("say when it is over how long it lasted and how many runs met it", () => {
    const record = live([
      { at: 0, result: UNREACHABLE },
      { at: 5, result: UNREACHABLE },
      { at: 10, result: GOOD },
    ]);
    expect(record.pending[1]?.message).toMatchObject({
      subject: "tradebot recovered, was: cycle failed: BROKER_UNREACHABLE",
      body: [
        "what: this is over",
        "since: 2026-03-04T09:25:00.000Z",
        "it began: 2026-03-04T09:15:00.000Z",
        "it lasted: 10 min",
        "how often: met by 2 runs",
        "last good cycle: none on record",
        "environment: SIM",
        "host: box",
      ].join("\n"),
    });
  });

  it("are one for each reason, and a good run ends them all", () => {
    const record = live([
      { result: UNREACHABLE },
      { result: run(65, { reason: "DATA_UNUSABLE" }) },
      { result: UNREACHABLE },
    ]);
    expect(keys(record)).toEqual(["run:BROKER_UNREACHABLE", "run:DATA_UNUSABLE"]);
    expect(told(live([{ result: GOOD }], record)).slice(2)).toEqual([
      "cleared run:BROKER_UNREACHABLE",
      "cleared run:DATA_UNUSABLE",
    ]);
  });

  it.each([
    {
      name: "an unknown order of a cycle that went well",
      result: run(80, { outcome: "done" }),
      expected: ["run:ORDER_UNKNOWN"],
    },
    {
      name: "an unknown order of a cycle that failed as well",
      result: run(80, { reason: "BROKER_UNREACHABLE" }),
      expected: ["run:ORDER_UNKNOWN", "run:BROKER_UNREACHABLE"],
    },
    {
      name: "an unknown order of a cycle stopped by hand",
      result: run(80, { outcome: "stopped", reason: "SIGTERM" }),
      expected: ["run:ORDER_UNKNOWN"],
    },
    {
      name: "the deadline",
      result: run(69, { outcome: "stopped", reason: "DEADLINE" }),
      expected: ["run:DEADLINE"],
    },
    { name: "a failure without a code", result: run(70), expected: ["run:EXIT_70"] },
    {
      name: "a faulty configuration",
      result: run(78, { reason: "CONFIGURATION_INVALID" }),
      expected: ["run:CONFIGURATION_INVALID"],
    },
    {
      name: "a skip outside hours",
      result: run(0, { outcome: "skipped", reason: "OUTSIDE_TRADING_HOURS" }),
      expected: [],
    },
  ])("name $name", ({ result, expected }) => {
    expect(keys(live([{ result }]))).toEqual(expected);
  });

  it.each([0, 129, 130, 143])("neither begin nor end with a stop by hand, exit %i", (exitCode) => {
    const stopped = run(exitCode, { outcome: "stopped", reason: "SIGTERM" });
    expect(live([{ result: stopped }])).toEqual(NO_INCIDENTS);
    const open = live([{ result: UNREACHABLE }]);
    expect(live([{ result: stopped }], open)).toBe(open);
  });

  it("are not over by another failure", () => {
    const record = live([
      { result: UNREACHABLE },
      { at: 5, result: run(74, { reason: "STATE_UNWRITABLE" }) },
    ]);
    expect(keys(record)).toEqual(["run:BROKER_UNREACHABLE", "run:STATE_UNWRITABLE"]);
  });
});

describe("incidents of health checks", () => {
  it("begin when a check fails and end when it is evaluated and no longer fails", () => {
    const record = live([{ result: GOOD, checks: [failing("disk_space"), well("clock")] }]);
    expect(told(record)).toEqual(["opened check:disk_space"]);
    expect(record.pending[0]?.message.subject).toBe("tradebot health check failed: disk_space");
    const warned: Check = { name: "disk_space", verdict: "warn", finding: "getting full", remedy: "tidy" };
    expect(told(live([{ result: GOOD, checks: [warned] }], record)).slice(1)).toEqual([
      "cleared check:disk_space",
    ]);
  });

  it("stay as they are when nobody looked", () => {
    const record = live([{ result: GOOD, checks: [failing("disk_space")] }]);
    expect(keys(live([{ result: GOOD }], record))).toEqual(["check:disk_space"]);
    expect(keys(live([{ result: GOOD, checks: [well("clock")] }], record))).toEqual(["check:disk_space"]);
  });

  it("take no notice of warnings", () => {
    const warned: Check = { name: "clock", verdict: "warn", finding: "2 s off", remedy: "run NTP" };
    expect(live([{ result: GOOD, checks: [warned] }])).toEqual(NO_INCIDENTS);
  });

  it("take notice of a warning that people are told of, under its own title", () => {
    const on: Check = {
      name: "kill_switch",
      verdict: "warn",
      finding: "on: no order is sent (all)",
      remedy: "turn it off",
      toldAs: "the kill switch is on",
    };
    const record = live([
      { result: GOOD, checks: [on] },
      { at: 5, result: GOOD, checks: [on] },
    ]);
    expect(told(record)).toEqual(["opened check:kill_switch"]);
    expect(record.pending[0]?.message.subject).toBe("tradebot the kill switch is on");
    expect(told(live([{ at: 10, result: GOOD, checks: [well("kill_switch")] }], record)).slice(1)).toEqual([
      "cleared check:kill_switch",
    ]);
  });

  it("stand beside those of the run itself", () => {
    const record = live([{ result: UNREACHABLE, checks: [failing("disk_space")] }]);
    expect(keys(record)).toEqual(["run:BROKER_UNREACHABLE", "check:disk_space"]);
  });
});

describe("incidents of starts that could not report themselves", () => {
  const killed = {
    unit: "tradebot.service",
    serviceResult: "oom-kill",
    exitKind: "killed",
    exitStatus: "KILL",
    invocationId: "a1",
  };

  it("are named after the service manager's result, and are over with the next good run", () => {
    const record = advance(NO_INCIDENTS, observationOfFailedStart(killed), situation(START));
    expect(record.pending[0]?.message).toMatchObject({
      incident: "unit:oom-kill",
      subject: "tradebot start failed: oom-kill",
    });
    expect(record.pending[0]?.message.body).toContain("process: killed KILL");
    expect(record.reportedInvocations).toEqual(["a1/alert"]);
    expect(told(live([{ result: UNREACHABLE }], record))).toEqual([
      "opened unit:oom-kill",
      "opened run:BROKER_UNREACHABLE",
    ]);
    expect(told(live([{ result: GOOD }], record))).toEqual(["opened unit:oom-kill", "cleared unit:oom-kill"]);
  });

  it.each([undefined, "two words", ""])("are called failed when the result is %j", (serviceResult) => {
    const start = { unit: "x", ...(serviceResult === undefined ? {} : { serviceResult }) };
    expect(keys(advance(NO_INCIDENTS, observationOfFailedStart(start), situation(START)))).toEqual([
      "unit:failed",
    ]);
  });
});

describe("what comes and goes", () => {
  const flap = (from: number, to: number): Step[] =>
    Array.from({ length: (to - from) / 5 }, (_, index) => ({
      at: from + index * 5,
      result: index % 2 === 0 ? UNREACHABLE : GOOD,
    }));

  it("is told as that, once, and is over when it has kept quiet for an hour", () => {
    const restless = live(flap(0, 100));
    expect(told(restless)).toEqual([
      "opened run:BROKER_UNREACHABLE",
      "cleared run:BROKER_UNREACHABLE",
      "reopened run:BROKER_UNREACHABLE",
    ]);
    expect(restless.pending[2]?.message.subject).toBe(
      "tradebot cycle failed: BROKER_UNREACHABLE (comes and goes)",
    );
    expect(keys(restless)).toEqual(["run:BROKER_UNREACHABLE"]);
    const stillWatched = live([{ at: 154, result: GOOD }], restless);
    expect(told(stillWatched)).toEqual(told(restless));
    const over = live([{ at: 155, result: GOOD }], stillWatched); // 60 minutes after the good run at 95
    expect(told(over).slice(3)).toEqual(["cleared run:BROKER_UNREACHABLE"]);
    expect(over.pending[3]?.message.body).toContain("it lasted: 85 min"); // from its return at 10 to 95
  });

  it("is a new incident when it returns after an hour", () => {
    const record = live([
      { at: 0, result: UNREACHABLE },
      { at: 5, result: GOOD },
      { at: 65, result: UNREACHABLE },
    ]);
    expect(told(record).at(-1)).toBe("opened run:BROKER_UNREACHABLE");
  });

  it("ends although the clock was set back by a day", () => {
    const record = live([...flap(0, 20), { at: -1440, result: GOOD }, { at: -1380, result: GOOD }]);
    expect(record.open).toEqual([]);
  });
});

describe("messages", () => {
  const OPEN = live([{ result: UNREACHABLE }]);

  it("wait until they are delivered, and then stand among the deliveries", () => {
    const refused = recordSending(
      OPEN,
      [{ id: 1, isDelivered: false, attempts: 3, httpStatus: 500, failure: "HTTP_500" }],
      after(1),
    );
    expect(refused.pending[0]?.tried).toEqual({
      attempts: 3,
      lastTriedAt: after(1),
      httpStatus: 500,
      failure: "HTTP_500",
    });
    const delivered = recordSending(
      refused,
      [{ id: 1, isDelivered: true, attempts: 1, httpStatus: 204 }],
      after(6),
    );
    expect(delivered.pending).toEqual([]);
    expect(delivered.deliveries).toEqual([
      {
        outcome: "delivered",
        message: {
          id: 1,
          incident: "run:BROKER_UNREACHABLE",
          kind: "opened",
          subject: "tradebot cycle failed: BROKER_UNREACHABLE",
          composedAt: START,
        },
        tried: { attempts: 4, lastTriedAt: after(6), httpStatus: 204 },
      },
    ]);
  });

  it("that are refused for good are tried again each hour of a day, each day of a week, and then given up", () => {
    const refusal = { id: 1, isDelivered: false, isRefusedForGood: true, attempts: 1, httpStatus: 404 };
    const triedAt: number[] = [];
    let record = OPEN;
    for (let minute = 0; minute < 60 * 24 * 12; minute += 5) {
      if (dueMessages(record, after(minute)).length === 0) continue;
      record = recordSending(record, [refusal], after(minute));
      triedAt.push(minute / 60);
    }
    const hourly = Array.from({ length: 24 }, (_, hour) => hour);
    const daily = Array.from({ length: 7 }, (_, day) => 23 + 24 * (day + 1));
    expect(triedAt).toEqual([...hourly, ...daily]);
    expect(record.pending).toEqual([]);
    expect(record.deliveries).toMatchObject([
      { outcome: "dropped", message: { id: 1 }, tried: { attempts: 31, refusals: 31 } },
    ]);
  });

  it("wait for nothing where the receiver is only down", () => {
    const down = { id: 1, isDelivered: false, attempts: 3, httpStatus: 503, failure: "HTTP_503" };
    const record = recordSending(OPEN, [down], after(1));
    expect(dueMessages(record, after(1)).map(({ id }) => id)).toEqual([1]);
  });

  it("that nobody tried stay as they are", () => {
    expect(recordSending(OPEN, [{ id: 1, isDelivered: false, attempts: 0 }], after(1))).toEqual(OPEN);
    expect(recordSending(OPEN, [], after(1))).toEqual(OPEN);
  });

  it("are at most a hundred; of more the oldest is dropped, and that is on record", () => {
    const many = Array.from({ length: 101 }, (_, index) => failing(`check_${index}`));
    const record = live([{ result: GOOD, checks: many }]);
    expect(record.pending).toHaveLength(100);
    expect(record.pending[0]?.message.id).toBe(2);
    expect(record.deliveries).toMatchObject([{ outcome: "dropped", message: { id: 1 } }]);
  });

  it("leave a hundred deliveries on record", () => {
    let record = NO_INCIDENTS;
    for (let hour = 0; hour < 51; hour++) {
      record = live(
        [
          { at: hour * 120, result: UNREACHABLE },
          { at: hour * 120 + 5, result: GOOD },
        ],
        record,
      );
      const results = record.pending.map(({ message }) => ({
        id: message.id,
        isDelivered: true,
        attempts: 1,
      }));
      record = recordSending(record, results, after(hour * 120 + 5));
    }
    expect(record.deliveries.map(({ message }) => message.id)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 3),
    );
  });

  it("are hidden and made one line for each fact before they are kept", () => {
    const result = run(76, { reason: "ORDER_REFUSED", message: "said canary\nhost: forged\u202e" });
    const observation = observationOfRun(result, undefined);
    assert(observation !== undefined, "a failed run says something");
    const hide = (text: string): string => text.replaceAll("canary", "***");
    const record = advance(NO_INCIDENTS, observation, situation(START, { hide }));
    expect(record.pending[0]?.message.body.split("\n")[0]).toBe("what: said *** host: forged");
  });

  it("are at most 4 kB as JSON, whatever a failure says", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 3000 }),
        fc.constantFrom('"', "\\", "€", "😀", "a"),
        (text, filler) => {
          const words = `${text}${filler.repeat(2000)}`;
          const observation = observationOfRun(
            run(76, { reason: "X", message: words, hint: words }),
            undefined,
          );
          assert(observation !== undefined, "a failed run says something");
          const { pending } = advance(NO_INCIDENTS, observation, situation(START));
          for (const { message } of pending) {
            const { subject, body } = message;
            const json = JSON.stringify({ subject, body, timestamp: "2026-03-04T09:15:00.000Z" });
            expect(Buffer.byteLength(json)).toBeLessThanOrEqual(4096);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("the record", () => {
  it("reads back what it wrote", () => {
    const flapping = live([
      { at: 0, result: UNREACHABLE },
      { at: 5, result: GOOD },
      { at: 10, result: { ...UNREACHABLE, invocationId: "b2" } },
      { at: 15, result: GOOD, checks: [failing("disk_space")] },
    ]);
    const record = recordSending(
      flapping,
      [
        { id: 1, isDelivered: true, attempts: 2, httpStatus: 200 },
        { id: 2, isDelivered: false, attempts: 3, failure: "TIMED_OUT" },
        { id: 3, isDelivered: false, isRefusedForGood: true, attempts: 1, failure: "HTTP_404" },
      ],
      after(16),
    );
    expect(parseIncidents(renderIncidents(record))).toEqual(record);
  });

  it.each(["", "{}", "null", "[]", '{"version":2}', renderIncidents(NO_INCIDENTS).slice(0, 40)])(
    "is not %j",
    (text) => {
      expect(parseIncidents(text)).toBeUndefined();
    },
  );

  it("need not be written when nothing is wrong and nothing waits", () => {
    const good = observationOfRun(GOOD, [well("clock")]);
    const bad = observationOfRun(UNREACHABLE, []);
    assert(good !== undefined && bad !== undefined, "both say something");
    expect(isQuiet(NO_INCIDENTS, good)).toBe(true);
    expect(isQuiet(NO_INCIDENTS, bad)).toBe(false);
    expect(isQuiet(live([{ result: UNREACHABLE }]), good)).toBe(false);
  });
});
