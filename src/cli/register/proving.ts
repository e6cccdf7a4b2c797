import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";
import { wholeNumber } from "./whole-number.ts";

export interface SelftestFlags {
  readonly schedules: number;
  readonly seed?: number;
}

/** About half a minute on a small machine. */
const SCHEDULES = 200;

/** The proof that no order is sent twice or lost, on the user's own machine. */
export function registerProving({ program, run }: Commands): void {
  const selftest = program
    .command("selftest")
    .description(
      "prove on this machine that no order is sent twice or lost: performs random schedules of crashes, faults, delays," +
        " racing starts, orders by hand and lost stores against the embedded broker, in a temporary directory, and" +
        " compares the books after each. Needs no configuration and no account, and touches no state directory." +
        " Its last line says schedules, orders, duplicates, lost and seed; the exit code is 0 when every promise was kept, 70 when one was not",
    )
    .option("--schedules <n>", "how many, 1 to 1000000", wholeNumber(1, 1_000_000), SCHEDULES)
    .option(
      "--seed <n>",
      "of the first schedule, the next one's is one more; the same seed is the same schedule (default: by chance)",
      wholeNumber(0, 2 ** 31),
    )
    .option(...JSON_OPTION)
    .action(async ({ json, ...flags }: SelftestFlags & { json?: boolean }) => {
      const { runSelftestCommand } = await import("../commands/selftest.ts");
      await run(json, (input) => runSelftestCommand(input, flags));
    });
  addExamples(selftest, {
    "tradebot selftest": "other schedules each time",
    "tradebot selftest --schedules 2000": "more of them",
    "tradebot selftest --seed 42 --schedules 1": "one schedule again",
  });
}
