import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { assert } from "../../core/domain/assert.ts";
import type { Row, Values } from "./columns.ts";
import { refusePipesBeside } from "./private-file.ts";
import { isDamage, isInputOutputFault, storageError } from "./storage-error.ts";
import { checkedPath } from "./store-files.ts";

/** Long enough for a reader that is just opening the file, short enough not to delay a cycle. */
const BUSY_TIMEOUT_MS = 250;

interface Access {
  readonly readOnly: boolean;
}

/** One connection: statements prepared once, transactions that end, and errors said in our own words. */
export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #fault: Error | undefined;

  constructor(path: string, access: Access) {
    this.path = path;
    this.#connection = this.#guarded(() => {
      refusePipesBeside(path);
      return new DatabaseSync(path, {
        readOnly: access.readOnly,
        timeout: BUSY_TIMEOUT_MS,
        defensive: true,
      });
    });
  }

  all(sql: string, values: Values = {}): readonly Row[] {
    return this.#guarded(() => this.#prepared(sql).all(values));
  }

  get(sql: string, values: Values = {}): Row | undefined {
    return this.#guarded(() => this.#prepared(sql).get(values));
  }

  /** Gives back how many rows changed and the id of the newest one. */
  run(sql: string, values: Values = {}): { readonly changes: number; readonly lastId: number } {
    const { changes, lastInsertRowid } = this.#guarded(() => this.#prepared(sql).run(values));
    return { changes: Number(changes), lastId: Number(lastInsertRowid) };
  }

  /** Runs statements without parameters. */
  execute(sql: string): void {
    this.#guarded(() => {
      this.#connection.exec(sql);
    });
  }

  /** Commits what `work` wrote, or nothing of it. */
  transaction<Result>(work: () => Result): Result {
    this.execute("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.execute("COMMIT");
      return result;
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  /** Lets `work` see the store as it is at one moment, whoever writes meanwhile. */
  reading<Result>(work: () => Result): Result {
    this.execute("BEGIN");
    try {
      return work();
    } finally {
      if (this.#connection.isTransaction) this.execute("ROLLBACK");
    }
  }

  /** Gives back what `work` found while it wrote, and commits nothing of it. */
  rehearsal<Result>(work: () => Result): Result {
    this.execute("BEGIN IMMEDIATE");
    try {
      return work();
    } finally {
      if (this.#connection.isTransaction) this.execute("ROLLBACK");
    }
  }

  /** Like `transaction`, without waiting for the disk: a power cut may undo it, a crash of the process may not. */
  unsyncedTransaction<Result>(work: () => Result): Result {
    this.execute("PRAGMA synchronous = NORMAL");
    try {
      return this.transaction(work);
    } finally {
      this.execute("PRAGMA synchronous = FULL");
    }
  }

  close(): void {
    this.#guarded(() => {
      this.#connection.close();
    });
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guarded<Result>(work: () => Result): Result {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      return work();
    } catch (error) {
      const failure = storageError(error, this.path);
      // after a failed write or sync the kernel may drop the pages and call the next sync a success
      if (isInputOutputFault(error)) this.#fault = failure;
      if (isDamage(failure)) rmSync(checkedPath(this.path), { force: true }); // the next start looks at everything
      throw failure;
    }
  }
}

/** The only row of a statement that always has one. */
export function onlyRow(database: Database, sql: string, values: Values = {}): Row {
  const row = database.get(sql, values);
  assert(row !== undefined, `no row for ${sql}`);
  return row;
}
