import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAppendLog } from "../../../src/adapters/logging/append-log.ts";
import { openLog } from "../../../src/adapters/logging/open-log.ts";
import { cycleId } from "../../../src/core/domain/ids.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { parseLog } from "../../support/log-lines.ts";
import { CollectedText, logOptions, temporaryDirectory } from "./support.ts";
import { at, CONTEXT_COLUMN, NOW } from "./support-values.ts";

const READY = `2026-11-20T07:12:03.214Z | INFO  | startup | startup_ready | ${CONTEXT_COLUMN}\n`;
const read = (...parts: string[]): string => readFileSync(path.join(...parts), "utf8");

describe("the log", () => {
  it("writes each line to the day's file, to bot.log and to stderr", async () => {
    const options = logOptions({ directory: temporaryDirectory() });
    const log = await openLog(options);
    log.emit("startup_ready", {});
    log.bindCycle(cycleId(17));
    log.emit("marketdata_fetch_begin", { instruments: 3 });
    log.flushAndClose();

    const bound = CONTEXT_COLUMN.replace("cycle_id=-", "cycle_id=17");
    const expected = `${READY}2026-11-20T07:12:03.214Z | INFO  | marketdata | marketdata_fetch_begin | ${bound} instruments=3\n`;
    expect(read(options.directory, "bot.2026-11-20.1.log")).toBe(expected);
    expect(read(options.directory, "bot.log")).toBe(expected);
    expect(options.stderr.text).toBe(expected);
    expect(readdirSync(options.directory).sort()).toEqual(["bot.2026-11-20.1.log", "bot.log"]);
    expect(log.isDegraded).toBe(false);
  });

  it("keeps its directory and files to their owner", async () => {
    const directory = path.join(temporaryDirectory(), "logs");
    await openLog(logOptions({ directory }));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(directory, "bot.2026-11-20.1.log")).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["debug", ["http_response_received", "startup_ready", "http_limit_waited", "cycle_failed"]],
    ["info", ["startup_ready", "http_limit_waited", "cycle_failed"]],
    ["warn", ["cycle_failed"]],
    ["error", ["cycle_failed"]],
  ] as const)("leaves out what is below %s, in both places", async (level, events) => {
    const options = logOptions({ directory: temporaryDirectory(), level });
    const log = await openLog(options);
    log.emit("http_response_received", { http_method: "GET", http_url_path: "/x" });
    log.emit("startup_ready", {});
    log.emit("http_limit_waited", { http_url_path: "/x", wait_ms: 5 });
    log.emit("cycle_failed", { failure_reason: "X", error_message: "x" });
    expect(parseLog(options.stderr.text).map(({ event }) => event)).toEqual(events);
    expect(read(options.directory, "bot.log")).toBe(options.stderr.text);
  });

  it("prints percent signs as they are", async () => {
    const options = logOptions({ directory: temporaryDirectory() });
    const log = await openLog(options);
    log.emit("cycle_failed", { failure_reason: "X", error_message: "%s %d %% %j" });
    expect(parseLog(options.stderr.text)[0]?.fields["error_message"]).toBe("%s %d %% %j");
  });

  it("goes on to stderr after it was closed", async () => {
    const options = logOptions({ directory: temporaryDirectory() });
    const log = await openLog(options);
    log.flushAndClose();
    log.flushAndClose();
    log.emit("startup_ready", {});
    expect(options.stderr.text).toBe(READY);
    expect(read(options.directory, "bot.log")).toBe("");
  });
});

describe("rotation", () => {
  it("follows the UTC date of the line in a process that lives over midnight", async () => {
    const directory = temporaryDirectory();
    let now = at("2026-11-20T23:59:59.999Z");
    const log = await openLog(logOptions({ directory, now: () => now }));
    log.emit("startup_ready", {});
    now = at("2026-11-21T00:00:00.000Z");
    log.emit("startup_ready", {});

    expect(parseLog(read(directory, "bot.2026-11-20.1.log")).map((line) => line.at)).toEqual([
      "2026-11-20T23:59:59.999Z",
    ]);
    expect(parseLog(read(directory, "bot.2026-11-21.1.log")).map((line) => line.at)).toEqual([
      "2026-11-21T00:00:00.000Z",
    ]);
    expect(readlinkSync(path.join(directory, "bot.log"))).toBe("bot.2026-11-21.1.log");
    expect(statSync(path.join(directory, "bot.2026-11-21.1.log")).mode & 0o777).toBe(0o600);
    expect(log.isDegraded).toBe(false);
  });

  it("begins one file a day over many starts, and bot.log always names the newest start's", async () => {
    const directory = temporaryDirectory();
    for (const day of ["20", "20", "21", "23", "23", "23"]) {
      const log = await openLog(logOptions({ directory, now: () => at(`2026-11-${day}T10:00:00.000Z`) }));
      log.emit("startup_ready", {});
      log.flushAndClose();
      expect(readlinkSync(path.join(directory, "bot.log"))).toBe(`bot.2026-11-${day}.1.log`);
    }
    const counts = ["20", "21", "23"].map(
      (day) => parseLog(read(directory, `bot.2026-11-${day}.1.log`)).length,
    );
    expect(counts).toEqual([2, 1, 3]);
  });

  it("survives a start that was killed while it moved the link", async () => {
    const directory = temporaryDirectory();
    const leftover = `.bot.log.${process.pid}.new`;
    symlinkSync("bot.2026-11-19.1.log", path.join(directory, leftover));
    await openLog(logOptions({ directory }));
    expect(readlinkSync(path.join(directory, "bot.log"))).toBe("bot.2026-11-20.1.log");
    expect(readdirSync(directory)).not.toContain(leftover);
  });

  it("replaces a hard link to an earlier file, as Windows has it", async () => {
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, "bot.2026-11-19.1.log"), "old\n");
    linkSync(path.join(directory, "bot.2026-11-19.1.log"), path.join(directory, "bot.log"));
    await openLog(logOptions({ directory }));
    expect(readlinkSync(path.join(directory, "bot.log"))).toBe("bot.2026-11-20.1.log");
    expect(read(directory, "bot.2026-11-19.1.log")).toBe("old\n");
  });

  it("leaves a hard link that already names the day's file", async () => {
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, "bot.2026-11-20.1.log"), "");
    linkSync(path.join(directory, "bot.2026-11-20.1.log"), path.join(directory, "bot.log"));
    await openLog(logOptions({ directory }));
    expect(lstatSync(path.join(directory, "bot.log")).isSymbolicLink()).toBe(false);
  });
});

describe("a directory that cannot be used", () => {
  const refusal = async (directory: string): Promise<unknown> =>
    openLog(logOptions({ directory })).then(
      () => undefined,
      (error: unknown) => error,
    );

  it("is reported when it lies below a file", async () => {
    const file = path.join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    expect(await refusal(path.join(file, "logs"))).toMatchObject({
      name: "TradebotError",
      code: "LOG_UNWRITABLE",
      exit: "storage_unwritable",
      hint: "let the user that runs tradebot write there, or set LOG_DIR to a directory of its own",
    });
  });

  it("is reported when bot.log is somebody else's file, which is left as it was", async () => {
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, "bot.log"), "mine");
    expect(await refusal(directory)).toMatchObject({
      code: "LOG_UNWRITABLE",
      message: `cannot write the log in "${directory}": "${path.join(directory, "bot.log")}" is not a link of this program: move it away`,
    });
    expect(read(directory, "bot.log")).toBe("mine");
  });

  it("is reported when the day's file is a symbolic link", async () => {
    const directory = temporaryDirectory();
    const target = path.join(directory, "target");
    writeFileSync(target, "");
    symlinkSync(target, path.join(directory, "bot.2026-11-20.1.log"));
    expect(await refusal(directory)).toMatchObject({ code: "LOG_UNWRITABLE" });
  });

  it("does not stop a running cycle: the log goes on where it was, and says so once", async () => {
    const directory = temporaryDirectory();
    let now: Timestamp = NOW;
    const options = logOptions({ directory, now: () => now });
    const log = await openLog(options);
    mkdirSync(path.join(directory, "bot.2026-11-21.1.log"));
    now = at("2026-11-21T00:00:01.000Z");
    log.emit("startup_ready", {});
    log.emit("startup_ready", {});
    expect(log.isDegraded).toBe(true);
    expect(parseLog(options.stderr.text).map(({ event }) => event)).toEqual([
      "log_write_failed",
      "startup_ready",
      "startup_ready",
    ]);
    expect(parseLog(read(directory, "bot.2026-11-20.1.log"))).toHaveLength(2);
  });
});

describe("secrets", () => {
  const SECRET = "pa55 wörd/+=";
  const forms = [
    SECRET,
    encodeURIComponent(SECRET),
    Buffer.from(SECRET).toString("base64"),
    Buffer.from(SECRET).toString("base64url"),
    JSON.stringify(JSON.stringify({ nested: [SECRET] })),
  ];

  it("never show, wherever and however they are hidden in what is logged", async () => {
    const options = logOptions({ directory: temporaryDirectory() });
    const log = await openLog(options);
    log.addSecret(SECRET);
    const texts = fc.tuple(
      fc.string({ unit: "binary", maxLength: 600 }),
      fc.constantFrom(...forms),
      fc.string(),
    );
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom("instrument_id", "reason", "detail", "symbol"),
        ([before, form, after], field) => {
          options.stderr.text = "";
          log.emit("marketdata_instrument_failed", {
            instrument_id: "Stock:1",
            reason: "X",
            [field]: before + form + after,
          });
          const shown = JSON.stringify(parseLog(options.stderr.text)) + options.stderr.text;
          for (const planted of forms) expect(shown).not.toContain(planted);
          expect(shown).not.toContain("pa55");
        },
      ),
    );
    const file = read(options.directory, "bot.log");
    for (const planted of forms) expect(file).not.toContain(planted);
  });

  it("are not shown in half where a long text is cut", async () => {
    const options = logOptions({ directory: temporaryDirectory() });
    const log = await openLog(options);
    log.addSecret("correct-horse-battery-staple");
    log.emit("http_error", {
      http_method: "GET",
      http_url_path: "/x",
      detail: `${"x ".repeat(250)}correct-horse-battery-staple`,
    });
    expect(options.stderr.text).not.toContain("correct");
  });

  it("are hidden on the lines of a start without the lock as well", () => {
    const options = logOptions({ directory: temporaryDirectory() });
    const log = openAppendLog(options);
    log.addSecret("correct-horse");
    log.emit("cycle_failed", { failure_reason: "X", error_message: "correct-horse" });
    expect(parseLog(options.stderr.text)[0]?.fields["error_message"]).toBe("***");
  });
});

describe("a start without the lock", () => {
  it("appends to the file that the holder writes, whatever the date", async () => {
    const directory = temporaryDirectory();
    const holder = await openLog(logOptions({ directory }));
    holder.emit("startup_ready", {});
    const stderr = new CollectedText();
    const log = openAppendLog(logOptions({ directory, stderr, now: () => at("2026-11-21T00:00:00.500Z") }));
    log.emit("cycle_skip_lock_held", { holder_process_id: 4711 });
    holder.emit("startup_ready", {});

    const line = `2026-11-21T00:00:00.500Z | WARN  | cycle | cycle_skip_lock_held | ${CONTEXT_COLUMN} holder_process_id=4711\n`;
    expect(stderr.text).toBe(line);
    expect(read(directory, "bot.2026-11-20.1.log")).toBe(READY + line + READY);
    expect(readlinkSync(path.join(directory, "bot.log"))).toBe("bot.2026-11-20.1.log");
    expect(log.isDegraded).toBe(false);
  });

  it("begins no file: without one the line is on stderr alone", () => {
    const directory = temporaryDirectory();
    const options = logOptions({ directory });
    const log = openAppendLog(options);
    log.emit("cycle_skip_lock_held", {});
    log.emit("http_response_received", { http_method: "GET", http_url_path: "/below/the/level" });
    expect(readdirSync(directory)).toEqual([]);
    expect(parseLog(options.stderr.text)).toHaveLength(1);
    expect(log.isDegraded).toBe(true);
  });
});
