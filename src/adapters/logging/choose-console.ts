import { fstatSync } from "node:fs";
import type { ConsoleStyle } from "./console-style.ts";

/** What can be asked for; `auto` looks at where stderr goes. */
export const CONSOLE_CHOICES = ["auto", "plain", "journal", "quiet", "off"] as const;
type ConsoleChoice = (typeof CONSOLE_CHOICES)[number];

interface Surroundings {
  readonly stderr: { readonly isTTY?: boolean | undefined; readonly fd: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What `auto` comes to: the journal, a terminal that shows colours, or whoever reads plain text. */
export function chooseConsole(choice: ConsoleChoice, { stderr, env }: Surroundings): ConsoleStyle {
  if (choice !== "auto") return choice;
  if (isJournal(stderr.fd, env["JOURNAL_STREAM"])) return "journal";
  const wantsColour = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return stderr.isTTY === true && wantsColour ? "colour" : "plain";
}

/**
 * Whether the descriptor is the very socket that systemd named: the variable alone is inherited by processes whose
 * output goes elsewhere (systemd.exec(5), JOURNAL_STREAM).
 */
function isJournal(descriptor: number, stream: string | undefined): boolean {
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false; // closed: nobody reads it
  }
}
