import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { strategyFileError } from "./strategy-file-error.ts";

/** Of the real process: while a strategy's code is loaded, there is another in its place. */
const { platform, geteuid } = process;
/** Whoever opens a pipe waits for its other end; Windows has neither such files nor the flag. */
const NO_WAIT = platform === "win32" ? 0 : constants.O_NONBLOCK;
const WRITABLE_BY_OTHERS = 0o022;
/** In such a directory nobody may replace what belongs to somebody else. */
const STICKY = 0o1000;
const LARGEST_BYTES = 1_048_576;
const DIGEST_DIGITS = 16;

/** The files that a strategy consists of, as they were read: what runs is what is in the digest. */
export class StrategySources {
  readonly #main: string;
  readonly #texts = new Map<string, string>();

  constructor(main: string) {
    this.#main = main;
  }

  /** @throws TradebotError when it cannot be read, or others could have written it */
  read(file: string): string {
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    const text = readTrusted(file);
    this.#texts.set(file, text);
    return text;
  }

  get files(): readonly string[] {
    return [...this.#texts.keys()];
  }

  /** The same wherever the files lie, as long as they lie alike beside each other. */
  get digest(): string {
    const folder = path.dirname(this.#main);
    const parts = [...this.#texts]
      .map(([file, text]) => [path.relative(folder, file).split(path.sep).join("/"), text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, DIGEST_DIGITS);
  }
}

function readTrusted(file: string): string {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | NO_WAIT);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw strategyFileError(file, "is no regular file");
      if (stats.size > LARGEST_BYTES)
        throw strategyFileError(file, `has ${stats.size} bytes, expected ${LARGEST_BYTES} at most`);
      refuseUntrusted(file, stats);
      return readFileSync(descriptor, "utf8");
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.name !== "TradebotError") {
      throw strategyFileError(file, `cannot be read: ${error.message}`);
    }
    throw error;
  }
}

/** Whoever can write it decides what is traded. */
function refuseUntrusted(file: string, { mode, uid }: { readonly mode: number; readonly uid: number }): void {
  if (platform === "win32") return; // access there is by lists, not by modes
  const own = geteuid?.();
  if (uid !== own && uid !== 0) {
    throw strategyFileError(
      file,
      `belongs to another user (${uid})`,
      "give it to the user who runs tradebot",
    );
  }
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    throw strategyFileError(
      file,
      `can be written by others than its owner (mode ${(mode & 0o777).toString(8)})`,
      `run: chmod go-w "${file}"`,
    );
  }
  refuseOpenFolders(file);
}

/** Whoever can write to one of them can put another file, or another folder, in the place of this one. */
function refuseOpenFolders(file: string): void {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const { mode } = statSync(folder);
    if ((mode & WRITABLE_BY_OTHERS) !== 0 && (mode & STICKY) === 0) {
      throw strategyFileError(
        file,
        `lies in or below a directory that others than its owner can write to ("${folder}", mode ${(mode & 0o777).toString(8)})`,
        `run: chmod go-w "${folder}"`,
      );
    }
    if (folder === path.dirname(folder)) return;
  }
}
