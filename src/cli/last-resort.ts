import { inWords } from "../core/domain/errors.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { hidingSecrets } from "./known-secrets.ts";
import type { Host } from "./main.ts";
import { ownLine } from "./output.ts";

/** Says what nothing in the program expects. @returns the exit code */
export async function tellOfBug(
  { env, stderr }: Pick<Host, "env" | "stderr">,
  error: unknown,
): Promise<number> {
  const hide = await hidingSecrets(env);
  stderr.write(ownLine(`unexpected error, this is a bug: ${hide(inWords(error))}`));
  return EXIT_CODES.bug.code;
}

/**
 * Ends the process with one line and the exit code of a bug on an error that nobody caught, also before there is a log
 * and after it is closed; while there is one it is told there first.
 */
export function endOnUncaught(process: NodeJS.Process): void {
  let isEnding = false;
  const end = (error: unknown): void => {
    if (isEnding) return;
    isEnding = true;
    void tellOfBug(process, error).then((code) => process.exit(code));
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}
