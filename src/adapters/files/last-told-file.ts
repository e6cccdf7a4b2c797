import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readTextFile } from "./read-text-file.ts";
import { replaceFile } from "./replace-file.ts";

/** The note of what was told last, beside the reports or the log while the state directory cannot be used. */
export const LAST_TOLD_FILE = /^tradebot-told-[0-9a-f]{16}\.json$/;

interface Places {
  /** Whose incidents it is about; absent when the configuration does not tell. */
  readonly stateDirectory?: string | undefined;
  /** Where it may lie, the best place first. */
  readonly directories: readonly string[];
}

/** Several bots and users may share a directory, above all the one for temporary files. */
function fileName(stateDirectory: string | undefined): string {
  const subject = path.resolve(stateDirectory ?? ""); // the working directory tells unconfigured bots apart
  const digest = createHash("sha256")
    .update(`${process.geteuid?.() ?? ""}:${subject}`)
    .digest("hex");
  return `tradebot-told-${digest.slice(0, 16)}.json`;
}

/** A service's temporary files may go with it, so they come last. */
const candidates = ({ stateDirectory, directories }: Places): readonly string[] =>
  [...directories, tmpdir()].map((directory) => path.join(directory, fileName(stateDirectory)));

/** Whatever notes there are of our own. */
export const readLastTold = (places: Places): readonly string[] =>
  candidates(places).flatMap((file) => ownText(file) ?? []);

function ownText(file: string): string | undefined {
  try {
    const stats = lstatSync(file);
    const isOurs = process.geteuid === undefined || stats.uid === process.geteuid();
    return isOurs && stats.isFile() ? readTextFile(file) : undefined;
  } catch {
    return undefined; // without a note people are told again, which is the safe side
  }
}

/** @returns whether any place took it */
export function writeLastTold(places: Places, text: string): boolean {
  return candidates(places).some((file) => {
    try {
      replaceFile(file, text);
      return true;
    } catch {
      return false; // the next place may do
    }
  });
}
