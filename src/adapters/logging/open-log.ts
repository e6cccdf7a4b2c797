import { isoFromTimestamp } from "../../core/domain/time.ts";
import { CATALOGUE, type EventName } from "../../events/catalogue.ts";
import type { EventFields } from "../../events/emitter.ts";
import type { Level } from "../../events/event.ts";
import { LogConsole } from "./console.ts";
import { LineFormat, type Fields } from "./line-format.ts";
import { LiveSecrets } from "./live-secrets.ts";
import { LogFile } from "./log-file.ts";
import type { HolderLogOptions, Log } from "./log.ts";

/**
 * Opens the log of a process that holds the cycle's lock: only such a one may begin a new file or move `bot.log`.
 *
 * @throws TradebotError `LOG_UNWRITABLE`
 */
export async function openLog(options: HolderLogOptions): Promise<Log> {
  const { directory, now, rotation } = options;
  const format = new LineFormat(options.context, new LiveSecrets(options.secrets));
  const console = new LogConsole(options.stderr, options.console);
  let line = "";
  let level: Level = "info";
  let isDegraded = false;
  let isClosed = false;
  let cleanupError: Error | undefined;

  const lineOf = (name: EventName, fields: Fields): string => `${format.line(now(), name, fields)}\n`;
  const factsOf = (error: Error): EventFields<"log_write_failed" | "log_cleanup_failed"> => ({
    path: directory,
    error_message: error.message,
  });

  const file = await LogFile.open({
    directory,
    rotation,
    date: isoFromTimestamp(now()).slice(0, 10),
    onError: (error) => {
      if (isDegraded) return; // the stream reports every line it could not write
      isDegraded = true;
      console.showAnyway(lineOf("log_write_failed", factsOf(error)), CATALOGUE.log_write_failed.level);
    },
    onCleanupError: (error) => {
      cleanupError ??= error;
    },
  });
  const { pino } = await import("pino");
  const sink = {
    write(text: string): void {
      if (!isClosed) file.write(text);
      if (isDegraded || isClosed) console.showAnyway(text, level);
      else console.show(text, level);
    },
  };
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: false,
      hooks: { streamWrite: () => line }, // in place of pino's JSON
    },
    sink,
  );
  const write = (name: EventName, fields: Fields): void => {
    ({ level } = CATALOGUE[name]);
    if (!logger.isLevelEnabled(level)) return;
    line = lineOf(name, fields);
    logger[level]({});
  };
  let isCleanupReported = false;
  const reportCleanup = (): void => {
    if (cleanupError === undefined || isCleanupReported) return;
    isCleanupReported = true; // one line a process is enough
    write("log_cleanup_failed", factsOf(cleanupError));
  };

  return {
    emit(name, fields: Fields) {
      write(name, fields);
      reportCleanup();
    },
    bindCycle: (id) => {
      format.bindCycle(id);
    },
    bindStrategy: (label) => {
      format.bindStrategy(label);
    },
    addSecret: (secret) => {
      format.addSecret(secret);
    },
    get isDegraded() {
      return isDegraded;
    },
    flushAndClose() {
      if (!isClosed) file.close();
      isClosed = true;
    },
  };
}
