import { isoFromTimestamp } from "../../core/domain/time.ts";
import { CATALOGUE } from "../../events/catalogue.ts";
import { LineFormat, type Fields } from "./line-format.ts";
import { LiveSecrets } from "./live-secrets.ts";
import { LogFile } from "./log-file.ts";
import type { Log, LogOptions } from "./log.ts";

/**
 * Opens the log of a process that holds the cycle's lock: only such a one may begin a new file or move `bot.log`.
 *
 * @throws TradebotError `LOG_UNWRITABLE`
 */
export async function openLog(options: LogOptions): Promise<Log> {
  const { directory, now, stderr } = options;
  const secrets = new LiveSecrets();
  const format = new LineFormat(options.context, secrets);
  let line = "";
  let isDegraded = false;
  let isClosed = false;

  const degrade = (error: Error): void => {
    if (isDegraded) return; // the stream reports every line it could not write
    isDegraded = true;
    const facts = { path: directory, error_message: error.message };
    stderr.write(`${secrets.hideIn(format.line(now(), "log_write_failed", facts))}\n`);
  };

  const file = await LogFile.open(directory, isoFromTimestamp(now()).slice(0, 10), degrade);
  const { pino } = await import("pino");
  const sink = {
    write(text: string): void {
      if (!isClosed) file.write(text);
      stderr.write(text);
    },
  };
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: false,
      hooks: { streamWrite: () => `${secrets.hideIn(line)}\n` }, // in place of pino's JSON
    },
    sink,
  );

  return {
    emit(name, fields: Fields) {
      const { level } = CATALOGUE[name];
      if (!logger.isLevelEnabled(level)) return;
      line = format.line(now(), name, fields);
      logger[level]({});
    },
    bindCycle: (id) => {
      format.bindCycle(id);
    },
    addSecret: (secret) => {
      secrets.add(secret);
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
