import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openAppendLog } from "../../../src/adapters/logging/append-log.ts";
import { chooseConsole } from "../../../src/adapters/logging/choose-console.ts";
import type { ConsoleStyle } from "../../../src/adapters/logging/console-style.ts";
import { openLog } from "../../../src/adapters/logging/open-log.ts";
import { logOptions, temporaryDirectory } from "./support.ts";
import { CONTEXT_COLUMN } from "./support-values.ts";

const REST = {
  debug: `http | http_response_received | ${CONTEXT_COLUMN} http_method=GET http_url_path=/x`,
  info: `startup | startup_ready | ${CONTEXT_COLUMN}`,
  warn: `cycle | cycle_skip_lock_held | ${CONTEXT_COLUMN}`,
  error: `cycle | cycle_failed | ${CONTEXT_COLUMN} failure_reason=X error_message="a b"`,
};
const NOW_COLUMN = "2026-11-20T07:12:03.214Z | ";

async function shownIn(console: ConsoleStyle): Promise<{ stderr: string; file: string }> {
  const options = logOptions({ directory: temporaryDirectory(), level: "debug", console });
  const log = await openLog(options);
  log.emit("http_response_received", { http_method: "GET", http_url_path: "/x" });
  log.emit("startup_ready", {});
  log.emit("cycle_skip_lock_held", {});
  log.emit("cycle_failed", { failure_reason: "X", error_message: "a b" });
  return {
    stderr: options.stderr.text,
    file: readFileSync(path.join(options.directory, "bot.log"), "utf8"),
  };
}

describe("the log on stderr", () => {
  const plain = {
    debug: `${NOW_COLUMN}DEBUG | ${REST.debug}\n`,
    info: `${NOW_COLUMN}INFO  | ${REST.info}\n`,
    warn: `${NOW_COLUMN}WARN  | ${REST.warn}\n`,
    error: `${NOW_COLUMN}ERROR | ${REST.error}\n`,
  };
  const all = plain.debug + plain.info + plain.warn + plain.error;

  it.each<[ConsoleStyle, string]>([
    ["plain", all],
    ["quiet", plain.warn + plain.error],
    ["off", ""],
    [
      "journal",
      `<7>DEBUG | ${REST.debug}\n<6>INFO  | ${REST.info}\n<4>WARN  | ${REST.warn}\n<3>ERROR | ${REST.error}\n`,
    ],
    [
      "colour",
      `${NOW_COLUMN}\x1b[2mDEBUG\x1b[0m | ${REST.debug}\n${NOW_COLUMN}\x1b[32mINFO \x1b[0m | ${REST.info}\n` +
        `${NOW_COLUMN}\x1b[33mWARN \x1b[0m | ${REST.warn}\n${NOW_COLUMN}\x1b[31mERROR\x1b[0m | ${REST.error}\n`,
    ],
  ])("as %s", async (style, stderr) => {
    expect(await shownIn(style)).toEqual({ stderr, file: all });
  });

  it("shows a line that could not be written anywhere else, even when it is off", () => {
    const options = logOptions({ directory: temporaryDirectory(), console: "off" });
    const log = openAppendLog(options);
    log.emit("startup_ready", {});
    expect(options.stderr.text).toBe(plain.info);
  });
});

describe("the choice", () => {
  const NOWHERE = { isTTY: false, fd: 2 };
  const TERMINAL = { isTTY: true, fd: 2 };

  it.each([
    ["plain where nobody is known to look", NOWHERE, {}, "plain"],
    ["colour on a terminal", TERMINAL, { TERM: "xterm-256color" }, "colour"],
    ["plain on a dumb terminal", TERMINAL, { TERM: "dumb" }, "plain"],
    ["plain where colours are not wanted", TERMINAL, { NO_COLOR: "1" }, "plain"],
    ["colour where NO_COLOR is empty", TERMINAL, { NO_COLOR: "" }, "colour"],
    ["plain where the journal's socket is another", NOWHERE, { JOURNAL_STREAM: "1:2" }, "plain"],
  ])("is %s", (_, stderr, env, style) => {
    expect(chooseConsole("auto", { stderr, env })).toBe(style);
  });

  it("is the journal where stderr is the socket that systemd named", () => {
    const fd = openSync(path.join(temporaryDirectory(), "socket"), "w");
    const { dev, ino } = fstatSync(fd, { bigint: true });
    const env = { JOURNAL_STREAM: `${dev}:${ino}` };
    expect(chooseConsole("auto", { stderr: { isTTY: false, fd }, env })).toBe("journal");
    closeSync(fd);
    expect(chooseConsole("auto", { stderr: { isTTY: false, fd }, env })).toBe("plain");
  });

  it.each(["plain", "journal", "quiet", "off"] as const)("is %s where that is asked for", (choice) => {
    expect(chooseConsole(choice, { stderr: TERMINAL, env: {} })).toBe(choice);
  });
});
