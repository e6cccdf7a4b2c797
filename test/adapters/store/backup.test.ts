import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { backUpStore, proveBackupSound } from "../../../src/adapters/store/backup.ts";
import { openStore, openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import { putInPlace, stageBackup } from "../../../src/adapters/store/restore.ts";
import { SCHEMA_1 } from "../../../src/adapters/store/schema/version-1.ts";
import { readStoreFacts } from "../../../src/adapters/store/verify.ts";
import { accountKey } from "../../../src/core/domain/ids.ts";
import { storeChecks } from "../../../src/cli/commands/maintenance/store-checks.ts";
import { anIntent, at, beginCycle, START } from "./support-values.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();
const CHILD = fileURLToPath(new URL("./writing-child.ts", import.meta.url));
const NAME = "tradebot-20260304T091500000Z-v6.db";
const state = (): string => {
  const path = join(directory(), "state");
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
  return path;
};
const open = () => openStore({ directory: state(), now: START }).store;
const backUp = (to?: string) =>
  backUpStore({ stateDirectory: state(), now: START, ...(to === undefined ? {} : { to }) });
const restore = (file: string, { environment = "SIM", now = at(60) } = {}) =>
  putInPlace(stageBackup({ stateDirectory: state(), file, environment }), now);

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("expected a failure");
}

function fillStore(cycles = 1): void {
  const store = open();
  store.bindTo({ environment: "SIM", accountKey: accountKey("account-1") });
  for (let cycle = 0; cycle < cycles; cycle += 1) beginCycle(store, at(cycle));
  store.cache.write("own-orders-adopted", "enough", at(1_000_000));
  store.close();
}

const cyclesIn = (stateDirectory = state()): number | undefined => {
  const reader = openStoreForReading(stateDirectory);
  const count = reader?.lastCycles(100).length;
  reader?.close();
  return count;
};

describe("a backup", () => {
  test.each([
    ["below no directory", "nowhere/copy.db", "ENOENT"],
    ["below a file", "occupied/copy.db", "ENOTDIR"],
  ])("that cannot be written names its own place: %s", (_, name, reason) => {
    fillStore();
    writeFileSync(join(directory(), "occupied"), "");
    const to = join(directory(), name);
    expect(failureOf(() => backUp(to))).toMatchObject({
      code: "BACKUP_UNWRITABLE",
      exit: "storage_unwritable",
      message: expect.stringContaining(`cannot write the backup "${to}": ${reason}`) as string,
    });
  });

  test("needs its directory to be one, and says what is there instead", () => {
    fillStore();
    writeFileSync(join(state(), "backups"), "");
    expect(failureOf(() => backUp())).toMatchObject({
      message: `cannot back up the store: expected a directory at "${join(state(), "backups")}", found a link or a file`,
      hint: "move it away",
    });
  });

  test("of nothing is nothing", () => {
    expect(backUp()).toBeUndefined();
    expect(readdirSync(state())).toEqual([]);
  });

  test("is one private file that holds what the store held", () => {
    fillStore(3);
    const backup = backUp();
    const path = join(state(), "backups", NAME);
    expect(backup).toEqual({ path, version: 6, bytes: statSync(path).size });
    expect(readdirSync(join(state(), "backups"))).toEqual([NAME]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(cyclesIn()).toBe(3);
  });

  test("goes into another directory or under another name, and replaces nothing", () => {
    fillStore();
    expect(backUp(directory())?.path).toBe(join(directory(), NAME));
    expect(backUp(join(directory(), "mine.db"))?.path).toBe(join(directory(), "mine.db"));
    writeFileSync(join(directory(), "taken.db"), "precious");
    expect(failureOf(() => backUp(join(directory(), "taken.db")))).toMatchObject({
      code: "BACKUP_EXISTS",
      exit: "usage",
    });
    expect(readFileSync(join(directory(), "taken.db"), "utf8")).toBe("precious");
    expect(failureOf(() => backUp(join(directory(), "missing", "mine.db")))).toMatchObject({
      exit: "storage_unwritable",
    });
  });

  test("that is damaged afterwards is found out", () => {
    fillStore();
    const path = backUp()?.path ?? "";
    proveBackupSound(path);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x55, 4096, 3 * 4096));
    expect(
      failureOf(() => {
        proveBackupSound(path);
      }),
    ).toMatchObject({ code: "BACKUP_DAMAGED" });
  });

  test("taken while a cycle writes is sound, and holds all that was committed before", async () => {
    const child = spawn(process.execPath, [CHILD, state()], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const taken: { readonly path: string; readonly promised: number }[] = [];
    let created = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.endsWith(" created")) continue;
      created += 1;
      if (created % 10 === 0) {
        const to = join(directory(), `copy-${created}.db`);
        taken.push({ path: backUp(to)?.path ?? "", promised: created });
      }
      if (taken.length === 3) child.kill("SIGKILL");
    }
    await ended;
    for (const { path, promised } of taken.slice(0, 3)) {
      const copy = new DatabaseSync(path, { readOnly: true });
      expect(copy.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
      expect(copy.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
      const { intents = 0 } = copy.prepare("SELECT count(*) AS intents FROM intents").get() ?? {};
      copy.close();
      expect(Number(intents)).toBeGreaterThanOrEqual(promised);
    }
  });
});

/** A store as the first version wrote it. */
function writeVersion1(): void {
  writeFileSync(join(state(), "tradebot.db"), "", { mode: 0o600 });
  const old = new DatabaseSync(join(state(), "tradebot.db"));
  old.exec(`PRAGMA journal_mode = WAL; ${SCHEMA_1} PRAGMA user_version = 1;
    INSERT INTO cycles (run_id, started_at, dry_run) VALUES ('run-1', ${START}, 0);
    INSERT INTO cached_values VALUES ('own-orders-adopted', '"enough"', ${at(1_000_000)})`);
  old.close();
}

describe("a store of the first version", () => {
  const NAME_1 = "tradebot-20260304T091500000Z-v1.db";

  test("is backed up by hand as it is", () => {
    writeVersion1();
    expect(backUp()).toMatchObject({ version: 1, path: join(state(), "backups", NAME_1) });
  });

  test("is brought to the current one after a backup, and goes back to before when that is restored", () => {
    writeVersion1();
    const { store, migration } = openStore({ directory: state(), now: START });
    expect(beginCycle(store)).toBe(2);
    store.close();
    const path = join(state(), "backups", NAME_1);
    expect(migration).toMatchObject({ from: 1, backup: { path } });
    restore(path);
    expect(openStore({ directory: state(), now: at(120) }).migration?.from).toBe(1);
    expect(cyclesIn()).toBe(1);
  });
});

describe("restoring", () => {
  test("brings back what the backup held, forgets what was cached, and keeps the store that was there", () => {
    fillStore(2);
    const { path } = backUp() ?? { path: "" };
    fillStore(3);
    const replaced = restore(path);
    expect(replaced).toBe(join(state(), "backups", "tradebot-20260304T091600000Z-v6.db"));
    expect(cyclesIn()).toBe(2);
    const store = open();
    expect(store.cache.read("own-orders-adopted", START)).toBeUndefined();
    store.close();
    restore(replaced ?? "", { now: at(61) });
    expect(cyclesIn()).toBe(5);
  });

  test("takes no part of the old store over, not even its write-ahead log", () => {
    fillStore(2);
    const { path } = backUp() ?? { path: "" };
    const killed = open();
    beginCycle(killed); // in the write-ahead log alone, as a killed process leaves it
    const wal = readFileSync(join(state(), "tradebot.db-wal"));
    killed.close();
    writeFileSync(join(state(), "tradebot.db-wal"), wal, { mode: 0o600 });
    restore(path);
    expect(readdirSync(state()).sort()).toEqual(["backups", "tradebot.db"]);
    expect(cyclesIn()).toBe(2);
  });

  test("works where there is no store, and where a damaged one is moved aside", () => {
    fillStore(2);
    const { path } = backUp(directory()) ?? { path: "" };
    writeFileSync(join(state(), "tradebot.db"), "x".repeat(9000), { mode: 0o600 });
    const aside = restore(path);
    expect(aside).toBe(join(state(), "tradebot.db.damaged-20260304T091600000Z"));
    expect(cyclesIn()).toBe(2);
    const elsewhere = join(directory(), "new-machine");
    mkdirSync(elsewhere, { mode: 0o700 });
    const staged = stageBackup({ stateDirectory: elsewhere, file: path, environment: "SIM" });
    expect(putInPlace(staged, at(60))).toBeUndefined();
    expect(cyclesIn(elsewhere)).toBe(2);
  });

  test.for([
    ["a file that is not there", () => join(directory(), "missing.db"), "BACKUP_UNUSABLE", "data_unusable"],
    ["a directory", () => directory(), "BACKUP_UNUSABLE", "data_unusable"],
    ["no store at all", () => written("prose.db", "x".repeat(9000)), "BACKUP_UNUSABLE", "data_unusable"],
    ["an empty file", () => written("empty.db", ""), "BACKUP_UNUSABLE", "data_unusable"],
    ["a store of a newer version", () => newer(), "STORE_TOO_NEW", "configuration"],
  ] as const)("is refused for %s, and leaves the store alone", ([, file, code, exit]) => {
    fillStore(2);
    expect(failureOf(() => restore(file()))).toMatchObject({ code, exit });
    expect(cyclesIn()).toBe(2);
    expect(existsSync(join(state(), "tradebot.db.new"))).toBe(false);
  });

  test.for(["-wal", "-journal"])("is refused for a database beside a %s that holds part of it", (suffix) => {
    fillStore(2);
    const { path } = backUp(directory()) ?? { path: "" };
    writeFileSync(path + suffix, "a page");
    expect(failureOf(() => restore(path))).toMatchObject({
      code: "BACKUP_UNUSABLE",
      message: `cannot restore "${path}": expected a sound copy of the store, but part of it is in "${path}${suffix}"`,
      hint: expect.stringContaining("`tradebot maintenance backup`") as string,
    });
    expect(cyclesIn()).toBe(2);
    writeFileSync(path + suffix, ""); // as a reader leaves it
    restore(path);
    expect(cyclesIn()).toBe(2);
  });

  test("is refused for a store of another environment", () => {
    fillStore(2);
    const { path } = backUp() ?? { path: "" };
    expect(failureOf(() => restore(path, { environment: "LOCAL" }))).toMatchObject({
      code: "STORE_OF_ANOTHER_ACCOUNT",
      exit: "configuration",
    });
  });

  function written(name: string, text: string): string {
    writeFileSync(join(directory(), name), text);
    return join(directory(), name);
  }

  function newer(): string {
    const { path } = backUp(join(directory(), "newer.db")) ?? { path: "" };
    const raw = new DatabaseSync(path);
    raw.exec("PRAGMA user_version = 9");
    raw.close();
    return path;
  }
});

describe("verifying", () => {
  const findings = (environment = "SIM") =>
    storeChecks(readStoreFacts(state()) ?? neverThere(), environment)
      .filter(({ verdict }) => verdict !== "ok")
      .map(({ name, verdict, finding }) => `${name} ${verdict}: ${finding}`);
  const tamper = (sql: string): void => {
    const raw = new DatabaseSync(join(state(), "tradebot.db"));
    raw.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
    raw.close();
  };
  function withOrder(): void {
    fillStore(1);
    const store = open();
    const { id } = store.createIntent(beginCycle(store), anIntent());
    store.recordTransition(beginCycle(store), id, { to: "placing", reason: "ABOUT_TO_SEND" }, at(1));
    store.close();
  }

  test("finds nothing in a sound store, and no store where there is none", () => {
    expect(readStoreFacts(state())).toBeUndefined();
    withOrder();
    expect(findings()).toEqual([]);
  });

  test.for([
    ["DELETE FROM cycles WHERE id = 2", "store_relations fail: intents to cycles"],
    [
      "UPDATE intents SET state = 'placed'",
      "store_orders fail: ATB-AAAA: its steps lead to placing, but its state is placed",
    ],
    [
      "PRAGMA user_version = 1",
      "store_version warn: version 1, expected 6: orders and references were not checked",
    ],
    [
      "PRAGMA user_version = 7",
      "store_version fail: version 7, expected 6 or older: a newer tradebot has written it",
    ],
    [
      "UPDATE owner SET environment = 'LOCAL'",
      "store_owner fail: it belongs to an account of LOCAL, but the settings say SIM",
    ],
    [
      "DROP INDEX one_arrived_intent_per_reference; INSERT INTO intents SELECT 7, cycle_id, external_reference, 'other', account_key, instrument_id, side, quantity, purpose, strategy, decision_bar_close_at, created_at, 'created', order_id, filled_quantity, placing_at, position_id, price, clock_ahead_ms FROM intents",
      "store_references fail: ATB-AAAA",
    ],
  ] as const)("finds out: %s", ([sql, finding]) => {
    withOrder();
    tamper(sql);
    expect(findings()).toEqual([finding]);
  });

  test("finds damage, and asks nothing more of such a store", () => {
    withOrder();
    tamper("PRAGMA journal_mode = DELETE");
    const path = join(state(), "tradebot.db");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x55, 3 * 4096, 4 * 4096));
    const found = findings();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^store_integrity fail: /);
  });

  function neverThere(): never {
    throw new Error("there is no store");
  }
});
