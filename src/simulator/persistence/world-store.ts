import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Activity, Books, Lot, OrderTerms, WorkingOrder } from "../exchange/books.ts";
import type { Step } from "../exchange/step.ts";
import type { World } from "../market/types.ts";
import { activityColumns, accountColumns, lotColumns, orderColumns } from "./encode.ts";
import { openDatabase } from "./database-file.ts";
import { activityFrom, booksFrom, orderTermsFrom } from "./decode.ts";
import { instantOf, integerOf, textOf } from "./row.ts";

/** A line of the order log with the order it is about. */
export interface LoggedActivity {
  readonly activity: Activity;
  readonly order: OrderTerms;
}

/** Which lines of the order log; all bounds inclusive. */
export interface ActivityFilter {
  readonly upTo: Timestamp;
  readonly from: Timestamp | undefined;
  readonly orderId: string | undefined;
  readonly correlationKey: string | undefined;
  /** Only lines after this one. */
  readonly afterLogId: string | undefined;
}

/** A write that must not be taken twice, recorded together with what it did. */
export interface WriteSeen {
  readonly key: string;
  readonly at: Timestamp;
}

/** The world on disk. Every method that writes has committed, durably, when it returns. */
export class WorldStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param path a file, or `:memory:` */
  constructor(path: string) {
    this.#database = openDatabase(path);
  }

  close(): void {
    this.#database.close();
  }

  /** What was created here before; `undefined` in a new file. */
  load(): { readonly world: World; readonly books: Books } | undefined {
    const row = this.#prepare("SELECT * FROM world").get();
    if (row === undefined) return undefined;
    const lots = this.#prepare("SELECT * FROM lots ORDER BY position_id").all();
    const orders = this.#prepare("SELECT * FROM orders WHERE is_working = 1 ORDER BY order_id").all();
    return {
      world: { seed: integerOf(row, "seed"), anchor: integerOf(row, "anchor") },
      books: booksFrom(row, lots, orders),
    };
  }

  create(world: World, books: Books): void {
    this.#run(
      `INSERT INTO world (only, seed, anchor, created_at, cash, settled_through, order_count, position_count,
        activity_count, closings_day, closings_count) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [world.seed, world.anchor, books.settledThrough, ...accountColumns(books)],
    );
  }

  /** Writes what a step changed and recorded, and nothing else, all of it or none. */
  save(before: Books, step: Step, write?: WriteSeen): void {
    this.#atomically(() => {
      this.#saveAccount(step.books);
      for (const order of step.placed) this.#insertOrder(order, step.books.orders.get(order.orderId));
      for (const orderId of before.orders.keys()) {
        if (step.books.orders.has(orderId)) continue;
        this.#run("UPDATE orders SET is_working = 0 WHERE order_id = ?", [orderId]);
      }
      this.#saveLots(before.lots, step.books.lots);
      for (const activity of step.activities) {
        this.#run(`INSERT INTO activities VALUES (${places(10)})`, activityColumns(activity));
      }
      if (write !== undefined) this.#insertWrite(write);
    });
  }

  writesSeen(since: Timestamp): readonly WriteSeen[] {
    const rows = this.#prepare("SELECT key, at FROM writes_seen WHERE at > ?").all(since);
    return rows.map((row) => ({ key: textOf(row, "key"), at: instantOf(row, "at") }));
  }

  acceptedDisclaimers(): ReadonlySet<string> {
    const rows = this.#prepare("SELECT token FROM disclaimers_accepted").all();
    return new Set(rows.map((row) => textOf(row, "token")));
  }

  acceptDisclaimer(token: string, at: Timestamp): void {
    this.#run("INSERT OR IGNORE INTO disclaimers_accepted (token, at) VALUES (?, ?)", [token, at]);
  }

  /** Lines of the order log, oldest first. */
  activities(filter: ActivityFilter): readonly LoggedActivity[] {
    const { upTo, from, orderId, correlationKey, afterLogId } = filter;
    // the unary plus keeps SQLite from reading the whole log by its key: time is the narrower way in
    const conditions = ["at <= ?", "+log_id > ?"];
    const values: SQLInputValue[] = [upTo, Number(afterLogId ?? 0)];
    if (from !== undefined) {
      conditions.push("at >= ?");
      values.push(from);
    }
    if (orderId !== undefined) {
      conditions.push("order_id = ?");
      values.push(Number(orderId));
    }
    if (correlationKey !== undefined) {
      conditions.push("correlation_key = ?");
      values.push(correlationKey);
    }
    const sql = `SELECT * FROM activities JOIN orders USING (order_id)
      WHERE ${conditions.join(" AND ")} ORDER BY at, log_id`;
    const rows = this.#prepare(sql).all(...values);
    return rows.map((row) => ({ activity: activityFrom(row), order: orderTermsFrom(row) }));
  }

  #saveAccount(books: Books): void {
    this.#run(
      `UPDATE world SET cash = ?, settled_through = ?, order_count = ?, position_count = ?, activity_count = ?,
        closings_day = ?, closings_count = ?`,
      accountColumns(books),
    );
  }

  #insertOrder(order: OrderTerms, working: WorkingOrder | undefined): void {
    this.#run(`INSERT INTO orders VALUES (${places(14)})`, orderColumns(order, working));
  }

  #saveLots(before: ReadonlyMap<string, Lot>, after: ReadonlyMap<string, Lot>): void {
    for (const positionId of before.keys()) {
      if (!after.has(positionId)) this.#run("DELETE FROM lots WHERE position_id = ?", [positionId]);
    }
    for (const lot of after.values()) {
      if (before.get(lot.positionId) === lot) continue;
      this.#run(`INSERT OR REPLACE INTO lots VALUES (${places(10)})`, lotColumns(lot));
    }
  }

  #insertWrite({ key, at }: WriteSeen): void {
    this.#run("INSERT OR REPLACE INTO writes_seen (key, at) VALUES (?, ?)", [key, at]);
    this.#run("DELETE FROM writes_seen WHERE at < ?", [at - WRITES_KEPT_MS]);
  }

  #run(sql: string, values: readonly SQLInputValue[]): void {
    this.#prepare(sql).run(...values);
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #atomically(work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

const WRITES_KEPT_MS = 60_000;

const places = (count: number): string => Array(count).fill("?").join(", ");
