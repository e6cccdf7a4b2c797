import { describe, expect, it } from "vitest";
import { cronBlock } from "../../src/schedule/crontab.ts";
import { jobWordsWithJitter } from "../../src/schedule/installation.ts";
import { kubernetesCronJob } from "../../src/schedule/kubernetes-cron-job.ts";
import { launchdPlist } from "../../src/schedule/launchd-plist.ts";
import { isKeeperName, keeperOf } from "../../src/schedule/login-keeper.ts";
import { systemdUnits } from "../../src/schedule/systemd-units.ts";
import { windowsTask } from "../../src/schedule/windows-task.ts";
import { installation, ownInstallation } from "./sample-installation.ts";

const WINDOW = { start: "09:30", end: "16:00", days: [1, 2, 3, 4, 5], timeZone: "America/New_York" };
const cycles = installation({
  envFile: "/etc/b.env",
  config: "prod",
  rhythm: { intervalMinutes: 60, window: WINDOW },
});
const keeper = keeperOf(cycles);

const words = "auth refresh --if-due --env-file /etc/b.env --config prod";

describe("what looks after the login", () => {
  it("has a name of its own and starts every ten minutes at all hours, whatever the cycles do", () => {
    expect(keeper).toEqual({
      ...cycles,
      name: "ai-tradebot-login",
      keepsLoginOf: "ai-tradebot",
      rhythm: { intervalMinutes: 10 },
      limits: { startSeconds: 90, stopSeconds: 15 },
    });
    expect([cycles.name, keeper.name].map(isKeeperName)).toEqual([false, true]);
    expect(jobWordsWithJitter(keeper)).toEqual(words.split(" "));
  });

  it("is a service and a timer of systemd, and tells of what kills it as the cycles do", () => {
    const units = systemdUnits(keeper, "heading");
    expect(units.map(({ name }) => name)).toEqual(["ai-tradebot-login.service", "ai-tradebot-login.timer"]);
    const [service = "", timer = ""] = units.map(({ text }) => text);
    expect(service).toContain(`/srv/bot/bin/tradebot.mjs ${words}\n`);
    expect(service).toContain("OnFailure=ai-tradebot-alert@%n.service\n");
    expect(service).toContain("SuccessExitStatus=69 77 130 143\n");
    expect(timer).toContain("OnCalendar=*-*-* *:00/10:00\n");
    expect(timer).toContain("Persistent=true\n");
  });

  it("is a block of its own in a crontab", () => {
    const text = cronBlock(keeperOf(ownInstallation()), {}, "heading");
    expect(text).toBe(
      "# heading\n" +
        "*/10 * * * * umask 077 && cd /srv/data && LOG_CONSOLE=quiet /srv/bot/node_modules/.bin/node -- " +
        "/srv/bot/bin/tradebot.mjs auth refresh --if-due >/dev/null 2>>ai-tradebot-login.cron.log\n" +
        "# End of tradebot schedule for ai-tradebot-login\n",
    );
  });

  it("is a job of launchd and a task of Windows", () => {
    const plist = launchdPlist(keeper, "heading");
    expect(plist).toContain("<string>ai-tradebot-login</string>");
    expect(plist).toContain("<string>refresh</string>\n    <string>--if-due</string>");
    const task = windowsTask(keeper, { user: "alice", heading: "heading" });
    expect(task).toContain("<Interval>PT10M</Interval>");
    expect(task).toContain("auth refresh --if-due");
  });

  it("is a CronJob on the volume and with the settings of the cycles, and makes no volume", () => {
    const text = kubernetesCronJob(keeper, "heading");
    expect(text).toContain("  name: ai-tradebot-login\n");
    expect(text).toContain("claimName: ai-tradebot\n");
    expect(text).toContain("secretRef:\n                    name: ai-tradebot\n");
    expect(text).not.toContain("PersistentVolumeClaim\n");
    expect(text).toContain('- "--if-due"\n');
  });
});
