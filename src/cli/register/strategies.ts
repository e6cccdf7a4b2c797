import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands about what decides: the strategies there are, and a user's own. */
export function registerStrategies({ program, run }: Commands): void {
  const strategies = program
    .command("strategies")
    .description("list and explain the strategies, and write and examine one of your own");
  const list = strategies
    .command("list")
    .description("list every strategy, your own and the chosen one marked")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runStrategiesList } = await import("../commands/strategies.ts");
      await run(json, runStrategiesList);
    });
  const show = strategies
    .command("show")
    .description(
      "tell all about a strategy: idea, formula, look-back, and each parameter with its value and who sets it",
    )
    .argument("[name]", "a strategy's name, or a file with one (.ts); the chosen one without it")
    .option(...JSON_OPTION)
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { runStrategiesShow } = await import("../commands/strategies.ts");
      await run(json, (input) => runStrategiesShow(input, name));
    });
  const create = strategies
    .command("new")
    .description(
      "write a small strategy of your own to begin with, commented; a file that is there already is left alone without --force",
    )
    .argument("<file>", "where to, ending in .ts; the strategy is named after it")
    .option("--force", "replace a file that is there already")
    .action(async (file: string, { force }: { force?: true }) => {
      const { runStrategiesNew } = await import("../commands/strategies-new.ts");
      await run(false, (input) => runStrategiesNew(input, file, force ?? false));
    });
  const check = strategies
    .command("check")
    .description(
      "examine a strategy: its types, and on real and invented prices whether it always answers, always the same, and without a look ahead; exit 65 when it does not, 78 when it cannot be opened",
    )
    .argument("[file]", "a strategy of your own; without it the chosen strategy, with what is set for it")
    .option(...JSON_OPTION)
    .action(async (file: string | undefined, { json }: { json?: boolean }) => {
      const { runStrategiesCheck } = await import("../commands/strategies.ts");
      await run(json, (input) => runStrategiesCheck(input, file));
    });
  addExamples(list, { "tradebot strategies list": "what STRATEGY_NAME can be" });
  addExamples(show, {
    "tradebot strategies show": "what the next cycle decides by",
    "tradebot strategies show momentum_rotation": "another one",
    "tradebot strategies show strategies/my-strategy.ts": "one of your own, with its defaults",
    "tradebot strategies show --json": "for programs",
  });
  addExamples(create, {
    "tradebot strategies new strategies/my-strategy.ts": "then look at it, and change it",
  });
  addExamples(check, {
    "tradebot strategies check strategies/my-strategy.ts": "before it trades, and after each change",
    "tradebot strategies check": "the one that is chosen",
    "tradebot strategies check --json": "for programs",
  });
}
