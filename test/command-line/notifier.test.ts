import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { takeMutex } from "../../src/adapters/files/mutex.ts";
import type { StopWatch } from "../../src/adapters/system/watch-signals.ts";
import { Notifier } from "../../src/cli/notify-run.ts";
import { Secret } from "../../src/config/secret.ts";
import { durationMs, minutes, type DurationMs } from "../../src/core/domain/time.ts";
import type { StopReason } from "../../src/cycle/ports.ts";
import { newTally } from "../../src/cycle/tally.ts";
import type { Check } from "../../src/report/check.ts";
import type { RunResult } from "../../src/report/run-result.ts";
import { at } from "../cli/json.ts";
import { RecordedEvents } from "../support/recorded-events.ts";
import { startReceiver, status, type Receiver } from "../support/receiver.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const TOKEN = "canary4Token7Of9Tests2Nobody5Must8Ever3See1This6Text";

let scratch: string;
let state: string;
let receiver: Receiver;
let pinged: Receiver;
let clock: VirtualClock;
let events: RecordedEvents;

beforeEach(async () => {
  scratch = scratchDirectory();
  state = path.join(scratch, "state");
  mkdirSync(state, { mode: 0o700 });
  mkdirSync(path.join(scratch, "logs"), { mode: 0o700 });
  receiver = await startReceiver("/services/T0canary/B1hook");
  pinged = await startReceiver("/ping");
  clock = new VirtualClock();
  events = new RecordedEvents();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await receiver.close();
  await pinged.close();
  rmSync(scratch, { recursive: true, force: true });
});

const file = (): string => path.join(state, "incidents.json");
const record = (key: string): unknown => at(readFileSync(file(), "utf8"), key);
const subjects = (): readonly unknown[] => receiver.received.map(({ body }) => at(body, "subject"));

function stopWatch(reason?: StopReason): StopWatch {
  const controller = new AbortController();
  if (reason !== undefined) controller.abort();
  return {
    request: { reason },
    signal: controller.signal,
    setDeadline: () => undefined,
    lookFor: () => undefined,
    close: () => undefined,
  };
}

const result = (exitCode: number, more: Partial<RunResult> = {}): RunResult => ({
  runId: "6f1c2a34-0000-4000-8000-000000000001",
  startedAt: clock.now(),
  endedAt: clock.now(),
  duration: durationMs(200),
  exitCode,
  outcome: exitCode === 0 ? "done" : "failed",
  environment: "SIM",
  ...more,
});
const unreachable = (): RunResult => result(69, { reason: "BROKER_UNREACHABLE", message: "no broker there" });
const good = (): RunResult => result(0);

const NOTHING_COUNTED = { ...newTally(3), requests: 0 };

interface Run {
  readonly result: RunResult;
  readonly checks?: readonly Check[];
  readonly stop?: StopReason;
  readonly hasWebhook?: boolean;
  readonly hasPings?: boolean;
}

/** One run of the bot, five minutes after the one before. */
async function run({ result, checks, stop, hasWebhook = true, hasPings = false }: Run): Promise<void> {
  const notifier = new Notifier({
    notification: {
      ...(hasWebhook ? { webhookUrl: new Secret(receiver.url.href) } : {}),
      ...(hasPings ? { pingUrl: new Secret(pinged.url.href) } : {}),
    },
    stateDirectory: state,
    spareDirectories: [path.join(scratch, "logs")],
    clock,
    stop: stopWatch(stop),
    secrets: [TOKEN, receiver.url.href, "T0canary"],
  });
  notifier.begin(events);
  await notifier.end(result, { checks, lastGoodAt: undefined }, events);
  clock.advance(minutes(5));
}

describe("the webhook", () => {
  it("hears of an incident once over five failing runs, and once when it is over", async () => {
    for (let count = 0; count < 5; count++) await run({ result: unreachable() });
    await run({ result: good() });
    await run({ result: good() });
    expect(subjects()).toEqual([
      "tradebot cycle failed: BROKER_UNREACHABLE",
      "tradebot recovered, was: cycle failed: BROKER_UNREACHABLE",
    ]);
    expect(record("open")).toEqual([]);
    expect(record("pending")).toEqual([]);
    expect(record("deliveries")).toMatchObject([
      { id: 1, kind: "opened", outcome: "delivered", tried: { attempts: 1, http_status: 204 } },
      { id: 2, kind: "cleared", outcome: "delivered", tried: { attempts: 1, http_status: 204 } },
    ]);
    expect(events.names()).toEqual([
      "notify_incident_changed",
      "notify_webhook_delivered",
      "notify_incident_changed",
      "notify_webhook_delivered",
    ]);
  });

  it("gets what it missed while it was down, in order and with the time it was written", async () => {
    receiver.answer(status(503));
    await run({ result: unreachable() });
    await run({ result: good() });
    expect(record("pending")).toMatchObject([
      { id: 1, tried: { attempts: 6, http_status: 503, failure: "HTTP_503" } },
      { id: 2, kind: "cleared" },
    ]);
    const before = receiver.received.length;
    receiver.answer(status(200));
    await run({ result: good() });
    const late = receiver.received.slice(before).map(({ body }): unknown => JSON.parse(body));
    expect(late).toMatchObject([
      { subject: "tradebot cycle failed: BROKER_UNREACHABLE", timestamp: "2026-03-04T09:15:00.000Z" },
      {
        subject: "tradebot recovered, was: cycle failed: BROKER_UNREACHABLE",
        timestamp: "2026-03-04T09:20:02.000Z",
      },
    ]);
    expect(record("pending")).toEqual([]);
    expect(record("deliveries")).toMatchObject([{ id: 1, tried: { attempts: 7 } }, { id: 2 }]);
  });

  it("hears of each of several incidents", async () => {
    const full: Check = { name: "disk_space", verdict: "fail", finding: "1 MB left", remedy: "make room" };
    await run({ result: unreachable(), checks: [full] });
    await run({ result: good(), checks: [full] });
    await run({ result: good(), checks: [{ name: "disk_space", verdict: "ok", finding: "fine" }] });
    expect(subjects()).toEqual([
      "tradebot cycle failed: BROKER_UNREACHABLE",
      "tradebot health check failed: disk_space",
      "tradebot recovered, was: cycle failed: BROKER_UNREACHABLE",
      "tradebot recovered, was: health check failed: disk_space",
    ]);
  });

  it("gets a message again, byte for byte, when the run was killed before it had booked the delivery", async () => {
    const asItWas = path.join(scratch, "killed.json");
    receiver.answer((response) => {
      copyFileSync(file(), asItWas);
      response.writeHead(204).end();
    });
    await run({ result: unreachable() });
    copyFileSync(asItWas, file());
    await run({ result: unreachable() });
    const [first, second, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect(second?.body).toBe(first?.body);
  });

  it("hears nothing of runs that went well, and no file is written", async () => {
    await run({ result: good() });
    await run({ result: result(0, { outcome: "skipped", reason: "OUTSIDE_TRADING_HOURS" }) });
    expect(receiver.received).toEqual([]);
    expect(existsSync(file())).toBe(false);
  });

  it("hears nothing of a run that was stopped by hand, whatever waits", async () => {
    receiver.answer(status(400));
    await run({ result: unreachable() });
    const before = readFileSync(file(), "utf8");
    const stop = { kind: "signal", signal: "SIGTERM" } as const;
    await run({ result: result(143, { outcome: "stopped", reason: "SIGTERM" }), stop, hasPings: true });
    expect(receiver.received).toHaveLength(1);
    expect(readFileSync(file(), "utf8")).toBe(before);
    expect(pinged.received.filter(({ url }) => !url.endsWith("/start"))).toEqual([]);
  });

  it("keeps an unknown order of a run that was stopped by hand for the next run", async () => {
    const stop = { kind: "signal", signal: "SIGTERM" } as const;
    await run({ result: result(80, { outcome: "stopped", reason: "SIGTERM" }), stop });
    expect(receiver.received).toEqual([]);
    expect(record("pending")).toMatchObject([{ incident: "run:ORDER_UNKNOWN" }]);
    await run({ result: result(80, { outcome: "done" }) });
    expect(subjects()).toEqual(["tradebot cycle ended with an unknown order: ORDER_UNKNOWN"]);
  });

  it("hears of the deadline, although that ends everything else", async () => {
    const ending = result(69, { outcome: "stopped", reason: "DEADLINE" });
    await run({ result: ending, stop: { kind: "deadline" }, hasPings: true });
    expect(subjects()).toEqual(["tradebot cycle failed: DEADLINE"]);
    expect(pinged.received.map(({ url }) => url)).toContain("/ping/fail");
  });

  it("never sees a secret, and neither does the record", async () => {
    receiver.answer(status(400)); // so that it stays on record
    const message = `refused with ${TOKEN}, Authorization: Bearer abc.def, at ${receiver.url.href}`;
    await run({ result: result(76, { reason: "ORDER_REFUSED", message, hint: `look at ${TOKEN}` }) });
    for (const text of [receiver.received[0]?.body ?? "", readFileSync(file(), "utf8")]) {
      expect(text).toContain("refused with ***, Authorization: Bearer ***, at ***");
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain("canary");
      expect(text).not.toContain("abc.def");
    }
    expect(JSON.stringify(events.all)).not.toContain("canary");
  });
});

describe("the record", () => {
  it("is its owner's alone", async () => {
    await run({ result: unreachable() });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it("is begun anew when it is damaged, and that is said", async () => {
    writeFileSync(file(), '{"version":1,"open":[{', { mode: 0o600 });
    await run({ result: good() });
    expect(events.of("notify_record_unusable")).toEqual([
      { path: file(), error_message: "it is damaged; a new one is begun" },
    ]);
    await run({ result: unreachable() });
    expect(events.of("notify_record_unusable")).toHaveLength(1);
    expect(record("open")).toMatchObject([{ key: "run:BROKER_UNREACHABLE", count: 1 }]);
  });

  it("takes the place of a link and leaves alone what the link leads to", async () => {
    const elsewhere = path.join(scratch, "elsewhere");
    writeFileSync(elsewhere, "theirs");
    symlinkSync(elsewhere, file());
    await run({ result: unreachable() });
    expect(readFileSync(elsewhere, "utf8")).toBe("theirs");
    expect(record("open")).toMatchObject([{ key: "run:BROKER_UNREACHABLE" }]);
  });

  it.each([
    [
      "others can get at the state directory",
      () => {
        chmodSync(state, 0o755);
      },
    ],
    [
      "the state directory is a file",
      () => {
        rmSync(state, { recursive: true });
        writeFileSync(state, "");
      },
    ],
    [
      "something else has its name",
      () => {
        mkdirSync(file());
      },
    ],
    [
      "it cannot be written",
      () => {
        mkdirSync(`${file()}.new`);
      },
    ],
  ])("is done without where %s: people are told once an hour, of the run alone", async (_, spoil) => {
    const full: Check = { name: "disk_space", verdict: "fail", finding: "1 MB left", remedy: "make room" };
    spoil();
    for (let count = 0; count < 13; count++) await run({ result: unreachable(), checks: [full] });
    expect(subjects()).toEqual([
      "tradebot cycle failed: BROKER_UNREACHABLE",
      "tradebot cycle failed: BROKER_UNREACHABLE",
    ]);
    expect(at(receiver.received[0]?.body, "body")).toContain("next message: each hour while it lasts");
    expect(events.of("notify_record_unusable")).toHaveLength(13);
    await run({ result: good(), checks: [full] });
    expect(receiver.received).toHaveLength(2);
  });

  it("is done without, but not forgotten, where it can be read and not be written", async () => {
    await run({ result: unreachable() });
    mkdirSync(`${file()}.new`);
    await run({ result: unreachable() });
    expect(receiver.received).toHaveLength(1);
    await run({ result: result(77, { reason: "LOGIN_NEEDED" }) });
    await run({ result: result(77, { reason: "LOGIN_NEEDED" }) });
    expect(subjects().slice(1)).toEqual(["tradebot cycle failed: LOGIN_NEEDED"]);
  });

  describe("that cannot be used", () => {
    const notes = (directory: string): readonly string[] =>
      readdirSync(directory).filter((name) => name.startsWith("tradebot-told-"));
    const logs = (): string => path.join(scratch, "logs");

    beforeEach(() => {
      chmodSync(state, 0o755);
    });

    it("leaves a note beside the log that is its owner's alone", async () => {
      await run({ result: unreachable() });
      const [note, ...others] = notes(logs());
      expect(others).toEqual([]);
      expect(statSync(path.join(logs(), note ?? "")).mode & 0o777).toBe(0o600);
      expect(notes(state)).toEqual([]);
    });

    it("leaves a note that takes the place of a link, and does not follow it", async () => {
      await run({ result: unreachable() });
      const note = path.join(logs(), notes(logs())[0] ?? "");
      const elsewhere = path.join(scratch, "elsewhere");
      copyFileSync(note, elsewhere);
      rmSync(note);
      symlinkSync(elsewhere, note);
      const before = readFileSync(elsewhere, "utf8");
      await run({ result: unreachable() });
      expect(receiver.received).toHaveLength(2);
      expect(readFileSync(elsewhere, "utf8")).toBe(before);
    });

    it("leaves its note among the temporary files where the other places are missing", async () => {
      const temporary = path.join(scratch, "tmp");
      mkdirSync(temporary);
      vi.stubEnv("TMPDIR", temporary);
      rmSync(logs(), { recursive: true });
      await run({ result: unreachable() });
      await run({ result: unreachable() });
      expect(receiver.received).toHaveLength(1);
      expect(notes(temporary)).toHaveLength(1);
      expect(existsSync(logs())).toBe(false);
    });

    it("does not make people hear each time of a receiver that refuses for good", async () => {
      receiver.answer(status(404));
      await run({ result: unreachable() });
      await run({ result: unreachable() });
      expect(receiver.received).toHaveLength(1);
    });

    it("lets a message that did not arrive be tried again", async () => {
      receiver.answer(status(429));
      await run({ result: unreachable() });
      receiver.answer(status(204));
      await run({ result: unreachable() });
      expect(receiver.received).toHaveLength(2);
    });
  });

  it("is waited for while another process works on it", async () => {
    const held = takeMutex(path.join(state, "incidents.mutex"));
    const sleeping = clock.sleep.bind(clock);
    clock.sleep = (duration: DurationMs) => {
      held?.release();
      return sleeping(duration);
    };
    await run({ result: unreachable() });
    expect(clock.slept).toEqual([50]);
    expect(record("open")).toMatchObject([{ key: "run:BROKER_UNREACHABLE" }]);
  });

  it("is done without when another process does not let go of it", async () => {
    const held = takeMutex(path.join(state, "incidents.mutex"));
    await run({ result: unreachable() });
    held?.release();
    expect(subjects()).toEqual(["tradebot cycle failed: BROKER_UNREACHABLE"]);
    expect(events.of("notify_record_unusable")).toMatchObject([
      { error_message: `another process holds "${path.join(state, "incidents.mutex")}"` },
    ]);
  });
});

describe("the dead man's switch", () => {
  const urls = (): readonly string[] => pinged.received.map(({ url }) => url);

  it("hears of the start and of how it ended, with the counters", async () => {
    const counters = { ...NOTHING_COUNTED, placed: 1, requests: 9 };
    const cycle = { id: 7, counters, hasUnknownOrders: false, poll: { kind: "success" } } as const;
    await run({ result: result(0, { cycle }), hasWebhook: false, hasPings: true });
    expect(urls()).toEqual(["/ping/start", "/ping"]);
    expect(pinged.received[1]?.body).toContain("exit code: 0\noutcome: done\ninstruments: 3\n");
    expect(pinged.received[1]?.body).toContain("\nplaced: 1\n");
    await run({ result: unreachable(), hasWebhook: false, hasPings: true });
    expect(urls().slice(2)).toEqual(["/ping/start", "/ping/fail"]);
    expect(pinged.received[3]?.body).toBe("exit code: 69\noutcome: failed\nreason: BROKER_UNREACHABLE");
    expect(existsSync(file())).toBe(false);
  });

  it("that cannot be reached keeps nobody from hearing of an incident", async () => {
    await pinged.close();
    await run({ result: unreachable(), hasPings: true });
    expect(subjects()).toHaveLength(1);
    expect(events.of("notify_ping_failed")).toMatchObject([
      { notification: "start", failure_reason: "NOT_CONNECTED" },
      { notification: "fail", attempts: 2, failure_reason: "NOT_CONNECTED" },
    ]);
    pinged = await startReceiver();
  });
});
