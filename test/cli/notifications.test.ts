import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { at } from "./json.ts";
import { simEnvironment, startFakeServer, TOKEN } from "./saxo.ts";
import type { Environment, Workspace } from "./workspace.ts";
import { it, linesOf, logged } from "./workspace.ts";

const PATH = "/services/T4canary9Path/B7hook";

type Finish = (close: () => Promise<void> | void) => void;

/** A market that is closed: the quickest good run. */
const RESTING = { TRADING_HOURS_MODE: "fixed" };

/** One server for both, as people and monitors would see it. */
async function listen(
  onTestFinished: Finish,
): Promise<{ readonly receiver: Receiver; readonly env: Environment }> {
  const receiver = await startReceiver(PATH);
  onTestFinished(() => receiver.close());
  const ping = new URL("/ping", receiver.url).href;
  return { receiver, env: { SCHEDULER_WEBHOOK_URL: receiver.url.href, HEALTHCHECK_PING_URL: ping } };
}

const pingsOf = ({ received }: Receiver): readonly string[] =>
  received.map(({ url }) => url).filter((url) => url.startsWith("/ping"));
const subjectsOf = ({ received }: Receiver): readonly unknown[] =>
  received.filter(({ url }) => url === PATH).map(({ body }) => at(body, "subject"));

/** A broker that lets nobody in, and says why in words that hold the token. */
async function closedBroker(onTestFinished: Finish): Promise<Environment> {
  const broker = await startFakeServer((authorization) => ({ status: 401, body: `no: ${authorization}` }));
  onTestFinished(() => {
    broker.close();
  });
  return simEnvironment(broker.restBase);
}

function expectNoSecret(bot: Workspace, ...texts: readonly string[]): void {
  for (const text of [...texts, bot.read("logs/bot.log"), bot.read("state/incidents.json")]) {
    expect(text).not.toContain("T4canary9Path");
    expect(text).not.toContain(TOKEN);
  }
}

describe.concurrent("people and monitors", () => {
  it("hear of each run, and of an incident once and once when it is over", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    const closed = await closedBroker(onTestFinished);
    const outputs: string[] = [];
    for (let count = 0; count < 3; count++) {
      const { code, stdout, stderr } = await bot.run(["--single-cycle"], { ...closed, ...env });
      expect(code).toBe(77);
      outputs.push(stdout, stderr);
      bot.pass(300_000);
    }
    expect((await bot.run(["--single-cycle"], { ...env, ...RESTING })).code).toBe(0);
    expect(pingsOf(receiver)).toEqual([
      ...["/ping/start", "/ping/fail", "/ping/start", "/ping/fail", "/ping/start", "/ping/fail"],
      ...["/ping/start", "/ping"],
    ]);
    const [opened, cleared, ...more] = subjectsOf(receiver);
    expect(opened).toMatch(/^tradebot cycle failed: [A-Z_]+$/);
    expect(cleared).toBe(`tradebot recovered, was: ${String(opened).slice("tradebot ".length)}`);
    expect(more).toEqual([]);
    expect(
      linesOf(bot.log(), "notify_webhook_delivered").map(({ fields }) => fields["notification"]),
    ).toEqual(["opened", "cleared"]);
    expectNoSecret(bot, ...outputs, ...receiver.received.map(({ body }) => body));
  });

  it("hear from the alert of a run that was killed, and from the next good run that it is over", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    const waiting = bot.start(["--single-cycle", "--jitter-seconds-max", "3600"], {
      ...env,
      INVOCATION_ID: "a1",
    });
    await logged(waiting, "startup_config_loaded");
    waiting.child.kill("SIGKILL");
    await waiting.result;
    const monitor = {
      MONITOR_SERVICE_RESULT: "signal",
      MONITOR_EXIT_CODE: "killed",
      MONITOR_EXIT_STATUS: "KILL",
      MONITOR_INVOCATION_ID: "a1",
    };
    const alert = await bot.run(["alert", "--unit", "ai-tradebot.service"], { ...env, ...monitor });
    expect(alert).toMatchObject({
      code: 0,
      stdout: "ai-tradebot.service: people were told that a start failed\n",
      stderr: "",
    });
    expect((await bot.run(["--single-cycle"], { ...env, ...RESTING })).code).toBe(0);
    expect(subjectsOf(receiver)).toEqual([
      "tradebot start failed: signal",
      "tradebot recovered, was: start failed: signal",
    ]);
    expect(pingsOf(receiver).slice(-3)).toEqual(["/ping/fail", "/ping/start", "/ping"]);
  });

  it("hear of a run that failed from the run itself, and from the alert nothing more", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    const faulty = { ...env, MAX_POSITIONS: "many", INVOCATION_ID: "b2" };
    expect((await bot.run(["--single-cycle"], faulty)).code).toBe(78);
    const monitor = { MONITOR_SERVICE_RESULT: "exit-code", MONITOR_INVOCATION_ID: "b2" };
    const alert = await bot.run(["alert", "--unit", "x", "--json"], { ...faulty, ...monitor });
    expect(alert.code).toBe(0);
    expect(at(alert.stdout, "outcome")).toBe("told_before");
    expect(subjectsOf(receiver)).toEqual(["tradebot cycle failed: CONFIGURATION_INVALID"]);
    expect(at(receiver.received.find(({ url }) => url === PATH)?.body, "body")).toContain("MAX_POSITIONS");
    expect(pingsOf(receiver)).toEqual(["/ping/fail"]);
  });

  it("hear of one failed start once, however many alerts tell of it at the same moment", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    const monitor = { MONITOR_SERVICE_RESULT: "timeout", MONITOR_INVOCATION_ID: "c3" };
    const alerts = await Promise.all(
      [1, 2, 3].map(() => bot.run(["alert", "--unit", "x", "--json"], { ...env, ...monitor })),
    );
    expect(alerts.map(({ code }) => code)).toEqual([0, 0, 0]);
    const outcomes = alerts.map(({ stdout }) => at(stdout, "outcome"));
    expect(outcomes.toSorted()).toEqual(["told", "told_before", "told_before"]);
    expect(subjectsOf(receiver)).toEqual(["tradebot start failed: timeout"]);
    expect(pingsOf(receiver)).toEqual(["/ping/fail"]);
  });

  it("hear once an hour of a state directory that cannot be used, and the alert knows", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    mkdirSync(path.join(bot.directory, "logs"), { mode: 0o700 });
    mkdirSync(path.join(bot.directory, "state"), { mode: 0o755 });
    const started = { ...env, INVOCATION_ID: "d4" };
    expect((await bot.run(["--single-cycle"], started)).code).toBe(78);
    expect((await bot.run(["--single-cycle"], started)).code).toBe(78);
    const monitor = { MONITOR_SERVICE_RESULT: "exit-code", MONITOR_INVOCATION_ID: "d4" };
    const alert = await bot.run(["alert", "--unit", "x", "--json"], { ...env, ...monitor });
    expect(at(alert.stdout, "outcome")).toBe("told_before");
    expect(subjectsOf(receiver)).toEqual(["tradebot cycle failed: STATE_NOT_PRIVATE"]);
    bot.pass(3_600_000);
    expect((await bot.run(["--single-cycle"], started)).code).toBe(78);
    expect(subjectsOf(receiver)).toHaveLength(2);
  });

  it("hear once of a configuration that cannot be read, and nothing is made where it may not be meant", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    mkdirSync(path.join(bot.directory, "logs"), { mode: 0o700 });
    const unreadable = ["--single-cycle", "--config", "missing"];
    expect((await bot.run(unreadable, env)).code).toBe(78);
    expect((await bot.run(unreadable, env)).code).toBe(78);
    expect(subjectsOf(receiver)).toEqual(["tradebot cycle failed: CONFIGURATION_INVALID"]);
    const typo = { ...env, STATE_DIR: "typo-dir", MAX_POSITIONS: "many" };
    expect((await bot.run(["--single-cycle"], typo)).code).toBe(78);
    expect(subjectsOf(receiver)).toHaveLength(1);
    expect(readdirSync(bot.directory)).not.toContain("typo-dir");
    expect(readdirSync(bot.directory)).not.toContain("reports");
  });

  it("hear from the alert of a failed start that told nobody, a dry run on its command line", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    const closed = { ...(await closedBroker(onTestFinished)), ...env, INVOCATION_ID: "e5" };
    expect((await bot.run(["--single-cycle", "--dry-run"], closed)).code).toBe(77);
    const monitor = {
      MONITOR_SERVICE_RESULT: "exit-code",
      MONITOR_EXIT_CODE: "exited",
      MONITOR_EXIT_STATUS: "77",
      MONITOR_INVOCATION_ID: "e5",
    };
    const alert = ["alert", "--unit", "x", "--json"];
    expect(at((await bot.run(alert, { ...env, ...monitor })).stdout, "outcome")).toBe("told");
    expect((await bot.run(["--single-cycle"], { ...closed, INVOCATION_ID: "f6" })).code).toBe(77);
    const told = await bot.run(alert, { ...env, ...monitor, MONITOR_INVOCATION_ID: "f6" });
    expect(at(told.stdout, "outcome")).toBe("reported_itself");
    expect(subjectsOf(receiver)[0]).toBe("tradebot start failed: exit-code");
    expect(subjectsOf(receiver)).toHaveLength(2);
  });

  it("hear nothing of a dry run by hand, nor of a start that finds the lock held", async ({
    bot,
    onTestFinished,
  }) => {
    const { receiver, env } = await listen(onTestFinished);
    expect((await bot.run(["--single-cycle", "--dry-run"], { ...env, ...RESTING })).code).toBe(0);
    const waiting = bot.start(["--single-cycle", "--jitter-seconds-max", "3600"]);
    await logged(waiting, "startup_config_loaded");
    expect((await bot.run(["--single-cycle"], env)).code).toBe(75);
    waiting.child.kill("SIGTERM");
    await waiting.result;
    expect(receiver.received).toEqual([]);
    expect((await bot.run(["--single-cycle"], { ...env, ...RESTING, DRY_RUN: "true" })).code).toBe(0);
    expect(pingsOf(receiver)).toEqual(["/ping/start", "/ping"]);
  });
});
