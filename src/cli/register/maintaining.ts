import type { Commands } from "./commands.ts";
import { JSON_OPTION } from "./commands.ts";

/** Commands that look after what the bot writes. */
export function registerMaintaining({ program, run }: Commands): void {
  const maintenance = program
    .command("maintenance")
    .description("look after what the bot has written: its store, logs, reports and backups");
  maintenance
    .command("storage")
    .description(
      "show which files lie where, how large and how old, the rows of the store, and the free room",
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runStorage } = await import("../commands/maintenance/storage.ts");
      await run(json, runStorage);
    });
}
