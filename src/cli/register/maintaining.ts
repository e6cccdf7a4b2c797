import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

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
  addExamples(
    maintenance
      .command("cleanup")
      .description(
        "remove what has been kept long enough: log files by LOG_*, records of decisions, snapshots and cycles by" +
          " AUDIT_RETENTION_DAYS, old backups, remains of killed processes. Orders and fills are kept for good. The bot" +
          " does this by itself about once an hour",
      )
      .option("--preview", "remove nothing, show what would be removed")
      .option("--compact", "rewrite the store, so that the room of removed records goes back to the disk")
      .option(...JSON_OPTION)
      .action(async ({ json, preview, compact }: { json?: boolean; preview?: true; compact?: true }) => {
        const { runCleanup } = await import("../commands/maintenance/cleanup.ts");
        const options = { isPreview: preview ?? false, compact: compact ?? false };
        await run(json, (input) => runCleanup(input, options));
      }),
    { "tradebot maintenance cleanup --preview": "what would go, and from where" },
  );
}
