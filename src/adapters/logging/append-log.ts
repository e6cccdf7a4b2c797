import { closeSync, constants, writeSync } from "node:fs";
import path from "node:path";
import { CATALOGUE } from "../../events/catalogue.ts";
import { LogConsole } from "./console.ts";
import { LINK_NAME } from "./current-link.ts";
import { endsTorn } from "./ends-torn.ts";
import { LineFormat, type Fields } from "./line-format.ts";
import { LiveSecrets } from "./live-secrets.ts";
import { isShown, type Log, type LogOptions } from "./log.ts";
import { openLogFile } from "./open-log-file.ts";

/**
 * The log of a start that does not hold the cycle's lock: each line is appended to whatever file the holder writes.
 * It never begins a file or moves `bot.log`, and it loads no logging library.
 */
export function openAppendLog(options: LogOptions): Log {
  const { level: threshold, now } = options;
  const file = path.join(options.directory, LINK_NAME);
  const format = new LineFormat(options.context, new LiveSecrets(options.secrets));
  const console = new LogConsole(options.stderr, options.console);
  let isDegraded = false;

  return {
    emit(name, fields: Fields) {
      const { level } = CATALOGUE[name];
      if (!isShown(level, threshold)) return;
      const line = `${format.line(now(), name, fields)}\n`;
      if (appendTo(file, line)) {
        console.show(line, level);
      } else {
        isDegraded = true;
        console.showAnyway(line, level);
      }
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
    flushAndClose: () => undefined, // nothing stays open between two lines
  };
}

/** One write, so that the line is not torn by the holder's own. */
function appendTo(file: string, line: string): boolean {
  try {
    const descriptor = openLogFile(file, constants.O_RDWR | constants.O_APPEND); // not O_CREAT: files are the holder's to begin
    try {
      const bytes = Buffer.from(endsTorn(descriptor) ? `\n${line}` : line); // or it would be lost with the half line before it
      return writeSync(descriptor, bytes) === bytes.length;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false; // the line is on stderr as well, and the flag says that it is there alone
  }
}
