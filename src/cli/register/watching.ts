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
}
