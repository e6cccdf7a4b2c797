import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Columns } from "./encode.ts";

/** The few ways in which tables are written and read. */
export class Tables {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  close(): void {
    this.#database.close();
  }

  put(verb: "INSERT" | "INSERT OR REPLACE", table: string, columns: Columns): void {
    const names = Object.keys(columns);
    const places = names.map(() => "?").join(", ");
    this.run(`${verb} INTO ${table} (${names.join(", ")}) VALUES (${places})`, Object.values(columns));
  }

  update(table: string, key: Columns, columns: Columns): void {
    const set = (part: Columns, separator: string): string =>
      Object.keys(part)
        .map((name) => `${name} = ?`)
        .join(separator);
    this.run(`UPDATE ${table} SET ${set(columns, ", ")} WHERE ${set(key, " AND ")}`, [
      ...Object.values(columns),
      ...Object.values(key),
    ]);
  }

  run(sql: string, values: readonly SQLInputValue[]): void {
    this.prepare(sql).run(...values);
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** All of the work, or none of it. */
  atomically(work: () => void): void {
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
