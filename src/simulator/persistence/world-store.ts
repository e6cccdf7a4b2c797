import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Activity, Books, Execution, Lot, OrderTerms, WorkingOrder } from "../exchange/books.ts";
import type { Step } from "../exchange/step.ts";
import type { World } from "../market/types.ts";
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
        if (!step.books.orders.has(orderId))
          this.#run("UPDATE orders SET is_working = 0 WHERE order_id = ?", [orderId]);
      }
      this.#saveLots(before.lots, step.books.lots);
      for (const activity of step.activities) this.#insertActivity(activity);
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
    const rows = this.#prepare(
      `SELECT * FROM activities JOIN orders USING (order_id)
       WHERE at <= :upTo AND at >= :from AND log_id > :afterLogId
         AND (:orderId IS NULL OR order_id = :orderId)
         AND (:correlationKey IS NULL OR correlation_key = :correlationKey)
       ORDER BY log_id`,
    ).all({
      upTo: filter.upTo,
      from: filter.from ?? Number.MIN_SAFE_INTEGER,
      afterLogId: Number(filter.afterLogId ?? 0),
      orderId: filter.orderId === undefined ? null : Number(filter.orderId),
      correlationKey: filter.correlationKey ?? null,
    });
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
    const { assetType, uic } = order.instrument;
    this.#run("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
      order.orderId,
      working === undefined ? 0 : 1,
      assetType,
      uic,
      order.side,
      order.amount.toString(),
      order.type,
      order.limitPrice?.toString() ?? null,
      order.duration,
      order.expirationText ?? null,
      working?.expiresAt ?? null,
      order.placedAt,
      order.correlationKey,
      order.externalReference ?? null,
    ]);
  }

  #saveLots(before: ReadonlyMap<string, Lot>, after: ReadonlyMap<string, Lot>): void {
    for (const positionId of before.keys()) {
      if (!after.has(positionId)) this.#run("DELETE FROM lots WHERE position_id = ?", [positionId]);
    }
    for (const lot of after.values()) {
      if (before.get(lot.positionId) !== lot) this.#writeLot(lot);
    }
  }

  #writeLot(lot: Lot): void {
    this.#run("INSERT OR REPLACE INTO lots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
      lot.positionId,
      lot.instrument.assetType,
      lot.instrument.uic,
      lot.amount.toString(),
      lot.openPrice.toString(),
      lot.openedAt,
      lot.commission.toString(),
      lot.orderId,
      lot.correlationKey,
      lot.externalReference ?? null,
    ]);
  }

  #insertActivity({ logId, at, orderId, status, subStatus, execution }: Activity): void {
    const line = [logId, at, orderId, status, subStatus];
    this.#run("INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
      ...line,
      ...executionColumns(execution),
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

function executionColumns(execution: Execution | undefined): (string | null)[] {
  if (execution === undefined) return [null, null, null, null, null];
  const { amount, price, positionId, commission, cashChange } = execution;
  return [amount.toString(), price.toString(), positionId, commission.toString(), cashChange.toString()];
}

const accountColumns = (books: Books): (string | number)[] => [
  books.cash.toString(),
  books.settledThrough,
  books.counters.orders,
  books.counters.positions,
  books.counters.activities,
  books.closings.day,
  books.closings.count,
];
