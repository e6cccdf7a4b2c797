import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listLogFiles } from "../../../src/adapters/logging/log-file-name.ts";
import { openLog } from "../../../src/adapters/logging/open-log.ts";
import { parseLine } from "../../../src/adapters/logging/parse-line.ts";
import { readLogLines } from "../../../src/adapters/logging/read-log.ts";
import { parseLogLine } from "../../support/log-lines.ts";
import { logOptions, temporaryDirectory } from "./support.ts";
import { at, CONTEXT_COLUMN, NOW, RUN_ID } from "./support-values.ts";

const line = (iso: string, uic = 1): string =>
  `${iso} | WARN  | marketdata | marketdata_instrument_failed | ${CONTEXT_COLUMN} instrument_id=Stock:${uic} reason="no quote"`;

describe("a line read back", () => {
  it("has its columns and fields", () => {
    const text = line("2026-11-20T07:12:03.214Z", 211);
    expect(parseLine(text)).toEqual({
      at: NOW,
      level: "warn",
      component: "marketdata",
      event: "marketdata_instrument_failed",
      fields: {
        run_id: RUN_ID,
        cycle_id: "-",
        dry_run: "false",
        single_cycle: "true",
        env: "SIM",
        strategy: "moving_average@1",
        instrument_id: "Stock:211",
        reason: "no quote",
      },
      text,
    });
  });

  it.each([
    ["nothing", ""],
    ["a part of a line", line("2026-11-20T07:12:03.214Z").slice(0, -3)],
    ["a day that does not exist", line("2026-02-30T07:12:03.214Z")],
    ["an unknown level", line("2026-11-20T07:12:03.214Z").replace("WARN ", "FATAL")],
    ["a field twice", `${line("2026-11-20T07:12:03.214Z")} env=SIM`],
    ["a broken escape", `${line("2026-11-20T07:12:03.214Z")} detail="\\x"`],
    ["another program's line", "Nov 20 07:12:03 host kernel: hello"],
  ])("is undefined for %s", (_, text) => {
    expect(parseLine(text)).toBeUndefined();
  });

  it("agrees with the strict grammar whatever was logged", async () => {
    const options = logOptions({ directory: temporaryDirectory() });
    const log = await openLog(options);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 15 }), (detail) => {
        options.stderr.text = "";
        log.emit("marketdata_instrument_failed", { instrument_id: "Stock:1", reason: "X", detail });
        const text = options.stderr.text.slice(0, -1);
        expect(parseLine(text)?.fields).toEqual(parseLogLine(text).fields);
      }),
    );
  });
});

describe("the whole log read back", () => {
  const texts = (directory: string, onUnreadable?: (text: string) => void): readonly string[] =>
    [...readLogLines(directory, onUnreadable)].map(({ text }) => text);

  it("goes from the oldest file to the newest, by date and number", () => {
    const directory = temporaryDirectory();
    const files = ["2026-11-20.2", "2026-11-20.10", "2026-11-19.1", "2026-11-21.1", "2026-11-20.1"];
    for (const [index, file] of files.entries()) {
      writeFileSync(
        path.join(directory, `bot.${file}.log`),
        `${line(`${file.slice(0, 10)}T00:00:00.000Z`, index)}\n`,
      );
    }
    expect([...readLogLines(directory)].map(({ fields }) => fields["instrument_id"])).toEqual([
      "Stock:2",
      "Stock:4",
      "Stock:0",
      "Stock:1",
      "Stock:3",
    ]);
  });

  it("looks at nothing but files of our own name", () => {
    const directory = temporaryDirectory();
    const own = path.join(directory, "bot.2026-11-20.1.log");
    writeFileSync(own, `${line("2026-11-20T07:12:03.214Z")}\n`);
    for (const name of ["bot.2026-11-20.1.log.gz", "other.2026-11-20.1.log", "bot.2026-11-20.0.log"])
      writeFileSync(path.join(directory, name), `${line("2026-11-20T07:12:03.214Z")}\n`);
    writeFileSync(path.join(directory, "bot.2026-02-30.1.log"), "");
    symlinkSync(own, path.join(directory, "bot.2026-11-21.1.log"));
    symlinkSync(own, path.join(directory, "bot.log"));
    mkdirSync(path.join(directory, "bot.2026-11-22.1.log"));
    expect(listLogFiles(directory).map(({ name }) => name)).toEqual(["bot.2026-11-20.1.log"]);
    expect(texts(directory)).toEqual([line("2026-11-20T07:12:03.214Z")]);
  });

  it("leaves out a torn line and says so, also in the middle", () => {
    const directory = temporaryDirectory();
    const first = line("2026-11-20T07:12:03.214Z", 1);
    const second = line("2026-11-20T07:12:04.000Z", 2);
    const torn = second.slice(0, 40);
    writeFileSync(path.join(directory, "bot.2026-11-20.1.log"), `${first}\n${torn}`);
    writeFileSync(path.join(directory, "bot.2026-11-21.1.log"), `${torn}${first}\n${second}\n`);
    const unreadable: string[] = [];
    expect(texts(directory, (text) => unreadable.push(text))).toEqual([first, second]);
    expect(unreadable).toEqual([torn, torn + first]);
  });

  it("reads a file larger than a chunk without losing a line or a character", () => {
    const directory = temporaryDirectory();
    const lines = Array.from({ length: 5000 }, (_, index) =>
      line("2026-11-20T07:12:03.214Z", index + 1).replace("no quote", "ä€😀".repeat(index % 7) + " x"),
    );
    writeFileSync(path.join(directory, "bot.2026-11-20.1.log"), `${lines.join("\n")}\n`);
    expect(texts(directory)).toEqual(lines);
  });

  it("is empty before there is a log", () => {
    expect(texts(path.join(temporaryDirectory(), "logs"))).toEqual([]);
  });

  it("is an error where the directory is none", () => {
    const file = path.join(temporaryDirectory(), "logs");
    writeFileSync(file, "");
    expect(() => texts(file)).toThrow(
      expect.objectContaining({ code: "LOG_UNREADABLE", exit: "storage_unwritable" }) as Error,
    );
  });
});

describe("the instant of a line", () => {
  it("is that of its text", () => {
    expect(parseLine(line("2026-11-20T07:12:03.999Z"))?.at).toBe(at("2026-11-20T07:12:03.999Z"));
  });
});
