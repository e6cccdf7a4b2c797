import { TradebotError } from "../../../core/domain/errors.ts";
import { Interrupted, terminalPrompter } from "../../init/prompter.ts";
import type { Host } from "../../main.ts";
import { isTerminal } from "../../terminal.ts";

type Terminal = Pick<Host, "stdin" | "stderr">;

/** Shows what is about to happen and asks for the word; anything else is a no. @throws TradebotError where nobody can answer */
export const isConfirmed = (terminal: Terminal, announcement: string): Promise<boolean> =>
  isTyped(terminal, announcement, {
    question: 'type "yes" to go on: ',
    expected: "yes",
    unattended: "give --yes to do it without a question",
  });

interface Wanted {
  readonly question: string;
  /** Whatever its case. */
  readonly expected: string;
  /** How to do it where nobody can be asked. */
  readonly unattended: string;
}

/** The same with another word, for what nobody should agree to by habit. @throws TradebotError where nobody can answer */
export async function isTyped(
  { stdin, stderr }: Terminal,
  announcement: string,
  { question, expected, unattended }: Wanted,
): Promise<boolean> {
  stderr.write(announcement);
  if (!isTerminal(stdin) || !isTerminal(stderr)) {
    throw new TradebotError({
      code: "CONFIRMATION_NEEDED",
      message: "nothing was done: nobody is there to be asked",
      exit: "usage",
      hint: unattended,
    });
  }
  const prompter = terminalPrompter({ stdin, stderr });
  try {
    return (await prompter.ask(question)).trim().toLowerCase() === expected.toLowerCase();
  } catch (error) {
    if (error instanceof Interrupted) return false;
    if (error instanceof TradebotError && error.code === "INPUT_ENDED") return false;
    throw error;
  } finally {
    prompter.close();
  }
}
