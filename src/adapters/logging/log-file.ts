import { closeSync, constants, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { RollingFile } from "pino-roll";
import { TradebotError } from "../../core/domain/errors.ts";
import { pointLinkAt } from "./current-link.ts";
import { endsTorn } from "./ends-torn.ts";
import { makeLogDirectory, readLogDirectory, removeExpired } from "./log-directory.ts";
import { logFileName, parseLogFileName, type LogFileName } from "./log-file-name.ts";
import { openLogFile } from "./open-log-file.ts";
import { currentFile, nextFile, type Rotation } from "./rotation.ts";

const LENGTH_OF_DATE = "2026-11-20".length;

export interface LogFileOptions {
  readonly directory: string;
  /** UTC, of the first line. */
  readonly date: string;
  readonly rotation: Rotation;
  /** A line is not in the file, or not yet. */
  readonly onError: (error: Error) => void;
  /** The lines are safe, but files stay that should be gone. */
  readonly onCleanupError: (error: Error) => void;
}

/**
 * The current file, `bot.<date>.<number>.log`, with `bot.log` naming it.
 *
 * pino-roll opens and writes it. It would roll by the local date and on a timer, and remove old files only then, which
 * is never in a process that lives for a second. Here all this hangs on the UTC date at the start of the line itself.
 */
export class LogFile {
  readonly #options: LogFileOptions;
  readonly #stream: RollingFile;
  #current: LogFileName;
  #bytes: number;
  /** Lines that the disk refused wait in the stream; until they are written it cannot move on to another file. */
  #isBehind = false;

  private constructor(options: LogFileOptions, stream: RollingFile) {
    this.#options = options;
    this.#stream = stream;
    this.#current = parseLogFileName(path.basename(stream.file)) ?? logFileName(options.date, 1);
    this.#bytes = statSync(stream.file).size;
    stream.setMaxListeners(0); // each turn leaves one until the next tick; a burst by size may turn often
    stream.on("error", (error) => {
      this.#isBehind = true;
      options.onError(error);
    });
  }

  /** @throws TradebotError `LOG_UNWRITABLE` */
  static async open(options: LogFileOptions): Promise<LogFile> {
    const { directory, date, rotation } = options;
    try {
      makeLogDirectory(directory);
      const { default: pinoRoll } = await import("pino-roll");
      const wanted = currentFile(readLogDirectory(directory), date, rotation);
      const isTorn = prepare(path.join(directory, wanted.name));
      const names = readdirSync(directory);
      const stream = await pinoRoll({
        file: path.join(directory, `bot.${wanted.date}.log`), // it appends a number by itself
        sync: true, // an asynchronous stream loses its lines when the process is killed
        mkdir: false,
        mode: 0o600,
      });
      if (path.basename(stream.file) !== wanted.name)
        leadBack(stream, path.join(directory, wanted.name), names);
      const file = new LogFile(options, stream);
      if (isTorn) stream.write("\n"); // or the first line would be lost with the half one before it
      pointLinkAt(stream.file);
      file.#cleanUp(date);
      return file;
    } catch (error) {
      throw unwritable(directory, error);
    }
  }

  get path(): string {
    return this.#stream.file;
  }

  /** Writes one line that starts with its date. What the disk refuses is kept and tried again with the next line. */
  write(line: string): void {
    if (!this.#isBehind) this.#turnBefore(line);
    this.#isBehind = false;
    this.#stream.write(line);
    if (this.#options.rotation.mode === "size") this.#bytes += Buffer.byteLength(line);
  }

  close(): void {
    this.#stream.end();
  }

  /** Goes on in the old file when the new one cannot be had; the next line tries again. */
  #turnBefore(line: string): void {
    const date = line.slice(0, LENGTH_OF_DATE);
    try {
      const next = this.#fileAfter(date, line);
      if (next === undefined) return;
      this.#turnTo(next);
      this.#cleanUp(date);
    } catch (error) {
      this.#options.onError(asError(error));
    }
  }

  /** `undefined` when the line belongs into the current file. */
  #fileAfter(date: string, line: string): LogFileName | undefined {
    const { directory, rotation } = this.#options;
    if (rotation.mode === "time") {
      if (date === this.#current.date) return undefined;
      return currentFile(readLogDirectory(directory), date, rotation);
    }
    const isFull = this.#bytes > 0 && this.#bytes + Buffer.byteLength(line) > rotation.maxBytes;
    return isFull ? nextFile(readLogDirectory(directory), date) : undefined;
  }

  #turnTo(next: LogFileName): void {
    const file = path.join(this.#options.directory, next.name);
    const isTorn = prepare(file); // once reopening was begun it must not fail: the stream would close the old file twice
    this.#stream.reopen(file);
    this.#current = next;
    this.#bytes = statSync(file).size;
    if (isTorn) this.#stream.write("\n");
    pointLinkAt(file);
  }

  #cleanUp(date: string): void {
    const { directory, rotation, onCleanupError } = this.#options;
    try {
      removeExpired(directory, { current: this.#current, date, rotation });
    } catch (error) {
      onCleanupError(asError(error));
    }
  }
}

/** pino-roll numbers its file by any name that ends in a number, also of files that are none of ours. */
function leadBack(stream: RollingFile, file: string, namesBefore: readonly string[]): void {
  const stray = stream.file;
  stream.reopen(file);
  if (!namesBefore.includes(path.basename(stray))) rmSync(stray);
}

/**
 * Makes the file where it is not there, and refuses what is none of ours: a planted link would make us write into a
 * file of somebody else's choice.
 *
 * @returns whether it ends in half a line, left by a disk that was full
 */
function prepare(file: string): boolean {
  const descriptor = openLogFile(
    file,
    constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    return endsTorn(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const unwritable = (directory: string, cause: unknown): TradebotError =>
  new TradebotError({
    code: "LOG_UNWRITABLE",
    message: `cannot write the log in "${directory}": ${asError(cause).message}`,
    exit: "storage_unwritable",
    hint: "let the user that runs tradebot write there, or set LOG_DIR to a directory of its own",
    cause,
  });
