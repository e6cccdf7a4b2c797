import { appendFileSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { LogFollower } from "../../../src/adapters/logging/log-follower.ts";
import { openLog } from "../../../src/adapters/logging/open-log.ts";
import { logOptions, temporaryDirectory } from "./support.ts";
import { at, CONTEXT_COLUMN } from "./support-values.ts";

const LINE = `2026-11-20T07:12:03.214Z | INFO  | startup | startup_ready | ${CONTEXT_COLUMN}`;

it("a follower gives each line once, over days and over sizes", async () => {
  const directory = temporaryDirectory();
  const follower = new LogFollower(directory, () => undefined);
  const seen = (): readonly (string | undefined)[] =>
    [...follower.newLines()].map(({ fields }) => fields["instrument_id"]);
  expect(seen()).toEqual([]);
  let now = at("2026-11-20T23:59:59.000Z");
  const rotation = { mode: "size", maxBytes: 1024, backupCount: 2 } as const;
  for (const options of [{ directory }, { directory, rotation }]) {
    const log = await openLog(logOptions({ ...options, now: () => now }));
    log.emit("marketdata_instrument_failed", { instrument_id: "Stock:1", reason: "X" });
    log.emit("marketdata_instrument_failed", { instrument_id: "Stock:2", reason: "X" });
    expect(seen()).toEqual(["Stock:1", "Stock:2"]);
    now = at("2026-11-21T00:00:00.000Z");
    for (const uic of [3, 4, 5, 6])
      log.emit("marketdata_instrument_failed", { instrument_id: `Stock:${uic}`, reason: "X" });
    expect(seen()).toEqual(["Stock:3", "Stock:4", "Stock:5", "Stock:6"]);
    log.flushAndClose();
    expect(seen()).toEqual([]);
  }
});

it("a follower waits for the end of half a line, and passes on what is none", () => {
  const directory = temporaryDirectory();
  const file = path.join(directory, "bot.2026-11-20.1.log");
  const unreadable: string[] = [];
  const follower = new LogFollower(directory, (text) => unreadable.push(text));
  const seen = (): readonly string[] => [...follower.newLines()].map(({ text }) => text);
  appendFileSync(file, LINE.slice(0, 50));
  expect(seen()).toEqual([]);
  appendFileSync(file, `${LINE.slice(50)}\nrubbish\n`);
  expect(seen()).toEqual([LINE]);
  expect(unreadable).toEqual(["rubbish"]);
  rmSync(file);
  expect(seen()).toEqual([]);
  appendFileSync(file, `${LINE}\n`);
  expect(seen()).toEqual([LINE]);
});
