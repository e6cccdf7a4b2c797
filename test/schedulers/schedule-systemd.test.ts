import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { minutes } from "../../src/core/domain/time.ts";
import { logIn, openLoginWorld } from "../support/login-world.ts";
import { aboutUnit } from "./machine/journal.ts";
import type { Machine } from "./machine/machine.ts";
import { it } from "./machine/machine.ts";
import { property, SERVICE, TIMER, writeSettings } from "./world/installed-units.ts";
import { asAnna, asAnnaInBot, asRoot } from "./world/program.ts";

type Command = readonly [string, ...string[]];

const UNITS = ["ai-tradebot.service", "ai-tradebot-alert@.service", "ai-tradebot.timer"];
const changesTo = (directory: string, change: string): readonly object[] =>
  UNITS.map((unit) => ({ path: `${directory}/${unit}`, change }));

const answer = async (machine: Machine, command: Command): Promise<unknown> =>
  JSON.parse(await machine.must(...command, "--json"));

/** `Sat 2026-11-21 03:50:19 UTC`, as systemctl says it, in the form of the program. */
async function nextRunBySystemd(machine: Machine): Promise<string> {
  const [, date = "", time = ""] = (await property(machine, TIMER, "NextElapseUSecRealtime")).split(" ");
  return `${date}T${time}.000Z`;
}

describe.concurrent("schedule systemd", () => {
  it("installs the units of the machine, once, and takes them away again", async ({ machine }) => {
    const directory = "/etc/systemd/system";
    await writeSettings(machine, "LOG_DIR=/var/log/ai-tradebot\n");
    const installed = await answer(machine, asRoot("schedule", "install", "systemd"));
    expect(installed).toEqual({
      scheduler: "systemd",
      name: "ai-tradebot",
      scope: "system",
      run_as: "tradebot",
      changes: changesTo(directory, "written"),
      installed: true,
      enabled: true,
      paths: UNITS.map((unit) => `${directory}/${unit}`),
      next_run_at: await nextRunBySystemd(machine),
      warnings: [],
    });
    expect(await machine.must("systemctl", "is-enabled", TIMER)).toBe("enabled\n");
    expect(await machine.must("systemctl", "is-active", TIMER)).toBe("active\n");
    expect(await answer(machine, asRoot("schedule", "install", "systemd"))).toMatchObject({
      changes: changesTo(directory, "unchanged"),
    });

    await machine.must("systemctl", "start", SERVICE);
    expect(await answer(machine, asRoot("schedule", "status", "systemd"))).toMatchObject({
      installed: true,
      enabled: true,
      last_result: "success, exit code 0",
      next_run_at: await nextRunBySystemd(machine),
    });

    expect(await answer(machine, asRoot("schedule", "remove", "systemd"))).toMatchObject({
      changes: changesTo(directory, "removed"),
      installed: false,
    });
    expect(await property(machine, TIMER, "LoadState")).toBe("not-found");
    expect(await machine.must("find", directory, "-name", "*tradebot*")).toBe("");
    expect(await answer(machine, asRoot("schedule", "remove", "systemd"))).toMatchObject({
      changes: changesTo(directory, "absent"),
    });
    expect(await answer(machine, asRoot("schedule", "status", "systemd"))).toMatchObject({
      installed: false,
    });
  });

  it("has a login renewed by a timer of its own, for as long as the settings have one", async ({
    machine,
  }) => {
    const world = await openLoginWorld({
      oauth: { lifetimes: { code: minutes(1), accessToken: minutes(5), refreshToken: minutes(40) } },
    });
    try {
      const env = world.env("code");
      await logIn(world, env);
      const { STATE_DIR, LOG_DIR, REPORT_DIR, ...settings } = env;
      expect([STATE_DIR, LOG_DIR, REPORT_DIR]).not.toContain(undefined); // the machine has its own
      const own = { ...settings, STATE_DIR: "/var/lib/ai-tradebot/state", LOG_DIR: "/var/log/ai-tradebot" };
      await writeSettings(
        machine,
        Object.entries(own)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(""),
      );
      const before = readFileSync(world.tokenFile, "utf8");
      machine.write("/var/lib/ai-tradebot/state/saxo-token.json", before, 0o600);
      await machine.must("chown", "-R", "tradebot:", "/var/lib/ai-tradebot");
      await machine.must("chmod", "700", "/var/lib/ai-tradebot/state");

      const directory = "/etc/systemd/system";
      const login = ["ai-tradebot-login.service", "ai-tradebot-login.timer"].map(
        (unit) => `${directory}/${unit}`,
      );
      expect(await answer(machine, asRoot("schedule", "install", "systemd"))).toMatchObject({
        changes: [...changesTo(directory, "written"), ...login.map((path) => ({ path, change: "written" }))],
        login_keeper: { name: "ai-tradebot-login", installed: true, enabled: true, paths: login },
        warnings: [],
      });
      expect(await machine.must("systemctl", "is-active", "ai-tradebot-login.timer")).toBe("active\n");

      const asked = world.tokenRequests();
      await machine.must("systemctl", "start", "ai-tradebot-login.service");
      expect(world.tokenRequests()).toBe(asked + 1);
      expect(machine.read("/var/lib/ai-tradebot/state/saxo-token.json")).not.toBe(before);
      expect(await answer(machine, asRoot("schedule", "status", "systemd"))).toMatchObject({
        login_keeper: { last_result: "success, exit code 0" },
      });

      await writeSettings(machine, "LOG_DIR=/var/log/ai-tradebot\n");
      expect(await answer(machine, asRoot("schedule", "install", "systemd"))).not.toHaveProperty(
        "login_keeper",
      );
      expect(await machine.must("find", directory, "-name", "*login*")).toBe("");
    } finally {
      await world.close();
    }
  });

  it("installs the units of a person without any rights, and runs a cycle by them", async ({ machine }) => {
    const userId = (await machine.must("id", "--user", "anna")).trim();
    const directory = "/home/anna/.config/systemd/user";
    await machine.must("loginctl", "enable-linger", "anna");
    await machine.journal.until(1, aboutUnit(`user@${userId}.service`, "Started "));
    await machine.must(...asAnna(userId, "mkdir", "bot"));

    const installed = await answer(machine, asAnnaInBot(userId, "schedule", "install", "systemd"));
    expect(installed).toMatchObject({
      scope: "user",
      changes: changesTo(directory, "written"),
      enabled: true,
      warnings: [],
    });
    await machine.must(...asAnna(userId, "systemctl", "--user", "start", SERVICE));
    expect(await answer(machine, asAnnaInBot(userId, "schedule", "status", "systemd"))).toMatchObject({
      installed: true,
      last_result: "success, exit code 0",
    });
    expect(machine.read("/home/anna/bot/logs/bot.log")).toContain(" | cycle_end | ");
    expect(await answer(machine, asAnnaInBot(userId, "schedule", "remove", "systemd"))).toMatchObject({
      changes: changesTo(directory, "removed"),
      installed: false,
    });
    const timers = await machine.must(...asAnna(userId, "systemctl", "--user", "list-timers", "--all"));
    expect(timers).toContain("0 timers listed.");
  });

  it("writes nothing for a user that the machine does not know", async ({ machine }) => {
    await writeSettings(machine, "LOG_DIR=/var/log/ai-tradebot\n");
    const refused = await machine.run(...asRoot("schedule", "install", "systemd", "--run-as", "nobody-here"));
    expect(refused).toMatchObject({ code: 78, stdout: "" });
    expect(refused.stderr).toMatch(/^tradebot: there is no user "nobody-here" to run cycles as; .*useradd/);
    expect(await machine.must("find", "/etc/systemd/system", "-name", "*tradebot*")).toBe("");
  });
});
