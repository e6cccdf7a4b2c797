import { existsSync, lstatSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { RollingFile } from "pino-roll";
import { TradebotError } from "../../core/domain/errors.ts";
import { pointLinkAt } from "./current-link.ts";

const LENGTH_OF_DATE = "2026-11-20".length;

/**
 * The file of the day, `bot.<date>.1.log`, with `bot.log` naming it.
 *
 * pino-roll would roll by the local date, on a timer. Here the day is the UTC date at the start of the line itself:
 * a line is always in the file of its own date, also when a process lives for a second, sleeps over midnight or
 * is told another time.
 */
export class LogFile {
  readonly #directory: string;
  readonly #file: RollingFile;
  readonly #onError: (error: Error) => void;
  #date: string;

  private constructor(directory: string, file: RollingFile, date: string, onError: (error: Error) => void) {
    this.#directory = directory;
    this.#file = file;
    this.#date = date;
    this.#onError = onError;
    file.on("error", onError);
  }

  /** @throws TradebotError `LOG_UNWRITABLE` */
  static async open(directory: string, date: string, onError: (error: Error) => void): Promise<LogFile> {
    try {
      if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 });
      const { default: pinoRoll } = await import("pino-roll");
      refuseSymbolicLink(fileOf(directory, date));
      const file = await pinoRoll({
        file: path.join(directory, `bot.${date}.log`),
        sync: true, // an asynchronous stream loses its lines when the process is killed
        mkdir: false,
        mode: 0o600,
      });
      pointLinkAt(file.file);
      return new LogFile(directory, file, date, onError);
    } catch (error) {
      throw unwritable(directory, error);
    }
  }

  get path(): string {
    return this.#file.file;
  }

  /** Writes one line that starts with its date. What the disk refuses is kept and tried again with the next line. */
  write(line: string): void {
    const date = line.slice(0, LENGTH_OF_DATE);
    if (date > this.#date) this.#turnTo(date);
    this.#file.write(line);
  }

  close(): void {
    this.#file.end();
  }

  /** Goes on in the old file when the new one cannot be opened. */
  #turnTo(date: string): void {
    this.#date = date;
    try {
      const next = fileOf(this.#directory, date);
      refuseSymbolicLink(next);
      this.#file.reopen(next);
      pointLinkAt(next);
    } catch (error) {
      this.#onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

const fileOf = (directory: string, date: string): string => path.join(directory, `bot.${date}.1.log`);

/** A planted link would make us write into a file of somebody else's choice. */
function refuseSymbolicLink(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new Error(`"${file}" is a symbolic link`);
  }
}

const unwritable = (directory: string, cause: unknown): TradebotError =>
  new TradebotError({
    code: "LOG_UNWRITABLE",
    message: `cannot write the log in "${directory}": ${cause instanceof Error ? cause.message : String(cause)}`,
    exit: "storage_unwritable",
    hint: "let the user that runs tradebot write there, or set LOG_DIR to a directory of its own",
    cause,
  });
