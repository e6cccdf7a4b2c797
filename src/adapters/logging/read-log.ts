import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { TradebotError } from "../../core/domain/errors.ts";
import { LineSplitter } from "./line-splitter.ts";
import { listLogFiles } from "./log-file-name.ts";
import { parseLine, type ParsedLine } from "./parse-line.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * Reads every log file, the oldest first, each line as it was written. What is not a whole line, such as the last one
 * of a process that was killed while it wrote, is passed to `onUnreadable` and left out.
 *
 * @throws TradebotError `LOG_UNREADABLE`; a directory that does not exist yet holds no lines
 */
export function* readLogLines(
  directory: string,
  onUnreadable: (text: string) => void = () => undefined,
): Generator<ParsedLine, void, undefined> {
  for (const { name } of filesOf(directory)) {
    for (const text of linesOfFile(path.join(directory, name))) {
      const line = parseLine(text);
      if (line === undefined) onUnreadable(text);
      else yield line;
    }
  }
}

function filesOf(directory: string): ReturnType<typeof listLogFiles> {
  try {
    return listLogFiles(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw unreadable(directory, error);
  }
}

/** Lines and, at the end, what has no end of line. */
function* linesOfFile(file: string): Generator<string, void, undefined> {
  const descriptor = openLogFile(file);
  if (descriptor === undefined) return;
  try {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let read = readChunk(descriptor, file, chunk); read > 0; read = readChunk(descriptor, file, chunk)) {
      yield* splitter.push(chunk.subarray(0, read));
    }
    if (splitter.rest !== "") yield splitter.rest;
  } finally {
    closeSync(descriptor);
  }
}

/** `undefined` when retention has removed the file since it was listed. */
export function openLogFile(file: string): number | undefined {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    return undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
}

/** @returns how many bytes were read; 0 at the end */
export function readChunk(descriptor: number, file: string, chunk: Buffer): number {
  try {
    return readSync(descriptor, chunk);
  } catch (error) {
    throw unreadable(file, error);
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

const unreadable = (place: string, cause: unknown): TradebotError =>
  new TradebotError({
    code: "LOG_UNREADABLE",
    message: `cannot read the log in "${place}": ${cause instanceof Error ? cause.message : String(cause)}`,
    exit: "storage_unwritable",
    hint: "run this as the user that runs tradebot, or set LOG_DIR to where its log is",
    cause,
  });
