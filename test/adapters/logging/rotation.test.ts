import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openAppendLog } from "../../../src/adapters/logging/append-log.ts";
import { parseLogFileName } from "../../../src/adapters/logging/log-file-name.ts";
import { openLog } from "../../../src/adapters/logging/open-log.ts";
import { readLogLines } from "../../../src/adapters/logging/read-log.ts";
import { expiredFiles, KEEP_EVERY_DAY, type Rotation } from "../../../src/adapters/logging/rotation.ts";
import { addDuration, durationMs, isoFromTimestamp, type Timestamp } from "../../../src/core/domain/time.ts";
import { parseLog } from "../../support/log-lines.ts";
import { CollectedText, logOptions, temporaryDirectory } from "./support.ts";
import { at } from "./support-values.ts";

const THREE_DAYS: Rotation = { mode: "time", retentionDays: 3 };
const SMALL_FILES: Rotation = { mode: "size", maxBytes: 1024, backupCount: 3 };
const HOUR_MS = 3_600_000;

const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name !== "bot.log")
    .sort();
const currentOf = (directory: string): string => readlinkSync(path.join(directory, "bot.log"));

/** A whole life of a log: opened, some lines, closed. */
async function live(
  directory: string,
  now: Timestamp,
  rotation: Rotation,
  lines: readonly number[],
): Promise<void> {
  const stderr = new CollectedText();
  const log = await openLog(logOptions({ directory, rotation, stderr, now: () => now }));
  for (const uic of lines) emit(log, uic);
  log.flushAndClose();
  if (log.isDegraded) throw new Error(stderr.text);
}

type Log = Awaited<ReturnType<typeof openLog>>;
const emit = (log: Log, uic: number): void => {
  log.emit("marketdata_instrument_failed", { instrument_id: `Stock:${uic}`, reason: "X", uic });
};
const uicsIn = (directory: string): readonly number[] =>
  [...readLogLines(directory)].map(({ fields }) => Number(fields["uic"]));

describe("2,000 consecutive lives of the log over 40 days", () => {
  const LIVES = 2000;
  const STEP = durationMs((40 * 24 * HOUR_MS) / LIVES);
  const BEGIN = at("2026-10-12T00:00:00.000Z");

  async function liveAll(directory: string, rotation: Rotation): Promise<readonly number[]> {
    const written: number[] = [];
    for (let life = 0; life < LIVES; life += 1) {
      const lines = Array.from({ length: 1 + (life % 3) }, (_, index) => life * 10 + index);
      const now = addDuration(BEGIN, durationMs(STEP * life));
      await live(directory, now, rotation, lines);
      written.push(...lines);
    }
    return written;
  }

  it("leave exactly today and the 30 days before it by time, with every line of them", async () => {
    const directory = temporaryDirectory();
    const written = await liveAll(directory, { mode: "time", retentionDays: 30 });
    const days = Array.from({ length: 31 }, (_, index) =>
      isoFromTimestamp(addDuration(BEGIN, durationMs((9 + index) * 24 * HOUR_MS))).slice(0, 10),
    );
    expect(filesIn(directory)).toEqual(days.map((day) => `bot.${day}.1.log`));
    expect(currentOf(directory)).toBe("bot.2026-11-20.1.log");
    expect(uicsIn(directory)).toEqual(written.filter((uic) => uic >= (LIVES / 40) * 9 * 10));
  });

  it("leave exactly the last four files by size, with every line of them and none too large", async () => {
    const directory = temporaryDirectory();
    const rotation: Rotation = { mode: "size", maxBytes: 20_000, backupCount: 3 };
    const written = await liveAll(directory, rotation);
    const files = filesIn(directory).map((name) => parseLogFileName(name));
    const total = written.length;
    const kept = uicsIn(directory);
    expect(kept).toEqual(written.slice(total - kept.length));
    expect(files.map((file) => file?.number)).toEqual(
      [1, 2, 3, 4].map((n) => (files[0]?.number ?? 0) + n - 1),
    );
    expect(currentOf(directory)).toBe(filesIn(directory).at(-1));
    const sizes = filesIn(directory).map((name) => readFileSync(path.join(directory, name)).length);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(20_000);
    for (const size of sizes.slice(0, 3)) expect(size).toBeGreaterThan(19_500);
  });
});

describe("a long life by size", () => {
  it("turns as often as it must, loses nothing, and closes what it leaves", async () => {
    const directory = temporaryDirectory();
    const rotation: Rotation = { mode: "size", maxBytes: 2048, backupCount: 1000 };
    const lines = Array.from({ length: 500 }, (_, index) => index);
    await live(directory, at("2026-11-20T10:00:00.000Z"), rotation, lines);
    expect(uicsIn(directory)).toEqual(lines);
    const counts = filesIn(directory).map(
      (name) => parseLog(readFileSync(path.join(directory, name), "utf8")).length,
    );
    expect(new Set(counts.slice(0, -1)).size).toBeLessThanOrEqual(2);
  });

  it("keeps a line that is longer than a file may be, in a file of its own", async () => {
    const directory = temporaryDirectory();
    const log = await openLog(logOptions({ directory, rotation: SMALL_FILES }));
    emit(log, 1);
    log.emit("unexpected_exception", { error_name: "E", error_message: "x", stack: "at line\n".repeat(250) });
    emit(log, 2);
    expect([...readLogLines(directory)].map(({ event }) => event)).toEqual([
      "marketdata_instrument_failed",
      "unexpected_exception",
      "marketdata_instrument_failed",
    ]);
    expect(filesIn(directory)).toHaveLength(3);
  });

  it("lets a start without the lock write into the file of the moment", async () => {
    const directory = temporaryDirectory();
    const log = await openLog(logOptions({ directory, rotation: SMALL_FILES }));
    const other = openAppendLog(logOptions({ directory }));
    for (let uic = 0; uic < 20; uic += 2) {
      emit(log, uic);
      other.emit("marketdata_instrument_failed", {
        instrument_id: `Stock:${uic + 1}`,
        reason: "X",
        uic: uic + 1,
      });
    }
    expect(uicsIn(directory)).toEqual(
      Array.from({ length: 20 }, (_, index) => index).slice(-uicsIn(directory).length),
    );
    expect(other.isDegraded).toBe(false);
  });
});

describe("a clock that changes", () => {
  it("backwards, puts each line into the file of its own date and removes nothing", async () => {
    const directory = temporaryDirectory();
    await live(directory, at("2026-11-20T10:00:00.000Z"), THREE_DAYS, [1]);
    await live(directory, at("2026-11-21T10:00:00.000Z"), THREE_DAYS, [2]);
    await live(directory, at("1970-01-01T00:00:10.000Z"), THREE_DAYS, [3]);
    await live(directory, at("2026-11-20T12:00:00.000Z"), THREE_DAYS, [4]);
    expect(currentOf(directory)).toBe("bot.2026-11-20.1.log");
    expect(filesIn(directory)).toEqual([
      "bot.1970-01-01.1.log",
      "bot.2026-11-20.1.log",
      "bot.2026-11-21.1.log",
    ]);
    expect(uicsIn(directory)).toEqual([3, 1, 4, 2]);
  });

  it("forwards by years, removes nothing on its first day, and is forgotten when it is right again", async () => {
    const directory = temporaryDirectory();
    for (const day of ["18", "19", "20"])
      await live(directory, at(`2026-11-${day}T10:00:00.000Z`), THREE_DAYS, [Number(day)]);
    await live(directory, at("2099-01-01T10:00:00.000Z"), THREE_DAYS, [99]);
    expect(uicsIn(directory)).toEqual([18, 19, 20, 99]);
    await live(directory, at("2026-11-21T10:00:00.000Z"), THREE_DAYS, [21]);
    expect(currentOf(directory)).toBe("bot.2026-11-21.1.log");
    expect(uicsIn(directory)).toEqual([18, 19, 20, 21, 99]);
  });

  it("forwards for good, removes on the second day", async () => {
    const directory = temporaryDirectory();
    await live(directory, at("2026-10-01T10:00:00.000Z"), THREE_DAYS, [1]);
    await live(directory, at("2026-11-20T10:00:00.000Z"), THREE_DAYS, [2]);
    expect(uicsIn(directory)).toEqual([1, 2]);
    await live(directory, at("2026-11-21T10:00:00.000Z"), THREE_DAYS, [3]);
    expect(uicsIn(directory)).toEqual([2, 3]);
  });

  it("by size, never goes on in a file of the future", async () => {
    const directory = temporaryDirectory();
    await live(directory, at("2026-11-20T10:00:00.000Z"), SMALL_FILES, [1]);
    writeFileSync(path.join(directory, "bot.2099-01-01.1.log"), "");
    await live(directory, at("2026-11-21T10:00:00.000Z"), SMALL_FILES, [2]);
    expect(currentOf(directory)).toBe("bot.2026-11-20.1.log");
    expect(uicsIn(directory)).toEqual([1, 2]);
  });
});

describe("retention", () => {
  const files = (...names: readonly string[]) => names.flatMap((name) => parseLogFileName(name) ?? []);
  const current = (name: string) => files(name)[0] ?? expect.fail(name);
  const expired = (rotation: Rotation, names: readonly string[], currentName: string): readonly string[] =>
    expiredFiles({
      files: files(...names),
      current: current(currentName),
      date: "2026-11-20",
      rotation,
    }).map(({ name }) => name);

  it("keeps so many full days beside today", () => {
    const names = [
      "bot.2026-11-16.1.log",
      "bot.2026-11-17.1.log",
      "bot.2026-11-18.1.log",
      "bot.2026-11-19.1.log",
      "bot.2026-11-20.1.log",
    ];
    expect(expired(THREE_DAYS, names, "bot.2026-11-20.1.log")).toEqual(["bot.2026-11-16.1.log"]);
    expect(expired({ mode: "time", retentionDays: 1 }, names, "bot.2026-11-20.1.log")).toEqual(
      names.slice(0, 3),
    );
  });

  it("keeps the last ones begun by size, also where a clock dated them back", () => {
    const names = [
      "bot.2026-11-18.7.log",
      "bot.2026-11-19.4.log",
      "bot.2026-11-19.5.log",
      "bot.2026-11-20.6.log",
    ];
    expect(expired({ ...SMALL_FILES, backupCount: 1 }, names, "bot.2026-11-18.7.log")).toEqual([
      "bot.2026-11-19.4.log",
      "bot.2026-11-19.5.log",
    ]);
  });

  it("touches nothing that is not exactly ours", async () => {
    const directory = temporaryDirectory();
    const foreign = [
      "bot.2020-01-01.1.log.gz",
      "bot.2020-13-01.1.log",
      "bot.2020-01-01.log",
      "mybot.2020-01-01.1.log",
      "other.txt",
    ];
    for (const name of foreign) writeFileSync(path.join(directory, name), "mine");
    mkdirSync(path.join(directory, "bot.2020-01-02.1.log"));
    symlinkSync(path.join(directory, "other.txt"), path.join(directory, "bot.2020-01-03.1.log"));
    await live(directory, at("2026-11-19T10:00:00.000Z"), THREE_DAYS, [1]);
    writeFileSync(path.join(directory, "bot.2020-01-01.1.log"), "");
    await live(directory, at("2026-11-20T10:00:00.000Z"), THREE_DAYS, [2]);
    expect(filesIn(directory)).toEqual(
      [
        ...foreign,
        "bot.2020-01-02.1.log",
        "bot.2020-01-03.1.log",
        "bot.2026-11-19.1.log",
        "bot.2026-11-20.1.log",
      ].sort(),
    );
  });
});

describe("a change of the mode between two starts", () => {
  it("goes on in the files that are there", async () => {
    const directory = temporaryDirectory();
    const now = at("2026-11-20T10:00:00.000Z");
    const lines = (from: number): readonly number[] => [from, from + 1, from + 2, from + 3];
    await live(directory, now, THREE_DAYS, lines(0));
    await live(directory, now, SMALL_FILES, lines(4));
    expect(filesIn(directory)).toEqual(["bot.2026-11-20.1.log", "bot.2026-11-20.2.log"]);
    await live(directory, now, THREE_DAYS, lines(8));
    expect(currentOf(directory)).toBe("bot.2026-11-20.2.log");
    await live(directory, at("2026-11-21T10:00:00.000Z"), THREE_DAYS, lines(12));
    expect(currentOf(directory)).toBe("bot.2026-11-21.2.log");
    expect(uicsIn(directory)).toEqual(Array.from({ length: 16 }, (_, index) => index));
  });
});

describe("another program's numbered log in the directory", () => {
  it.each([
    "foreign.42.log",
    "bot.20261121120000123.log",
    "bot.2020-01-08.99999999999999999999.log",
    "bot.2026-11-20.99999999999999999999.log",
  ])("has no say in ours: %s", async (foreign) => {
    const now = at("2026-11-20T10:00:00.000Z");
    for (const rotation of [SMALL_FILES, KEEP_EVERY_DAY]) {
      const directory = temporaryDirectory();
      writeFileSync(path.join(directory, foreign), "");
      await live(directory, now, rotation, [1, 2, 3, 4]);
      await live(directory, now, rotation, [5]);
      const ours = rotation === SMALL_FILES ? [1, 2] : [1];
      const names = ours.map((number) => `bot.2026-11-20.${number}.log`);
      expect(filesIn(directory)).toEqual([...names, foreign].sort());
      expect(uicsIn(directory)).toEqual([1, 2, 3, 4, 5]);
    }
  });
});

describe("a file that ends in half a line", () => {
  it("keeps the half line to itself", async () => {
    const directory = temporaryDirectory();
    const now = at("2026-11-20T10:00:00.000Z");
    writeFileSync(path.join(directory, "bot.2026-11-20.1.log"), "2026-11-20T09:59:59.000Z | INFO  | cyc");
    linkSync(path.join(directory, "bot.2026-11-20.1.log"), path.join(directory, "bot.log"));
    await live(directory, now, THREE_DAYS, [1]);
    expect(uicsIn(directory)).toEqual([1]);
  });

  it("keeps it to itself before the line of a start without the lock", async () => {
    const directory = temporaryDirectory();
    const now = at("2026-11-20T10:00:00.000Z");
    await live(directory, now, THREE_DAYS, [1]);
    appendFileSync(path.join(directory, "bot.log"), "2026-11-20T09:59:59.000Z | INFO  | cyc");
    const other = openAppendLog(logOptions({ directory }));
    for (const uic of [2, 3])
      other.emit("marketdata_instrument_failed", { instrument_id: `Stock:${uic}`, reason: "X", uic });
    expect(uicsIn(directory)).toEqual([1, 2, 3]);
    expect(readFileSync(path.join(directory, "bot.log"), "utf8")).not.toContain("\n\n");
  });
});
