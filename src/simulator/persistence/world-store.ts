import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Activity } from "../exchange/activity.ts";
import type { Books, ClosedPosition, Lot } from "../exchange/books.ts";
import type { OrderTerms } from "../exchange/order-terms.ts";
import type { Step } from "../exchange/step.ts";
import type { World } from "../market/types.ts";
import type { Columns } from "./encode.ts";
import {
  accountColumns,
  activityColumns,
  closedPositionColumns,
  lotColumns,
  orderColumns,
  workingOrderColumns,
} from "./encode.ts";
import { openDatabase } from "./database-file.ts";
import { activityFrom, booksFrom } from "./decode.ts";
import { instantOf, integerOf, textOf } from "./row.ts";

/** A line of the order log with the order it is about. */
export interface LoggedActivity {
  readonly activity: Activity;
  /** As it stood then. */
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
    const closedPositions = this.#prepare("SELECT * FROM closed_positions ORDER BY closed_at, rowid").all();
    return {
      world: { seed: integerOf(row, "seed"), anchor: integerOf(row, "anchor") },
      books: booksFrom({ world: row, lots, orders, closedPositions }),
    };
  }

  create(world: World, books: Books): void {
    const { seed, anchor } = world;
    this.#put("INSERT", "world", {
      only: 1,
      seed,
      anchor,
      created_at: books.settledThrough,
      ...accountColumns(books),
    });
  }

  /** Writes what a step changed and recorded, and nothing else, all of it or none. */
  save(before: Books, step: Step, write?: WriteSeen): void {
    this.#atomically(() => {
      this.#update("world", { only: 1 }, accountColumns(step.books));
      this.#saveOrders(before, step);
      this.#saveLots(before.lots, step.books.lots);
      this.#saveClosedPositions(before.closedPositions, step.books.closedPositions);
      for (const activity of step.activities) this.#put("INSERT", "activities", activityColumns(activity));
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
    // of a name that both have, the line's own value comes later and stays
    const sql = `SELECT orders.*, activities.* FROM activities JOIN orders USING (order_id)
      WHERE ${conditions.join(" AND ")} ORDER BY at, log_id`;
    const rows = this.#prepare(sql).all(...values);
    return rows.map(activityFrom).map((activity) => ({ activity, order: activity.terms }));
  }

  #saveOrders(before: Books, { books, placed }: Step): void {
    for (const order of placed) {
      const working = books.orders.get(order.orderId);
      this.#put(
        "INSERT",
        "orders",
        working === undefined ? orderColumns(order) : workingOrderColumns(working),
      );
    }
    for (const [order_id, known] of before.orders) {
      const order = books.orders.get(order_id);
      if (order === known) continue;
      this.#update(
        "orders",
        { order_id },
        order === undefined ? { is_working: 0 } : workingOrderColumns(order),
      );
    }
  }

  #saveLots(before: ReadonlyMap<string, Lot>, after: ReadonlyMap<string, Lot>): void {
    for (const positionId of before.keys()) {
      if (!after.has(positionId)) this.#run("DELETE FROM lots WHERE position_id = ?", [positionId]);
    }
    for (const lot of after.values()) {
      if (before.get(lot.positionId) === lot) continue;
      this.#put("INSERT OR REPLACE", "lots", lotColumns(lot));
    }
  }

  #saveClosedPositions(
    before: ReadonlyMap<string, ClosedPosition>,
    after: ReadonlyMap<string, ClosedPosition>,
  ): void {
    for (const [id, { openingPositionId, closingPositionId }] of before) {
      if (after.has(id)) continue;
      this.#run("DELETE FROM closed_positions WHERE opening_position_id = ? AND closing_position_id = ?", [
        openingPositionId,
        closingPositionId,
      ]);
    }
    for (const [id, closed] of after) {
      if (!before.has(id)) this.#put("INSERT", "closed_positions", closedPositionColumns(closed));
    }
  }

  #put(verb: "INSERT" | "INSERT OR REPLACE", table: string, columns: Columns): void {
    const names = Object.keys(columns);
    const places = names.map(() => "?").join(", ");
    this.#run(`${verb} INTO ${table} (${names.join(", ")}) VALUES (${places})`, Object.values(columns));
  }

  #update(table: string, key: Columns, columns: Columns): void {
    const set = (part: Columns, separator: string): string =>
      Object.keys(part)
        .map((name) => `${name} = ?`)
        .join(separator);
    this.#run(`UPDATE ${table} SET ${set(columns, ", ")} WHERE ${set(key, " AND ")}`, [
      ...Object.values(columns),
      ...Object.values(key),
    ]);
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
