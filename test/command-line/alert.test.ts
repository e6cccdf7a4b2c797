import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runAlert } from "../../src/cli/commands/alert.ts";
import type { Host } from "../../src/cli/main.ts";
import { at } from "../cli/json.ts";
import { startReceiver, status, type Receiver } from "../support/receiver.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

let scratch: string;
let webhook: Receiver;
let pinged: Receiver;

beforeEach(async () => {
  scratch = scratchDirectory();
  mkdirSync(path.join(scratch, "state"), { mode: 0o700 });
  mkdirSync(path.join(scratch, "logs"), { mode: 0o700 });
  writeFileSync(path.join(scratch, "none.env"), "");
  webhook = await startReceiver("/hook/T0canary99");
  pinged = await startReceiver("/ping");
});

afterEach(async () => {
  await webhook.close();
  await pinged.close();
  rmSync(scratch, { recursive: true, force: true });
});

type Environment = Readonly<Record<string, string>>;

const KILLED: Environment = {
  MONITOR_SERVICE_RESULT: "oom-kill",
  MONITOR_EXIT_CODE: "killed",
  MONITOR_EXIT_STATUS: "KILL",
  MONITOR_INVOCATION_ID: "0123456789abcdef0123456789abcdef",
  MONITOR_UNIT: "ai-tradebot.service",
};

const EXITED: Environment = {
  ...KILLED,
  MONITOR_SERVICE_RESULT: "exit-code",
  MONITOR_EXIT_CODE: "exited",
  MONITOR_EXIT_STATUS: "69",
};

const WEBHOOK = (): Environment => ({ SCHEDULER_WEBHOOK_URL: webhook.url.href });
const BOTH = (): Environment => ({ ...WEBHOOK(), HEALTHCHECK_PING_URL: pinged.url.href });

interface Told {
  readonly code: number;
  readonly stdout: string;
}

async function alert(environment: Environment, { json = true } = {}): Promise<Told> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const host = {
    argv: [],
    env: { STATE_DIR: path.join(scratch, "state"), LOG_DIR: path.join(scratch, "logs"), ...environment },
    stdout: Object.assign(stdout, { fd: 1 as const }),
    stderr: Object.assign(stderr, { fd: 2 as const }),
    umask: () => 0,
  } as unknown as Host;
  const configuration = { envFile: path.join(scratch, "none.env") };
  const code = await runAlert({ host, configuration, json }, "ai-tradebot.service");
  stdout.end();
  return { code, stdout: await text(stdout) };
}

/** What the runs wrote of themselves. */
function writeStatus(job: Readonly<Record<string, unknown>>): void {
  const none = null;
  const at = "2026-03-04T09:15:00.000Z";
  const status = {
    schema_version: 1,
    program_version: "0.1.0",
    environment: "LOCAL",
    scheduler_started: at,
    last_heartbeat: at,
    jobs: {
      cycle: {
        last_start: at,
        last_end: at,
        status: "failed",
        exit_code: 69,
        reason: "BROKER_UNREACHABLE",
        run_id: "r",
        invocation_id: KILLED["MONITOR_INVOCATION_ID"],
        told_at: none,
        last_success: "2026-03-04T09:10:00.000Z",
        consecutive_failures: 1,
        failing_since: at,
        same_reason_failures: 1,
        last_failure: "BROKER_UNREACHABLE",
        ...job,
      },
    },
    runner: {
      state: "stopped",
      sleep_since: none,
      next_market_open_at: none,
      last_resume_at: none,
      resume_count: 0,
    },
    last_cycle: none,
    telemetry: {
      broker: "unknown",
      poll_success_count: 0,
      poll_error_count: 0,
      last_poll_at: none,
      last_successful_poll_at: none,
      last_poll_error: none,
      last_reconciliation_at: none,
    },
  };
  writeFileSync(path.join(scratch, "state/status.json"), JSON.stringify(status));
}

describe("an alert", () => {
  it("tells of a start that was killed, once", async () => {
    expect(await alert({ ...BOTH(), ...KILLED })).toMatchObject({ code: 0 });
    expect(webhook.received).toHaveLength(1);
    const message: unknown = JSON.parse(webhook.received[0]?.body ?? "");
    expect(at(message, "subject")).toBe("tradebot start failed: oom-kill");
    expect(at(message, "body")).toContain("unit: ai-tradebot.service\nprocess: killed KILL\n");
    expect(pinged.received).toMatchObject([{ url: "/ping/fail", body: "start failed: oom-kill" }]);

    const again = await alert({ ...BOTH(), ...KILLED });
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({
      unit: "ai-tradebot.service",
      service_result: "oom-kill",
      invocation_id: "0123456789abcdef0123456789abcdef",
      incidents: ["unit:oom-kill"],
      pending: 0,
      outcome: "told_before",
    });
    expect(webhook.received).toHaveLength(1);
    expect(pinged.received).toHaveLength(1);
  });

  it("tells of the same kind of failure once, and of another kind beside it", async () => {
    await alert({ ...WEBHOOK(), ...KILLED });
    await alert({ ...WEBHOOK(), ...KILLED, MONITOR_INVOCATION_ID: "b" });
    await alert({ ...WEBHOOK(), ...KILLED, MONITOR_INVOCATION_ID: "c", MONITOR_SERVICE_RESULT: "timeout" });
    expect(webhook.received.map(({ body }) => at(body, "subject"))).toEqual([
      "tradebot start failed: oom-kill",
      "tradebot start failed: timeout",
    ]);
  });

  it("tells of a run that began and never ended, with the last good cycle before it", async () => {
    writeStatus({ status: "running", last_end: null, exit_code: null, reason: null });
    expect(at((await alert({ ...WEBHOOK(), ...KILLED })).stdout, "outcome")).toBe("told");
    expect(at(webhook.received[0]?.body, "body")).toContain("last good cycle: 2026-03-04T09:10:00.000Z");
  });

  it("tells of a run that hung and ended when the service manager asked it to", async () => {
    writeStatus({ status: "stopped", exit_code: 143 });
    const told = await alert({ ...WEBHOOK(), ...KILLED, MONITOR_SERVICE_RESULT: "timeout" });
    expect(at(told.stdout, "outcome")).toBe("told");
    expect(at(webhook.received[0]?.body, "subject")).toBe("tradebot start failed: timeout");
  });

  it.each([
    ["the run has told of itself", { told_at: "2026-03-04T09:15:00.000Z" }, "reported_itself"],
    ["a run was stopped by hand", { status: "stopped", exit_code: 143 }, "stopped_by_hand"],
  ])("sends nothing when %s", async (_, job, outcome) => {
    writeStatus(job);
    const told = await alert({ ...BOTH(), ...EXITED });
    expect(told.code).toBe(0);
    expect(at(told.stdout, "outcome")).toBe(outcome);
    expect([...webhook.received, ...pinged.received]).toEqual([]);
  });

  it.each([
    ["a run that ended and told nobody", {}, EXITED],
    ["a run of a version that did not say whom it told", { told_at: undefined }, EXITED],
    ["a run that was killed while it told people", { told_at: "2026-03-04T09:15:00.000Z" }, KILLED],
  ])("tells of %s", async (_, job, environment) => {
    writeStatus(job);
    expect(at((await alert({ ...WEBHOOK(), ...environment })).stdout, "outcome")).toBe("told");
    expect(webhook.received).toHaveLength(1);
  });

  it.each([
    ["nothing of a run that has just told of itself", 5_000, { told: true }, "reported_itself"],
    ["nothing of a run that was just stopped by hand", 5_000, { exit_code: 143 }, "stopped_by_hand"],
    ["of a run that has just ended and told nobody", 5_000, {}, "told"],
    ["of a start of which the runs say nothing", 90_000, { told: true }, "told"],
  ])("tells %s where the supervisor does not say which start failed", async (_, age, job, outcome) => {
    const { told = false, ...more }: { told?: boolean; exit_code?: number } = job;
    const ended = new Date(Date.now() - age).toISOString();
    writeStatus({ last_end: ended, told_at: told ? ended : null, ...more });
    expect(at((await alert(WEBHOOK())).stdout, "outcome")).toBe(outcome);
  });

  it.each([
    ["the start ended well", { MONITOR_SERVICE_RESULT: "success" }, "ended_well"],
    [
      "the lock was held",
      { MONITOR_SERVICE_RESULT: "exit-code", MONITOR_EXIT_CODE: "exited", MONITOR_EXIT_STATUS: "75" },
      "another_cycle_ran",
    ],
  ])("sends nothing when %s", async (_, environment, outcome) => {
    const told = await alert({ ...BOTH(), ...KILLED, ...environment });
    expect(told.code).toBe(0);
    expect(at(told.stdout, "outcome")).toBe(outcome);
    expect([...webhook.received, ...pinged.received]).toEqual([]);
  });

  it("tells of a failure that a supervisor says nothing about", async () => {
    expect(await alert(WEBHOOK())).toMatchObject({ code: 0 });
    expect(at(webhook.received[0]?.body, "subject")).toBe("tradebot start failed: failed");
    expect(at(webhook.received[0]?.body, "body")).toContain("process: not known");
  });

  it("keeps what cannot be delivered, says so by its exit code, and delivers it when asked again", async () => {
    webhook.answer(status(429));
    const failed = await alert({ ...WEBHOOK(), ...KILLED });
    expect(failed.code).toBe(69);
    expect(JSON.parse(failed.stdout)).toMatchObject({ outcome: "undelivered", pending: 1 });
    webhook.answer(status(204));
    const later = await alert({ ...WEBHOOK(), ...KILLED });
    expect(later.code).toBe(0);
    expect(JSON.parse(later.stdout)).toMatchObject({ outcome: "told_before", pending: 0 });
  });

  it("says by its exit code when the dead man's switch cannot be told", async () => {
    pinged.answer(status(404));
    const told = await alert({ HEALTHCHECK_PING_URL: pinged.url.href, ...KILLED });
    expect(told.code).toBe(69);
    expect(at(told.stdout, "outcome")).toBe("undelivered");
  });

  it("says in words that there is nobody to tell", async () => {
    expect(await alert(KILLED, { json: false })).toEqual({
      code: 0,
      stdout:
        "ai-tradebot.service: nobody is told: set SCHEDULER_WEBHOOK_URL or HEALTHCHECK_PING_URL to hear of starts that fail\n",
    });
  });

  it("works although something else in the configuration is faulty", async () => {
    expect(await alert({ ...WEBHOOK(), ...KILLED, MAX_POSITIONS: "many" })).toMatchObject({ code: 0 });
    expect(webhook.received).toHaveLength(1);
  });

  it("fails where the configuration is faulty and names nobody", async () => {
    await expect(alert({ ...KILLED, MAX_POSITIONS: "many" })).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
      exit: "configuration",
    });
    await expect(alert({ ...KILLED, SCHEDULER_WEBHOOK_URL: "http://example.com/x" })).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
  });

  it("adds what it did to the log that is there", async () => {
    writeFileSync(path.join(scratch, "logs/bot.log"), "");
    await alert({ ...WEBHOOK(), ...KILLED });
    const log = readFileSync(path.join(scratch, "logs/bot.log"), "utf8");
    expect(log).toContain(" | notify_incident_changed | ");
    expect(log).toContain(" | notify_webhook_delivered | ");
    expect(log).not.toContain("T0canary99");
  });
});
