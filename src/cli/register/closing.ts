import type { Command } from "commander";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

interface ClosingFlags {
  readonly includeForeign?: true;
  readonly yes?: true;
  readonly json?: boolean;
}

/** Commands that end what is open. */
export function registerClosing(commands: Commands): void {
  registerSelloff(commands);
  registerPanicStop(commands);
}

function registerSelloff({ program, run }: Commands): void {
  const selloff = program
    .command("selloff")
    .description(
      "close our positions at market now: asks a cycle that runs to end, cancels our working orders, closes, and reads" +
        " back until nothing is left. Works whatever DRY_RUN says; safe to repeat. The next cycle may buy again:" +
        " panic-stop prevents that. Exit 0 when flat, 80 when anything is left or unknown",
    );
  withClosingOptions(selloff).action(async ({ json, includeForeign, yes }: ClosingFlags) => {
    const { runSelloff } = await import("../commands/selloff.ts");
    const options = { includeForeign: includeForeign ?? false, isAgreed: yes ?? false };
    await run(json, (input) => runSelloff(input, options));
  });
  addExamples(selloff, {
    "tradebot selloff": "show what is ours, ask, close it",
    "tradebot selloff --yes --json": "without a question, for programs",
    "tradebot selloff --include-foreign": "also what other programs and people hold on the account",
  });
}

function registerPanicStop({ program, run }: Commands): void {
  const panicStop = program
    .command("panic-stop")
    .description(
      "stop everything: turns the kill switch on, at once and without a question, asks a cycle that runs to end, cancels" +
        " our working orders, closes our positions at market, and reads back until nothing is left. Works whatever DRY_RUN" +
        " says; safe to repeat, and goes on where it ended. Exit 0 when flat, 80 when anything is left or unknown",
    )
    .option("--reason <text>", "kept with the kill switch");
  withClosingOptions(panicStop).action(
    async ({ json, includeForeign, yes, reason }: ClosingFlags & { readonly reason?: string }) => {
      const { runPanicStop } = await import("../commands/panic-stop.ts");
      const options = { includeForeign: includeForeign ?? false, isAgreed: yes ?? false, reason };
      await run(json, (input) => runPanicStop(input, options));
    },
  );
  addExamples(panicStop, {
    "tradebot panic-stop": "no new order from now on; then show what is ours, ask, close it",
    "tradebot panic-stop --yes --reason prices":
      "without a question; the reason is kept with the kill switch",
  });
}

const withClosingOptions = (command: Command): Command =>
  command
    .option("--include-foreign", "also cancel and close what is not ours; shown and asked for separately")
    .option("--yes", "do not ask")
    .option(...JSON_OPTION);
