import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { removeOwn } from "../../src/adapters/files/inventory.ts";
import { planRemoval } from "../../src/cli/commands/maintenance/plan-removal.ts";
import { RESET_TARGETS, resetSteps } from "../../src/cli/commands/maintenance/reset-steps.ts";
import { takeStockOfAll } from "../../src/cli/commands/maintenance/own-directories.ts";
import { timestampFromIso } from "../../src/core/domain/time.ts";
import { installation, settingsIn, touch } from "./settings.ts";

const { at, settings } = installation();
const FAR_FUTURE = timestampFromIso("2126-01-01T00:00:00Z") ?? fail();

function fail(): never {
  throw new Error("no instant");
}

const kindsOf = (): Record<string, string> =>
  Object.fromEntries(
    takeStockOfAll(settings()).flatMap(({ files }) => files.map(({ name, kind }) => [name, kind])),
  );
const strangers = (): string[] => takeStockOfAll(settings()).flatMap((directory) => [...directory.strangers]);

const OURS = {
  state: {
    "tradebot.db": "store",
    "tradebot.db-wal": "store",
    "tradebot.db.damaged-20260304T091500000Z": "damaged_store",
    "tradebot.db.damaged-20260304T091500000Z-wal": "damaged_store",
    "simulator.db": "simulated_account",
    "tradebot.lock.mutex": "lock",
    "tradebot.lock.owner.json": "lock",
    "tradebot.lock.owner.json.new": "unfinished",
    "saxo-token.json": "login",
    "saxo-token.json.mutex": "login",
    "saxo-token.json.new": "unfinished",
    "status.json": "status",
    "status.json.new": "unfinished",
    "incidents.json": "incidents",
    "tradebot.db.new": "unfinished",
    "tradebot.db.new-journal": "unfinished",
  },
  backups: {
    "tradebot-20260304T091500000Z-v1.db": "backup",
    "tradebot-20260304T091500000Z-v1.db.new": "unfinished",
  },
  logs: {
    "bot.2026-03-04.1.log": "log",
    "bot.log": "log_link",
    "tradebot-told-0123456789abcdef.json": "incidents",
  },
  reports: {
    "cycle_summaries.jsonl": "cycle_summaries",
    "cycle_summaries.jsonl.new": "unfinished",
    "tradebot-told-fedcba9876543210.json": "incidents",
  },
};

test("knows every file of ours by its name", () => {
  const { state, backups, logs, reports } = OURS;
  for (const name of Object.keys(state)) touch(at("state", name));
  for (const name of Object.keys(backups)) touch(at("state", "backups", name));
  for (const name of Object.keys(logs)) touch(at("logs", name));
  for (const name of Object.keys(reports)) touch(at("reports", name));
  expect(kindsOf()).toEqual({ ...state, ...backups, ...logs, ...reports, backups: "backups" });
  expect(strangers()).toEqual([]);
});

const LOOK_ALIKES = [
  "tradebot.db2",
  "xtradebot.db",
  "tradebot.db.bak",
  "tradebot.db-journal",
  "tradebot.db.damaged-",
  "tradebot.db.damaged-20260304T091500000Z.zip",
  "bot.2026-02-30.1.log",
  "bot.2026-03-04.0.log",
  "bot.2026-03-04.1.log.gz",
  "bot.log.1",
  "mybot.2026-03-04.1.log",
  "tradebot-20260304T091500000Z-v0.db",
  "tradebot-20260304T091500000Z-v1.db ",
  "TRADEBOT.DB",
  ".env",
  "notes.new",
  "status.json\n",
];

test.for(LOOK_ALIKES)("leaves to the user what merely looks like it: %j", (name) => {
  for (const directory of ["state", "logs", "reports"]) touch(at(directory, name));
  touch(at("state", "backups", name));
  expect(strangers()).toEqual([name, name, name, name]);
});

describe("links and directories of our names", () => {
  test("are strangers, and what they lead to is not touched", () => {
    touch(at("elsewhere", "precious"), "precious");
    for (const name of ["tradebot.db", "status.json", "simulator.db", "tradebot.db.new"]) {
      symlinkSync(at("elsewhere", "precious"), at("state", name));
    }
    symlinkSync(at("elsewhere"), at("state", "backups"));
    touch(at("elsewhere", "tradebot-20200304T091500000Z-v1.db"), "precious");
    mkdirSync(at("logs", "bot.2020-03-04.1.log"));
    expect(kindsOf()).toEqual({});
    removeEverythingPlanned();
    expect(readFileSync(at("elsewhere", "precious"), "utf8")).toBe("precious");
    expect(readdirSync(at("state"))).toHaveLength(5);
    expect(readdirSync(at("logs"))).toHaveLength(1);
  });

  test("the link to the current log goes, what it leads to only by its own name", () => {
    touch(at("elsewhere"), "precious");
    symlinkSync(at("elsewhere"), at("logs", "bot.log"));
    removeEverythingPlanned();
    expect(readdirSync(at("logs"))).toEqual([]);
    expect(readFileSync(at("elsewhere"), "utf8")).toBe("precious");
  });

  test("a file that a link has replaced since it was listed is not removed", () => {
    touch(at("logs", "bot.2026-03-04.1.log"));
    const [file] = takeStockOfAll(settings()).flatMap(({ files }) => files);
    if (file === undefined) fail();
    expect(removeOwn({ ...file, type: "link" })).toBe(false);
    expect(existsSync(file.path)).toBe(true);
    expect([removeOwn(file), removeOwn(file)]).toEqual([true, false]);
  });
});

/** Everything that cleanup and reset could ever remove, a hundred years on. */
function removeEverythingPlanned(): void {
  const directories = takeStockOfAll(settings());
  const files = directories.flatMap((directory) => directory.files);
  const rules = { now: FAR_FUTURE, agedBefore: FAR_FUTURE };
  for (const file of [...planRemoval(files, rules), ...resetSteps(RESET_TARGETS, directories)])
    removeOwn(file);
}

const ANY_NAME = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 40, unit: "binary" }),
    fc.constantFrom(...LOOK_ALIKES, ...Object.values(OURS).flatMap((names) => Object.keys(names))),
    fc
      .tuple(fc.constantFrom(...Object.keys(OURS.state)), fc.string({ maxLength: 4 }))
      .map((parts) => parts.join("")),
  )
  .filter((name) => name !== "." && name !== ".." && !/[/\0]/.test(name) && Buffer.byteLength(name) < 200);
const TYPE = fc.constantFrom("file", "link", "directory");

test("whatever lies there, only plain files and the log's link of our own names are ever removed", () => {
  let run = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(ANY_NAME, TYPE), { maxLength: 8, selector: ([name]) => name }),
      (entries) => {
        const base = at(`run-${(run += 1)}`);
        const local = settingsIn(base);
        touch(path.join(base, "outside"), "precious");
        for (const directory of ["state", "logs", "reports", "state/backups"]) {
          mkdirSync(path.join(base, directory), { recursive: true, mode: 0o700 });
          for (const [name, type] of entries)
            place(path.join(base, directory, name), type, path.join(base, "outside"));
        }
        const directories = takeStockOfAll(local);
        const listed = new Set(directories.flatMap(({ files }) => files.map((file) => file.path)));
        for (const file of [
          ...planRemoval(
            directories.flatMap(({ files }) => files),
            { now: FAR_FUTURE, agedBefore: FAR_FUTURE },
          ),
          ...resetSteps(RESET_TARGETS, directories),
        ]) {
          removeOwn(file);
        }
        expect(readFileSync(path.join(base, "outside"), "utf8")).toBe("precious");
        for (const directory of ["state", "logs", "reports", "state/backups"]) {
          for (const [name, type] of entries) {
            const file = path.join(base, directory, name);
            const isGone = lstatSync(file, { throwIfNoEntry: false }) === undefined;
            if (!isGone) continue;
            expect(listed).toContain(file);
            expect(type === "file" || /^(?:\.bot\.log\.\d+\.new|bot\.log)/.test(name)).toBe(true);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

function place(file: string, type: string, target: string): void {
  if (existsSync(file)) return;
  if (type === "link") symlinkSync(target, file);
  else if (type === "directory") mkdirSync(file);
  else {
    writeFileSync(file, "");
    utimesSync(file, 0, 0);
  }
}

test("a directory that serves two purposes by a detour is looked at once", () => {
  touch(at("state", "tradebot.db"));
  touch(at("state", "cycle_summaries.jsonl"));
  const directories = takeStockOfAll(settingsIn(at(), { REPORT_DIR: `${at()}/detour/../state` }));
  expect(directories.map(({ roles, strangers: others }) => [roles, others])).toEqual([
    [["state", "reports"], []],
    [["logs"], []],
  ]);
});
