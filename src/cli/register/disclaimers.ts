import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands about the texts that Saxo wants answered before an order. */
export function registerDisclaimers({ program, run }: Commands): void {
  const disclaimers = program
    .command("disclaimers")
    .description("read and answer the texts that Saxo wants accepted before an order");
  const list = disclaimers
    .command("list")
    .description(
      "list the texts that stood before orders, what DISCLAIMER_POLICY makes of each, and the last answer",
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runDisclaimersList } = await import("../commands/disclaimers.ts");
      await run(json, runDisclaimersList);
    });
  addExamples(list, { "tradebot disclaimers list": "which there are, and their hashes" });
  const show = disclaimers
    .command("show")
    .description("show one text in full, and everything that was answered to it")
    .argument("<hash>", "the hash of the text, its first six characters or more, or its token")
    .option(...JSON_OPTION)
    .action(async (which: string, { json }: { json?: boolean }) => {
      const { runDisclaimersShow } = await import("../commands/disclaimers.ts");
      await run(json, (input) => runDisclaimersShow(input, { which }));
    });
  addExamples(show, { "tradebot disclaimers show 0f8ba8": "the text to be read" });
  const accept = disclaimers
    .command("accept")
    .description(
      "agree to one text: under DISCLAIMER_POLICY=manual_review the bot then accepts this very text before orders," +
        " until a word of it changes. Shows it and asks twice",
    )
    .argument("<hash>", "the hash of the text, its first six characters or more, or its token")
    .option("--yes", "do it without a question")
    .action(async (which: string, { yes }: { yes?: true }) => {
      const { runDisclaimersAnswer } = await import("../commands/disclaimers.ts");
      await run(false, (input) =>
        runDisclaimersAnswer(input, { which, answer: "agreed", yes: yes ?? false }),
      );
    });
  addExamples(accept, { "tradebot disclaimers accept 0f8ba8": "after reading it" });
  const decline = disclaimers
    .command("decline")
    .description("take the agreement to one text back, or say beforehand that it is not to be accepted")
    .argument("<hash>", "the hash of the text, its first six characters or more, or its token")
    .option("--yes", "do it without a question")
    .action(async (which: string, { yes }: { yes?: true }) => {
      const { runDisclaimersAnswer } = await import("../commands/disclaimers.ts");
      await run(false, (input) =>
        runDisclaimersAnswer(input, { which, answer: "declined", yes: yes ?? false }),
      );
    });
  addExamples(decline, { "tradebot disclaimers decline 0f8ba8": "its orders are not placed any more" });
}
