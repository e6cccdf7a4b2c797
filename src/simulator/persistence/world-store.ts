import type { SQLInputValue } from "node:sqlite";
import { assert } from "../../core/domain/assert.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Books, ClosedPosition, Lot } from "../exchange/books.ts";
import type { Step } from "../exchange/step.ts";
import type { World } from "../market/types.ts";
import {
  accountColumns,
  activityColumns,
  closedPositionColumns,
  lotColumns,
  orderColumns,
  workingOrderColumns,
  worldColumns,
} from "./encode.ts";
import { openDatabase } from "./database-file.ts";
import { activityFrom, booksFrom } from "./decode.ts";
import type { Row } from "./row.ts";
import { instantOf, integerOf, textOf } from "./row.ts";
import type { AccountChange, ActivityFilter, LoggedActivity, StoredWorld, WriteSeen } from "./stored.ts";
import { Tables } from "./tables.ts";

/** The world on disk. Every method that writes has committed, durably, when it returns. */
export class WorldStore {
  readonly #tables: Tables;

  /** @param path a file, or `:memory:` */
  constructor(path: string) {
    this.#tables = new Tables(openDatabase(path));
  }

  close(): void {
    this.#tables.close();
  }

  /** What was created here before; `undefined` in a new file. */
  load(): StoredWorld | undefined {
    const world = this.#tables.prepare("SELECT * FROM world").get();
    if (world === undefined) return undefined;
    const accounts = this.#tables.prepare("SELECT * FROM accounts ORDER BY number").all();
    return {
      world: { seed: integerOf(world, "seed"), anchor: integerOf(world, "anchor") },
      accounts: accounts.map((account) => this.#loadBooks(world, account)),
    };
  }

  /** @param accounts the first one counts where none is named */
  create({ seed, anchor }: World, accounts: readonly Books[]): void {
    const [first] = accounts;
    assert(first !== undefined, "a client has an account");
    const created = { only: 1, seed, anchor, created_at: first.settledThrough };
    this.#tables.atomically(() => {
      this.#tables.put("INSERT", "world", { ...created, ...worldColumns(first) });
      for (const books of accounts) this.#tables.put("INSERT", "accounts", accountColumns(books));
    });
  }

  /** Writes what steps changed and recorded, and nothing else, all of it or none. */
  save(changes: readonly AccountChange[], write?: WriteSeen): void {
    this.#tables.atomically(() => {
      for (const change of changes) this.#saveAccount(change);
      if (write !== undefined) this.#insertWrite(write);
    });
  }

  writesSeen(since: Timestamp): readonly WriteSeen[] {
    const rows = this.#tables.prepare("SELECT key, at FROM writes_seen WHERE at > ?").all(since);
    return rows.map((row) => ({ key: textOf(row, "key"), at: instantOf(row, "at") }));
  }

  acceptedDisclaimers(): ReadonlySet<string> {
    const rows = this.#tables.prepare("SELECT token FROM disclaimers_accepted").all();
    return new Set(rows.map((row) => textOf(row, "token")));
  }

  acceptDisclaimer(token: string, at: Timestamp): void {
    this.#tables.run("INSERT OR IGNORE INTO disclaimers_accepted (token, at) VALUES (?, ?)", [token, at]);
  }

  /** Lines of the order log, oldest first. */
  activities(filter: ActivityFilter): readonly LoggedActivity[] {
    const { upTo, from, orderId, correlationKey, account, afterLogId } = filter;
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
    if (account !== undefined) {
      conditions.push("account = ?");
      values.push(account);
    }
    // of a name that both have, the line's own value comes later and stays
    const sql = `SELECT orders.*, activities.* FROM activities JOIN orders USING (order_id)
      WHERE ${conditions.join(" AND ")} ORDER BY at, log_id`;
    const rows = this.#tables.prepare(sql).all(...values);
    return rows.map(activityFrom).map((activity) => ({ activity, order: activity.terms }));
  }

  #loadBooks(world: Row, account: Row): Books {
    const of = [integerOf(account, "number")];
    const lots = this.#tables.prepare("SELECT * FROM lots WHERE account = ? ORDER BY position_id").all(...of);
    const orders = this.#tables
      .prepare("SELECT * FROM orders WHERE is_working = 1 AND account = ? ORDER BY order_id")
      .all(...of);
    const closedPositions = this.#tables
      .prepare("SELECT * FROM closed_positions WHERE account = ? ORDER BY closed_at, rowid")
      .all(...of);
    return booksFrom({ world, account, lots, orders, closedPositions });
  }

  #saveAccount({ before, step }: AccountChange): void {
    const { books } = step;
    this.#tables.update("world", { only: 1 }, worldColumns(books));
    this.#tables.update("accounts", { number: books.account.number }, accountColumns(books));
    this.#saveOrders(before, step);
    this.#saveLots(before.lots, books.lots);
    this.#saveClosedPositions(before.closedPositions, books.closedPositions);
    for (const activity of step.activities)
      this.#tables.put("INSERT", "activities", activityColumns(activity));
  }

  #saveOrders(before: Books, { books, placed }: Step): void {
    for (const order of placed) {
      const working = books.orders.get(order.orderId);
      this.#tables.put(
        "INSERT",
        "orders",
        working === undefined ? orderColumns(order) : workingOrderColumns(working),
      );
    }
    for (const [order_id, known] of before.orders) {
      const order = books.orders.get(order_id);
      if (order === known) continue;
      this.#tables.update(
        "orders",
        { order_id },
        order === undefined ? { is_working: 0 } : workingOrderColumns(order),
      );
    }
  }

  #saveLots(before: ReadonlyMap<string, Lot>, after: ReadonlyMap<string, Lot>): void {
    for (const positionId of before.keys()) {
      if (!after.has(positionId)) this.#tables.run("DELETE FROM lots WHERE position_id = ?", [positionId]);
    }
    for (const lot of after.values()) {
      if (before.get(lot.positionId) === lot) continue;
      this.#tables.put("INSERT OR REPLACE", "lots", lotColumns(lot));
    }
  }

  #saveClosedPositions(
    before: ReadonlyMap<string, ClosedPosition>,
    after: ReadonlyMap<string, ClosedPosition>,
  ): void {
    for (const [id, { openingPositionId, closingPositionId }] of before) {
      if (after.has(id)) continue;
      this.#tables.run(
        "DELETE FROM closed_positions WHERE opening_position_id = ? AND closing_position_id = ?",
        [openingPositionId, closingPositionId],
      );
    }
    for (const [id, closed] of after) {
      if (!before.has(id)) this.#tables.put("INSERT", "closed_positions", closedPositionColumns(closed));
    }
  }

  #insertWrite({ key, at }: WriteSeen): void {
    this.#tables.run("INSERT OR REPLACE INTO writes_seen (key, at) VALUES (?, ?)", [key, at]);
    this.#tables.run("DELETE FROM writes_seen WHERE at < ?", [at - WRITES_KEPT_MS]);
  }
}

const WRITES_KEPT_MS = 60_000;
