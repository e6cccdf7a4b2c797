import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that show how the bot stands. */
export function registerWatching({ program, run }: Commands): void {
  const status = program
    .command("status")
    .description("show the last cycles, the lock, open and unknown orders, positions and today's counts")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runStatus } = await import("../commands/status.ts");
      await run(json, runStatus);
    });
  addExamples(status, {
    "tradebot status": "how it stands, for people",
    "tradebot status --json": "the same for programs",
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

const ALERT_HELP = `For systemd's OnFailure=, which says what happened in the MONITOR_* variables, and for any other supervisor.
A run that came to its end has told of itself: then nothing is sent. Otherwise the webhook gets a message and the dead
man's switch a failure, once for each incident; the next good cycle ends it. Exit 69 when somebody could not be reached.`;
