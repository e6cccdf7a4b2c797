import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { CloseOutCommand } from "../close-out/conduct-close-out.ts";
import { closeOutText } from "../close-out/close-out-text.ts";
import { foreignAnnouncement, ownAnnouncement } from "../close-out/announcements.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printJson } from "../output.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";
import { isConfirmed } from "./maintenance/confirm.ts";

export interface ClosingOptions {
  readonly includeForeign: boolean;
  /** No question is asked. */
  readonly isAgreed: boolean;
}

/** Closes what is ours, after saying what that is and asking. */
export async function runSelloff(input: CommandInput, options: ClosingOptions): Promise<number> {
  const settings = requireSettings(input);
  if (!options.isAgreed && !(await isWanted(input, settings, { ...options, name: "selloff" }))) {
    input.host.stderr.write("nothing was cancelled or closed\n");
    return EXIT_CODES.done.code;
  }
  return closeAll(input, settings, { name: "selloff", scope: options.includeForeign ? "all" : "own" });
}

/** Asks for what is ours, and once more for what is not. @throws TradebotError where nobody can answer */
export async function isWanted(
  { host }: CommandInput,
  settings: Settings,
  { includeForeign, name }: ClosingOptions & Pick<CloseOutCommand, "name">,
): Promise<boolean> {
  if (!(await isConfirmed(host, await ownAnnouncement(settings, name)))) return false;
  return !includeForeign || isConfirmed(host, await foreignAnnouncement(host, settings));
}

/** Closes, and says what came of it. @returns the exit code */
export async function closeAll(
  { host, json }: CommandInput,
  settings: Settings,
  command: CloseOutCommand,
): Promise<number> {
  const { conductCloseOut } = await import("../close-out/conduct-close-out.ts");
  try {
    const { document, exitCode } = await conductCloseOut(host, settings, command);
    if (json) printJson(host, { ...document, exit_code: exitCode });
    else host.stdout.write(closeOutText(document));
    return exitCode;
  } catch (error) {
    if (error instanceof TradebotError) throw nothingClosed(error);
    throw error;
  }
}

/**
 * The failure, with what it means for whoever waits for the positions to be closed.
 *
 * @param besides what was done all the same
 */
export const nothingClosed = (
  { code, message, exit, hint, cause }: TradebotError,
  besides?: string,
): TradebotError =>
  new TradebotError({
    code,
    message: `NOTHING WAS CLOSED${besides === undefined ? "" : `, and ${besides}`}: ${message}`,
    exit,
    cause,
    hint: `${hint === undefined ? "" : `${hint}; `}or close the positions in the broker's own platform`,
  });
