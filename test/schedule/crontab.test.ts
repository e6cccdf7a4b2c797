import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { cronBlock, cronFile, cronShellCommand } from "../../src/schedule/crontab.ts";
import { DOCUMENTED_INSTALLATION } from "../../src/schedule/documented-installation.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { installation, oddInstallation, ownInstallation } from "./sample-installation.ts";

const TOOLS = { flock: "/usr/bin/flock", timeout: "/usr/bin/timeout" };

describe("the line for cron", () => {
  it("names its user in /etc/cron.d and ends with a line end", () => {
    const text = cronFile(installation({ envFile: "/etc/b.env" }), TOOLS, "heading");
    expect(text).toBe(
      "# heading\n" +
        "*/5 * * * * alice umask 077 && cd /srv/data && LOG_CONSOLE=quiet /usr/bin/flock -n -E 75 ai-tradebot.cron.lock " +
        "/usr/bin/timeout --kill-after=45 270 /srv/bot/node_modules/.bin/node -- /srv/bot/bin/tradebot.mjs " +
        "--single-cycle --env-file /etc/b.env --jitter-seconds-max 20 >/dev/null 2>>ai-tradebot.cron.log\n",
    );
  });

  it("does without the tools that are not there", () => {
    expect(cronShellCommand(installation({ jitterSeconds: 0 }), {})).toBe(
      "umask 077 && cd /srv/data && LOG_CONSOLE=quiet /srv/bot/node_modules/.bin/node -- " +
        "/srv/bot/bin/tradebot.mjs --single-cycle >/dev/null 2>>ai-tradebot.cron.log",
    );
  });

  it("has one line for each part of the calendar, and no user in a crontab", () => {
    const own = ownInstallation({ rhythm: { intervalMinutes: 40 } });
    const lines = cronBlock(own, TOOLS, "heading").split("\n");
    expect(lines).toHaveLength(5);
    expect(lines.slice(1, 3).every((line) => / \* \* \* umask /.test(line))).toBe(true);
    expect(lines[3]).toBe("# End of tradebot schedule for ai-tradebot");
  });

  it("hides every percent sign from cron", () => {
    const line = cronFile(oddInstallation(), TOOLS, "heading");
    expect(line.match(/(?<!\\)%/g)).toBeNull();
  });

  it("stands in the runbook as it is", () => {
    const line = cronFile(DOCUMENTED_INSTALLATION, TOOLS, "heading").split("\n")[1] ?? "none";
    expect(readFileSync(new URL("../../runbooks/cron.md", import.meta.url), "utf8")).toContain(`\n${line}\n`);
  });

  it("runs the program from an odd place, with its words as they are", () => {
    const scratch = scratchDirectory();
    onTestFinished(() => {
      rmSync(scratch, { recursive: true });
    });
    const place = path.join(scratch, `my bot 50% $HOME 'q' "d" <&>`);
    mkdirSync(place);
    const runtime = path.join(place, "node");
    writeFileSync(runtime, `#!/bin/sh\nprintf '%s\\n' "$LOG_CONSOLE" "$PWD" "$@" >&2\n`);
    chmodSync(runtime, 0o755);
    const odd = installation({ runtime, script: path.join(place, "x.mjs"), workingDirectory: place });
    execFileSync("sh", ["-c", cronShellCommand(odd, {})]);
    expect(readFileSync(path.join(place, "ai-tradebot.cron.log"), "utf8").split("\n")).toEqual([
      "quiet",
      place,
      "--",
      path.join(place, "x.mjs"),
      "--single-cycle",
      "--jitter-seconds-max",
      "20",
      "",
    ]);
  });
});
