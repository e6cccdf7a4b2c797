import { closeSync, constants, openSync } from "node:fs";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { assert } from "../../core/domain/assert.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import { ENVIRONMENTS, type Environment } from "../server/session.ts";

/** One login as it stays known: through refreshes, and through a restart of the simulator. */
export interface Login {
  readonly sessionId: string;
  readonly environment: Environment;
  readonly beganAt: Timestamp;
  readonly applicationKey: string;
  /** SHA-256 of the verifier, base64url; of a login by PKCE. */
  readonly challenge?: string;
}

export type TokenKind = "access" | "refresh";

export interface StoredToken {
  readonly login: Login;
  readonly expiresAt: Timestamp;
}

interface NewToken {
  readonly token: string;
  readonly kind: TokenKind;
  readonly sessionId: string;
  readonly expiresAt: Timestamp;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS logins (
  session_id TEXT PRIMARY KEY,
  environment TEXT NOT NULL,
  application_key TEXT NOT NULL,
  challenge TEXT,
  began_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  token TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
  session_id TEXT NOT NULL REFERENCES logins (session_id),
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS tokens_by_expiry ON tokens (expires_at);
`;

/** Logins and tokens on disk, durable when a method returns. The lock on the world beside it keeps other simulators out. */
export class LoginStore {
  readonly #database: DatabaseSync;

  /** @param path a file, made when absent, or `:memory:` */
  constructor(path: string) {
    try {
      if (path !== ":memory:") createPrivately(path);
      this.#database = new DatabaseSync(path);
      this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
      bringUp(this.#database);
    } catch (cause) {
      throw new TradebotError({
        code: "SIMULATOR_STATE_UNUSABLE",
        message: `cannot open the simulator's logins "${path}": ${cause instanceof Error ? cause.message : String(cause)}`,
        exit: "storage_unwritable",
        hint: "check the directory, or remove the file: every client then has to log in again",
        cause,
      });
    }
  }

  close(): void {
    this.#database.close();
  }

  addLogin({ sessionId, environment, beganAt, applicationKey, challenge }: Login): void {
    this.#database
      .prepare(
        "INSERT INTO logins (session_id, environment, began_at, application_key, challenge) VALUES (?, ?, ?, ?, ?)",
      )
      .run(sessionId, environment, beganAt, applicationKey, challenge ?? null);
  }

  /** How many tokens were ever given out: what makes the next one another. */
  tokenCount(): number {
    const row = this.#database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'tokens'").get();
    return Number(row?.["seq"] ?? 0);
  }

  /** Adds tokens, all or none, takes the place of a spent one, and forgets those that expired before an instant. */
  addTokens(tokens: readonly NewToken[], { spent, forgetBefore }: Exchange): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      if (spent !== undefined) this.#database.prepare("DELETE FROM tokens WHERE token = ?").run(spent);
      this.#database.prepare("DELETE FROM tokens WHERE expires_at < ?").run(forgetBefore);
      const insert = this.#database.prepare(
        "INSERT INTO tokens (token, kind, session_id, expires_at) VALUES (?, ?, ?, ?)",
      );
      for (const { token, kind, sessionId, expiresAt } of tokens)
        insert.run(token, kind, sessionId, expiresAt);
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  find(token: string, kind: TokenKind): StoredToken | undefined {
    const row = this.#database
      .prepare("SELECT * FROM tokens JOIN logins USING (session_id) WHERE token = ? AND kind = ?")
      .get(token, kind);
    return row && { login: loginOf(row), expiresAt: timestamp(Number(row["expires_at"])) };
  }

  /** Lets the tokens of one kind end at an instant, unless they have ended before. */
  expire(kind: TokenKind, at: Timestamp): void {
    this.#database
      .prepare("UPDATE tokens SET expires_at = ? WHERE kind = ? AND expires_at > ?")
      .run(at, kind, at);
  }
}

/** Files of earlier versions do not know when a login began; that is long ago. */
function bringUp(database: DatabaseSync): void {
  const columns = database.prepare("SELECT name FROM pragma_table_info('logins')").all();
  if (columns.some(({ name }) => name === "began_at")) return;
  database.exec("ALTER TABLE logins ADD COLUMN began_at INTEGER NOT NULL DEFAULT 0");
}

interface Exchange {
  readonly spent: string | undefined;
  readonly forgetBefore: Timestamp;
}

function loginOf(row: Record<string, SQLOutputValue>): Login {
  const environment = ENVIRONMENTS.find((known) => known === row["environment"]);
  assert(environment !== undefined, `"${String(row["environment"])}" is no environment`);
  const { challenge } = row;
  return {
    sessionId: String(row["session_id"]),
    environment,
    beganAt: timestamp(Number(row["began_at"])),
    applicationKey: String(row["application_key"]),
    ...(typeof challenge === "string" && { challenge }),
  };
}

/** The files that SQLite puts beside it take over this mode; a link in its place is not followed. */
const createPrivately = (path: string): void => {
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
};
