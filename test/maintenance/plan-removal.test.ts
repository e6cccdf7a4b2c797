import { expect, test } from "vitest";
import type { OwnFile } from "../../src/adapters/files/inventory.ts";
import { planRemoval } from "../../src/cli/commands/maintenance/plan-removal.ts";
import type { Timestamp } from "../../src/core/domain/time.ts";
import { minutes, subtractDuration, timestamp } from "../../src/core/domain/time.ts";

const NOW = timestamp(Date.UTC(2026, 2, 4, 9, 15));
const AGED = timestamp(Date.UTC(2025, 11, 4, 9, 15));
const file = (kind: string, name: string, modifiedAt: Timestamp = NOW): OwnFile => ({
  kind,
  name,
  path: `/state/${name}`,
  type: "file",
  bytes: 1,
  modifiedAt,
});
const planned = (files: readonly OwnFile[]): readonly string[] =>
  planRemoval(files, { now: NOW, agedBefore: AGED }).map(({ name }) => name);

test("what a killed process left goes after an hour, to the millisecond", () => {
  const hourAgo = subtractDuration(NOW, minutes(60));
  const files = [
    file("unfinished", "an-hour.new", hourAgo),
    file("unfinished", "longer.new", timestamp(hourAgo - 1)),
    file("unfinished", "of-tomorrow.new", timestamp(NOW + 86_400_000)),
  ];
  expect(planned(files)).toEqual(["longer.new"]);
});

const backup = (day: number, version: number): OwnFile =>
  file("backup", `tradebot-202601${String(day).padStart(2, "0")}T000000000Z-v${version}.db`);

test("the newest five backups stay, whatever order they are listed in", () => {
  const files = [3, 1, 7, 5, 2, 6, 4].map((day) => backup(day, 2));
  expect(planned(files)).toEqual([backup(2, 2).name, backup(1, 2).name]);
});

test("the newest backup of an older version stays, as the way back", () => {
  const files = [backup(1, 1), backup(2, 1), ...[3, 4, 5, 6, 7].map((day) => backup(day, 2))];
  expect(planned(files)).toEqual([backup(1, 1).name]);
});

const damaged = (iso: string, companion = ""): OwnFile =>
  file("damaged_store", `tradebot.db.damaged-${iso}${companion}`);

test("a damaged store goes with its companions when it has aged and is not the newest", () => {
  const files = [
    damaged("20251204T091459999Z"),
    damaged("20251204T091459999Z", "-wal"),
    damaged("20251204T091500000Z"),
    damaged("20260101T000000000Z"),
  ];
  expect(planned(files)).toEqual([
    "tradebot.db.damaged-20251204T091459999Z",
    "tradebot.db.damaged-20251204T091459999Z-wal",
  ]);
});

test("the only damaged store stays, with its companions", () => {
  expect(planned([damaged("20200101T000000000Z"), damaged("20200101T000000000Z", "-wal")])).toEqual([]);
});

test("nothing else goes", () => {
  const kinds = [
    "store",
    "status",
    "log",
    "log_link",
    "lock",
    "incidents",
    "simulated_account",
    "cycle_summaries",
  ];
  expect(planned(kinds.map((kind) => file(kind, kind, timestamp(0))))).toEqual([]);
});
