import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import type { LogLine } from "../support/log-lines.ts";
import { parseLog, parseLogLine } from "../support/log-lines.ts";
import type { Claim } from "./machine/journal.ts";
import type { Machine } from "./machine/machine.ts";
import { it } from "./machine/machine.ts";
import { startBroker } from "./world/broker.ts";
import { jobEnded, startCron } from "./world/cron-daemon.ts";
import { writeSettings } from "./world/installed-units.ts";
import { asAnna, asAnnaInBot, asRoot, asTradebot } from "./world/program.ts";

const RUNBOOK = readFileSync(new URL("../../runbooks/cron.md", import.meta.url), "utf8");

/** The one line of the runbook, but for its jitter: the pace of the test leaves no time for it. */
function shippedLine(): string {
  const [line = ""] = /^\*\/5 \* \* \* \* tradebot .*\n/m.exec(RUNBOOK) ?? [];
  const quick = line.replace(" --jitter-seconds-max 20 ", " --jitter-seconds-max 0 ");
  expect(quick).not.toBe(line);
  return quick;
}

const LOG = "/var/log/ai-tradebot/bot.log";
const CRON_LOG = "/var/lib/ai-tradebot/ai-tradebot.cron.log";

const count = (lines: readonly LogLine[], event: string): number =>
  lines.filter((line) => line.event === event).length;

async function more(machine: Machine, times: number, claim: Claim): Promise<void> {
  await machine.journal.until(machine.journal.those(claim).length + times, claim);
}

/** Waits until so many cycles stand in a log, looking whenever a job of the user has ended. */
async function untilCycles(machine: Machine, cycles: number, user: string, file: string): Promise<void> {
  for (let ended = 1; ; ended++) {
    await machine.journal.until(ended, jobEnded(user));
    if (count(parseLog(machine.read(file)), "cycle_end") >= cycles) return;
  }
}

describe.concurrent("cron", () => {
  it("runs five cycles by the shipped line, and none beside another", async ({ machine, onTestFinished }) => {
    const broker = await startBroker();
    onTestFinished(broker.close);
    const log = (): readonly LogLine[] => parseLog(machine.read(LOG));
    await writeSettings(machine, `${broker.settings}LOG_DIR=/var/log/ai-tradebot\n`);
    machine.write("/etc/cron.d/ai-tradebot", shippedLine());
    await startCron(machine);
    await untilCycles(machine, 5, "tradebot", LOG);

    // A cycle that hangs holds both locks: cron's next starts end at the first, one by hand at the second.
    await broker.fallSilent();
    const starts = count(log(), "startup_begin");
    await more(machine, 2, jobEnded("tradebot"));
    expect(count(log(), "startup_begin")).toBe(starts);
    const command = shippedLine().split(" tradebot ")[1] ?? "";
    const again = await machine.run("runuser", "--user=tradebot", "--", "sh", "-c", command);
    expect(again).toEqual({ code: 75, stdout: "", stderr: "" });
    expect((await machine.run(...asTradebot("--single-cycle"))).code).toBe(75);
    expect(count(log(), "cycle_skip_lock_held")).toBe(1);
    broker.answerAgain();
    await more(machine, 2, jobEnded("tradebot"));

    // A cycle by hand holds the second lock alone: cron's start says so.
    await machine.must("systemctl", "stop", "cron.service");
    await machine.must("flock", "/var/lib/ai-tradebot/ai-tradebot.cron.lock", "true");
    const asked = broker.fallSilent();
    const byHand = machine.run(...asTradebot("--single-cycle"));
    await asked;
    await machine.must("systemctl", "start", "cron.service");
    await more(machine, 1, jobEnded("tradebot"));
    await machine.must("systemctl", "stop", "cron.service");
    broker.answerAgain();
    expect(await byHand).toMatchObject({ code: 0 });

    const lines = log();
    expect(count(lines, "execution_order_placed")).toBe(3); // with its stop and its target
    expect(new Set(lines.map(({ fields }) => fields["env"]))).toEqual(new Set(["SIM"])); // from the env file
    const ends = lines.filter(({ event }) => event === "cycle_end");
    expect(new Set(ends.map(({ fields }) => fields["outcome"]))).toEqual(new Set(["done"]));
    const besideTheLog = machine.read(CRON_LOG).trimEnd().split("\n").map(parseLogLine);
    expect(new Set(besideTheLog.map(({ event }) => event))).toEqual(new Set(["cycle_skip_lock_held"]));
  });

  it("runs a cycle by the line that root had installed for the machine", async ({ machine }) => {
    await writeSettings(machine, "LOG_DIR=/var/log/ai-tradebot\nSCHEDULER_JITTER_SECONDS=1\n");
    await startCron(machine);
    const schedule = async (verb: string): Promise<unknown> =>
      JSON.parse(await machine.must(...asRoot("schedule", verb, "cron", "--json")));
    const file = "/etc/cron.d/ai-tradebot";
    expect(await schedule("install")).toMatchObject({
      scope: "system",
      run_as: "tradebot",
      changes: [{ path: file, change: "written" }],
      enabled: true,
      warnings: [],
    });
    expect(await schedule("install")).toMatchObject({ changes: [{ path: file, change: "unchanged" }] });
    await untilCycles(machine, 1, "tradebot", LOG);
    expect(await schedule("remove")).toMatchObject({ changes: [{ path: file, change: "removed" }] });
    expect(machine.has(file)).toBe(false);
    expect(await schedule("remove")).toMatchObject({ changes: [{ path: file, change: "absent" }] });
  });

  it("runs a cycle by the line in a person's own crontab, and leaves her other lines alone", async ({
    machine,
  }) => {
    const own = "# mine\n0 4 * * 1 date +\\%H\n";
    const userId = (await machine.must("id", "--user", "anna")).trim();
    const schedule = async (verb: string): Promise<unknown> =>
      JSON.parse(await machine.must(...asAnnaInBot(userId, "schedule", verb, "cron", "--json")));
    machine.write("/tmp/own", own);
    await machine.must("crontab", "-u", "anna", "/tmp/own");
    await machine.must(...asAnna(userId, "mkdir", "bot"));
    machine.write("/home/anna/bot/.env", "SCHEDULER_JITTER_SECONDS=1\n", 0o600);
    await machine.must("chown", "anna:", "/home/anna/bot/.env");
    await startCron(machine);

    expect(await schedule("install")).toMatchObject({ scope: "user", enabled: true, warnings: [] });
    const installed = await machine.must("crontab", "-u", "anna", "-l");
    expect(installed.startsWith(own)).toBe(true);
    expect(await schedule("install")).toMatchObject({ changes: [{ change: "unchanged" }] });
    await untilCycles(machine, 1, "anna", "/home/anna/bot/logs/bot.log");
    expect(await schedule("remove")).toMatchObject({ installed: false });
    expect(await machine.must("crontab", "-u", "anna", "-l")).toBe(own);
  });
});
