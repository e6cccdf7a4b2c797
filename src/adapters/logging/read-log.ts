import { closeSync, constants, readSync } from "node:fs";
import path from "node:path";
import { TradebotError } from "../../core/domain/errors.ts";
import { LineSplitter } from "./line-splitter.ts";
import { listLogFiles } from "./log-file-name.ts";
import { openLogFile } from "./open-log-file.ts";
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
  for (const { name } of logFilesIn(directory)) {
    const splitter = new LineSplitter();
    for (const piece of piecesOf(path.join(directory, name), 0)) {
      yield* parsed(splitter.push(piece), onUnreadable);
    }
    if (splitter.rest !== "") yield* parsed([splitter.rest], onUnreadable);
  }
}

/** Those of the texts that are lines. */
export function* parsed(
  texts: readonly string[],
  onUnreadable: (text: string) => void,
): Generator<ParsedLine, void, undefined> {
  for (const text of texts) {
    const line = parseLine(text);
    if (line === undefined) onUnreadable(text);
    else yield line;
  }
}

export function logFilesIn(directory: string): ReturnType<typeof listLogFiles> {
  try {
    return listLogFiles(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw unreadable(directory, error);
  }
}

/** What a file holds from a byte on. A piece is valid until the next one is taken. */
export function* piecesOf(file: string, from: number): Generator<Buffer, void, undefined> {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return;
  const chunk = Buffer.alloc(CHUNK_BYTES);
  try {
    for (let position = from; ;) {
      const read = readAt(descriptor, { file, chunk, position });
      if (read === 0) return;
      position += read;
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}

function readAt(
  descriptor: number,
  { file, chunk, position }: { readonly file: string; readonly chunk: Buffer; readonly position: number },
): number {
  try {
    return readSync(descriptor, chunk, 0, chunk.length, position);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** `undefined` when retention has removed the file since it was listed. */
function openIfThere(file: string): number | undefined {
  try {
    return openLogFile(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
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
