import { LogFollower } from "../../adapters/logging/log-follower.ts";
import type { ParsedLine } from "../../adapters/logging/parse-line.ts";
import { logFilesIn, readLogLines } from "../../adapters/logging/read-log.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { watchSignals, type StopWatch } from "../../adapters/system/watch-signals.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { durationMs, isoFromTimestamp } from "../../core/domain/time.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";
import { lineFilter, type LineFilterOptions } from "../logs/line-filter.ts";
import { linePrinter } from "../logs/line-printer.ts";
import { logDirectoryOf } from "../logs/log-directory.ts";
import { ownLine, printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";

export interface LogsOptions extends LineFilterOptions {
  readonly follow?: boolean;
}

/** Prints the log's lines, all of them or those that were asked for, whichever file they are in. */
export async function runLogs(input: CommandInput, options: LogsOptions): Promise<number> {
  if (options.follow === true && input.json) {
    throw new TradebotError({
      code: "USAGE",
      message: "--follow does not go with --json: a document has an end",
      exit: "usage",
    });
  }
  const directory = logDirectoryOf(input);
  if (logFilesIn(directory).length === 0) note(input, `no log in "${directory}" yet`);
  const unreadable = new UnreadableLines();
  const exitCode =
    options.follow === true
      ? await follow(input, options, new LogFollower(directory, unreadable.count))
      : print(input, options, readLogLines(directory, unreadable.count));
  unreadable.tell(input);
  return exitCode;
}

function print(input: CommandInput, options: LogsOptions, lines: IteratorObject<ParsedLine>): number {
  const wanted = lines.filter(lineFilter(options, systemClock(new AbortController().signal).now()));
  if (input.json) printJson(input.host, wanted.map(asDocument).toArray());
  else wanted.forEach(linePrinter(input.host));
  return EXIT_CODES.done.code;
}

const note = ({ host }: CommandInput, text: string): void => {
  host.stderr.write(ownLine(text));
};

const asDocument = ({ at, level, component, event, fields }: ParsedLine) => ({
  at: isoFromTimestamp(at),
  level,
  component,
  event,
  fields,
});

class UnreadableLines {
  #count = 0;

  readonly count = (): void => {
    this.#count += 1;
  };

  tell(input: CommandInput): void {
    if (this.#count === 0) return;
    const lines = this.#count === 1 ? "line" : "lines";
    note(input, `${this.#count} ${lines} left out: cut off, or not of this program`);
  }
}

const LOOK_EVERY = durationMs(250);
/** As many as others show that follow a log. */
const LINES_BEFORE = 10;

async function follow(input: CommandInput, options: LogsOptions, follower: LogFollower): Promise<number> {
  const stop = watchSignals();
  try {
    const clock = systemClock(stop.signal);
    const isWanted = lineFilter(options, clock.now());
    const printLine = linePrinter(input.host);
    const before = follower.newLines().filter(isWanted);
    (options.since === undefined ? lastOf(before, LINES_BEFORE) : before).forEach(printLine);
    while (isWatched(input, stop)) {
      await clock.sleep(LOOK_EVERY);
      follower.newLines().filter(isWanted).forEach(printLine);
    }
    return stop.request.reason?.kind === "signal"
      ? signalExitCode(stop.request.reason.signal)
      : EXIT_CODES.done.code;
  } finally {
    stop.close();
  }
}

function lastOf(lines: Iterable<ParsedLine>, count: number): readonly ParsedLine[] {
  const last: ParsedLine[] = [];
  for (const line of lines) {
    last.push(line);
    if (last.length > count) last.shift();
  }
  return last;
}

/** Until a signal, or until the reader of a pipe has gone. */
const isWatched = ({ host }: CommandInput, stop: StopWatch): boolean =>
  stop.request.reason === undefined && host.stdout.writable;
