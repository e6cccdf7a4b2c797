import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { strategyFileError } from "./strategy-file-error.ts";

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
    if (!statSync(file).isFile()) throw strategyFileError(file, "is no regular file"); // a pipe would hold us
    const descriptor = openSync(file, "r");
    try {
      const stats = fstatSync(descriptor);
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
  if (process.platform === "win32") return; // access there is by lists, not by modes
  const own = process.geteuid?.();
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
  const folder = path.dirname(file);
  const folderMode = statSync(folder).mode;
  if ((folderMode & WRITABLE_BY_OTHERS) === 0 || (folderMode & STICKY) !== 0) return;
  throw strategyFileError(
    file,
    `lies in a directory that others than its owner can write to (mode ${(folderMode & 0o777).toString(8)})`,
    `run: chmod go-w "${folder}"`,
  );
}
