import { TradebotError } from "../../../core/domain/errors.ts";
import { Interrupted, terminalPrompter } from "../../init/prompter.ts";
import type { Host } from "../../main.ts";
import { isTerminal } from "../../terminal.ts";

/** Shows what is about to happen and asks for the word; anything else is a no. @throws TradebotError where nobody can answer */
export async function isConfirmed(
  { stdin, stderr }: Pick<Host, "stdin" | "stderr">,
  announcement: string,
): Promise<boolean> {
  stderr.write(announcement);
  if (!isTerminal(stdin) || !isTerminal(stderr)) {
    throw new TradebotError({
      code: "CONFIRMATION_NEEDED",
      message: "nothing was done: nobody is there to be asked",
      exit: "usage",
      hint: "give --yes to do it without a question",
    });
  }
  const prompter = terminalPrompter({ stdin, stderr });
  try {
    return (await prompter.ask('type "yes" to go on: ')).trim().toLowerCase() === "yes";
  } catch (error) {
    if (error instanceof Interrupted) return false;
    if (error instanceof TradebotError && error.code === "INPUT_ENDED") return false;
    throw error;
  } finally {
    prompter.close();
  }
}
