import { TradebotError } from "../../core/domain/errors.ts";
import { isConfirmed } from "../commands/maintenance/confirm.ts";
import { Interrupted, terminalPrompter } from "../init/prompter.ts";
import type { Host } from "../main.ts";
import { isTerminal } from "../terminal.ts";

/** So many characters of the reference are typed to say that this very order is meant. */
const TYPED = 6;

const lastCharacters = (reference: string): string => reference.slice(-TYPED);

interface Confirmation {
  readonly reference: string;
  readonly announcement: string;
  /** Typed on the command line already. */
  readonly given: string | undefined;
}

/**
 * Asks twice, the second time for a part of the reference, so that neither a habit nor a script says yes to an order
 * that nobody has looked at.
 *
 * @throws TradebotError where the given part is another one, or nobody is there to be asked
 */
export async function isConfirmedTwice(
  host: Pick<Host, "stdin" | "stderr">,
  { reference, announcement, given }: Confirmation,
): Promise<boolean> {
  const wanted = lastCharacters(reference);
  if (given !== undefined) {
    host.stderr.write(announcement);
    if (given === wanted) return true;
    throw notConfirmed(`"${given}" is not how the reference ends`);
  }
  if (!isTerminal(host.stdin) || !isTerminal(host.stderr)) {
    host.stderr.write(announcement);
    throw notConfirmed("nobody is there to be asked");
  }
  return (await isConfirmed(host, announcement)) && (await typed(host)) === wanted;
}

async function typed({ stdin, stderr }: Pick<Host, "stdin" | "stderr">): Promise<string> {
  const prompter = terminalPrompter({ stdin, stderr });
  try {
    return (await prompter.ask(`type the last ${TYPED} characters of the reference: `)).trim();
  } catch (error) {
    if (error instanceof Interrupted) return "";
    if (error instanceof TradebotError && error.code === "INPUT_ENDED") return "";
    throw error;
  } finally {
    prompter.close();
  }
}

const notConfirmed = (why: string): TradebotError =>
  new TradebotError({
    code: "CONFIRMATION_NEEDED",
    message: `nothing was recorded: ${why}`,
    exit: "usage",
    hint: `read what the broker's records show, then give --confirm with the last ${TYPED} characters of the reference`,
  });
