import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that bring our records and the broker's to agree. */
export function registerReconciling(commands: Commands): void {
  registerReconcile(commands);
}

function registerReconcile({ program, run }: Commands): void {
  const reconcile = program
    .command("reconcile")
    .description(
      "compare our orders, executions, positions and cash with the broker's now, settle unknown orders, and put our" +
        " records right, as each cycle does; at any hour, without an order. Exit 0, or 80 while an order stays unknown",
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runReconcileCommand } = await import("../commands/reconcile.ts");
      await run(json, runReconcileCommand);
    });
  addExamples(reconcile, {
    "tradebot reconcile": "what was compared, and what was found",
    "tradebot reconcile --json": "the same for programs",
  });
}
