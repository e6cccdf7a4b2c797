import type { Command } from "commander";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that look after what the bot writes. */
export function registerMaintaining({ program, run }: Commands): void {
  const maintenance = program
    .command("maintenance")
    .description("look after what the bot has written: its store, logs, reports and backups");
  const storage = maintenance
    .command("storage")
    .description(
      "show which files lie where, how large and how old, the rows of the store, and the free room",
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runStorage } = await import("../commands/maintenance/storage.ts");
      await run(json, runStorage);
    });
  addExamples(storage, { "tradebot maintenance storage": "what lies where, and how much room is left" });
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
  addExamples(
    maintenance
      .command("backup")
      .description(
        "copy the store as it is now, also while a cycle runs, and read the copy back. The newest five are kept," +
          " and the newest of each version of the store",
      )
      .option("--to <path>", "a directory, or a file that is not there yet (default: STATE_DIR/backups)")
      .option(...JSON_OPTION)
      .action(async ({ json, to }: { json?: boolean; to?: string }) => {
        const { runBackup } = await import("../commands/maintenance/backup.ts");
        await run(json, (input) => runBackup(input, { to }));
      }),
    { "tradebot maintenance backup --to /mnt/usb": "a copy on another disk" },
  );
  const restore = maintenance
    .command("restore")
    .description(
      "put a backup in the place of the store. The store that is there is backed up first, and the next cycle takes" +
        " over from the broker's log what was ordered after the backup. Refused while a cycle runs",
    )
    .argument("<file>", "the backup, as `maintenance storage` lists it")
    .option(...JSON_OPTION)
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { runRestore } = await import("../commands/maintenance/restore.ts");
      await run(json, (input) => runRestore(input, { file }));
    });
  addExamples(restore, {
    "tradebot maintenance restore state/backups/tradebot-20260304T091500000Z-v3.db": "go on from this backup",
  });
  const verify = maintenance
    .command("verify")
    .description(
      "prove the store, its orders, the newest backup, the files of status, incidents and summaries, the account of" +
        " the embedded broker and the log: one line each, and what to do." +
        " Exit 0 when nothing fails, 65 when records contradict each other, 74 when something cannot be read",
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runVerify } = await import("../commands/maintenance/verify.ts");
      await run(json, runVerify);
    });
  addExamples(verify, {
    "tradebot maintenance verify": "after a power cut, or before a backup goes to another machine",
  });
  registerReset(maintenance, run);
}

interface ResetFlags {
  readonly decisions?: true;
  readonly memory?: true;
  readonly store?: true;
  readonly account?: true;
  readonly reports?: true;
  readonly logs?: true;
  readonly all?: true;
  readonly yes?: true;
  readonly environment?: string;
  readonly json?: boolean;
}

function registerReset(maintenance: Command, run: Commands["run"]): void {
  const reset = maintenance
    .command("reset")
    .description(
      "remove records for good, to begin anew on paper: lists what goes and asks. Refused while a cycle runs, and" +
        " anywhere but on LOCAL unless the environment is typed out as well",
    )
    .option("--decisions", "recorded decisions, snapshots and cycles that no order needs")
    .option("--memory", "what strategies remember, so that they begin anew")
    .option(
      "--store",
      "the whole store: cycles, decisions, orders, fills, counters, what strategies remember",
    )
    .option("--account", "the account of the embedded broker, and the store with it (LOCAL alone)")
    .option("--reports", "the summaries of cycles")
    .option("--logs", "every log file")
    .option("--all", "all of these; without the account anywhere but on LOCAL")
    .option("--yes", "do not ask")
    .option("--environment <name>", "the environment whose records are meant; needed anywhere but on LOCAL")
    .option(...JSON_OPTION)
    .action(async ({ json, yes, environment, ...flags }: ResetFlags) => {
      const { runReset } = await import("../commands/maintenance/reset.ts");
      const { RESET_TARGETS } = await import("../commands/maintenance/reset-steps.ts");
      const named = RESET_TARGETS.filter((target) => flags[target] ?? false);
      await run(json, (input) =>
        runReset(input, { named, isAll: flags.all ?? false, isAgreed: yes ?? false, environment }),
      );
    });
  addExamples(reset, {
    "tradebot maintenance reset --store --account":
      "a new account of the embedded broker, and no memory of the old one",
    "tradebot maintenance reset --logs --yes": "no log, without a question",
  });
}
