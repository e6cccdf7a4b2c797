import type { LogsOptions } from "../commands/logs.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that show how the bot stands. */
export function registerWatching({ program, run }: Commands): void {
  const status = program
    .command("status")
    .description("show the last cycles, the lock, open and unknown orders, positions and today's counts")
    .option("--check", "for monitors: say whether the bot does its work, by exit code and one line a check")
    .option(...JSON_OPTION)
    .action(async ({ check, json }: { check?: true; json?: boolean }) => {
      if (check === undefined) {
        const { runStatus } = await import("../commands/status.ts");
        return run(json, runStatus);
      }
      const { runStatusCheck } = await import("../commands/status-check.ts");
      return run(json, runStatusCheck);
    });
  status.addHelpText("after", `\n${CHECK_HELP}`);
  addExamples(status, {
    "tradebot status": "how it stands, for people",
    "tradebot status --json": "the same for programs",
    "tradebot status --check": "for Nagios, Icinga, monit or a cron line of your own",
  });

  const logs = program
    .command("logs")
    .description(
      `print the log's lines, oldest first, from all its files. With --follow the last ten, or those --since, and then each new one, until Ctrl-C or a signal;
the exit code is then 128 plus the signal's number, as of other programs that follow a log.`,
    )
    .option("-f, --follow", "go on with the lines to come, over rotations")
    .option("--level <level>", "lines of this level and above: debug, info, warn or error")
    .option("--event <names...>", "lines of these events alone; docs/events.md has all names")
    .option("--since <when>", "lines from then on: an age (30m, 2h, 3d), a date or an instant, in UTC")
    .option(...JSON_OPTION)
    .action(async ({ json, ...options }: LogsOptions & { json?: boolean }) => {
      const { runLogs } = await import("../commands/logs.ts");
      await run(json, (input) => runLogs(input, options));
    });
  addExamples(logs, {
    "tradebot logs --level warn --since 1d": "what went wrong since yesterday",
    "tradebot logs --event execution_order_placed execution_order_filled": "orders placed and filled",
    "tradebot logs --follow": "watch the bot work",
  });

  const alert = program
    .command("alert")
    .description(
      "tell people of a start that was killed, timed out or never came to be, and so could not tell of itself",
    )
    .requiredOption("--unit <name>", "the unit or job that failed, as people know it")
    .option(...JSON_OPTION)
    .action(async ({ unit, json }: { unit: string; json?: boolean }) => {
      const { runAlert } = await import("../commands/alert.ts");
      await run(json, (input) => runAlert(input, unit));
    });
  alert.addHelpText("after", `\n${ALERT_HELP}`);
  addExamples(alert, {
    "tradebot alert --unit ai-tradebot.service":
      "post to SCHEDULER_WEBHOOK_URL and ping HEALTHCHECK_PING_URL/fail",
  });
}

const CHECK_HELP = `Exit codes of --check, the monitors' own: 0 all is well, 1 warning, 2 critical, also when the configuration is invalid,
something could not be read, or the verdict could not be written. The first line holds the verdict and the first of the worst findings, then follows a line a check.`;

const ALERT_HELP = `For systemd's OnFailure=, which says what happened in the MONITOR_* variables (from version 251 on), and for any other
supervisor. Nothing is sent when the run ended by itself and is on record as having told people. Otherwise the webhook gets a message and the dead
man's switch a failure, once for each incident; the next good cycle ends it. Exit 69 when somebody could not be reached.`;
