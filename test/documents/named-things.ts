import { existsSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES, signalExitCode } from "../../src/cli/exit-codes.ts";

const CODES: ReadonlySet<number> = new Set([
  ...Object.values(EXIT_CODES).map(({ code }) => code),
  ...(["SIGINT", "SIGTERM"] as const).map(signalExitCode),
]);

/** Whether a cycle or a command can end with it. */
export const isExitCode = (code: number): boolean => CODES.has(code);

/** The files that a page links to, without those of other servers and without places inside a page. */
export const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = ""]) => target);

/** Which of them are not there, as seen from the page's directory. */
export const missingFiles = (directory: string, targets: readonly string[]): readonly string[] =>
  targets.filter((target) => !existsSync(path.join(directory, target)));
