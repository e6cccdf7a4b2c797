import { InvalidArgumentError, Option } from "commander";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that tell what was done and why. */
export function registerExplaining({ program, run }: Commands): void {
  const why = program
    .command("why")
    .description(
      "explain a cycle's decisions: the bar, the indicators, each gate with its number and its limit, the action",
    )
    .argument("[instrument]", "AssetType:Uic, for example Stock:211; every instrument without it")
    .addOption(
      new Option("--cycle <id>", "the cycle to explain; the newest without it").argParser(parseCycleId),
    )
    .option(...JSON_OPTION)
    .action(async (instrument: string | undefined, { cycle, json }: { cycle?: number; json?: boolean }) => {
      const { runWhy } = await import("../commands/why.ts");
      await run(json, (input) => runWhy(input, { instrument, cycle }));
    });
  addExamples(why, {
    "tradebot why": "the newest cycle that decided anything",
    "tradebot why Stock:211": "the newest decision about one instrument",
    "tradebot why --cycle 17 --json": "all decisions of a cycle, for programs",
  });
}

function parseCycleId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError("expected the number of a cycle, from 1.");
  return Number(text);
}
