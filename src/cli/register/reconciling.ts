import { InvalidArgumentError, Option } from "commander";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that bring our records and the broker's to agree. */
export function registerReconciling(commands: Commands): void {
  registerReconcile(commands);
  registerResolve(commands);
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

interface ResolveFlags {
  readonly as: "filled" | "absent";
  readonly reason: string;
  readonly quantity?: string;
  readonly confirm?: string;
  readonly json?: boolean;
}

function registerResolve({ program, run }: Commands): void {
  const resolve = program
    .command("resolve")
    .description(
      "the last resort for an unknown order: say what became of it where the broker's records cannot. Asks the broker" +
        " first and shows all there is, refuses where the records do tell, asks twice, and is recorded with your name",
    )
    .argument("<external_reference>", "the whole reference, as `tradebot status` shows it")
    .addOption(
      new Option(
        "--as <outcome>",
        "filled: it was executed; absent: it never arrived, and the decision may be acted on again",
      )
        .choices(["filled", "absent"])
        .makeOptionMandatory(),
    )
    .requiredOption("--reason <text>", "how you know")
    .addOption(
      new Option(
        "--quantity <n>",
        "with --as filled: how much was executed, by all orders under the reference together (default: all of it)",
      ).argParser(parseQuantity),
    )
    .option(
      "--confirm <characters>",
      "the last six characters of the reference, instead of being asked at a terminal",
    )
    .option(...JSON_OPTION)
    .action(async (reference: string, { as, reason, quantity, confirm, json }: ResolveFlags) => {
      const { runResolve } = await import("../commands/resolve.ts");
      const { decimal } = await import("../../core/domain/decimal.ts");
      const executed = quantity === undefined ? undefined : decimal(quantity);
      await run(json, (input) => runResolve(input, { reference, as, reason, quantity: executed, confirm }));
    });
  addExamples(resolve, {
    "tradebot resolve ATB-KNCLF57K --as absent --reason never-received-says-the-order-desk":
      "nothing arrived",
    "tradebot resolve ATB-KNCLF57K --as filled --quantity 3 --reason statement-of-20-November":
      "a part was executed",
  });
}

function parseQuantity(text: string): string {
  if (!/^\d{1,15}(\.\d{1,10})?$/.test(text)) {
    throw new InvalidArgumentError("expected a quantity, such as 3 or 0.5.");
  }
  return text;
}
