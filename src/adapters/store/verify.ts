import { intentId } from "../../core/domain/ids.ts";
import type { AuditedIntent } from "../../core/execution/audit.ts";
import { versionOf } from "./backup.ts";
import { decimalIn, integerIn, optionalTextIn, textIn } from "./columns.ts";
import { Database } from "./database.ts";
import { fillsOf } from "./fills.ts";
import { stateIn } from "./standings.ts";
import { MIGRATIONS } from "./migrations.ts";
import { isPrivateFile } from "./private-file.ts";
import { isDamage } from "./storage-error.ts";
import { storePath } from "./store-files.ts";

/** What the store says about itself, read at one moment. */
export interface StoreFacts {
  readonly version: number;
  readonly knownVersion: number;
  /** SQLite's own findings about pages, indexes and constraints; none when all is well. */
  readonly damage: readonly string[];
  /** Rows that refer to rows that are not there: `decisions to cycles`. */
  readonly orphans: readonly string[];
  /** Empty where the store is of another version than this program's. */
  readonly intents: readonly AuditedIntent[];
  /** Absent until a cycle has learned the account. */
  readonly environment?: string;
}

/** @returns `undefined` when there is no store yet. @throws TradebotError `STORE_DAMAGED` and others of the store's own */
export function readStoreFacts(stateDirectory: string): StoreFacts | undefined {
  const path = storePath(stateDirectory);
  if (!isPrivateFile(path)) return undefined;
  const database = new Database(path, { readOnly: true });
  try {
    return database.reading(() => factsIn(database));
  } finally {
    database.close();
  }
}

function factsIn(database: Database): StoreFacts | undefined {
  const version = versionOf(database);
  if (version === 0) return undefined; // a first start died before it could build the tables
  const knownVersion = MIGRATIONS.length;
  const damage = damageIn(database);
  const isReadable = version === knownVersion && damage.length === 0;
  const environment = isReadable ? environmentIn(database) : undefined;
  return {
    version,
    knownVersion,
    damage,
    orphans: damage.length === 0 ? orphansIn(database) : [],
    intents: isReadable ? intentsIn(database) : [],
    ...(environment === undefined ? {} : { environment }),
  };
}

/** Damage of the schema itself ends the check before it can say anything. */
function damageIn(database: Database): readonly string[] {
  try {
    const lines = database.all("PRAGMA integrity_check(20)").map((row) => textIn(row, "integrity_check"));
    return lines.filter((line) => line !== "ok");
  } catch (error) {
    if (isDamage(error)) return [error.message];
    throw error;
  }
}

const orphansIn = (database: Database): readonly string[] =>
  database
    .all("PRAGMA foreign_key_check")
    .map((row) => `${textIn(row, "table")} to ${textIn(row, "parent")}`);

function environmentIn(database: Database): string | undefined {
  const owner = database.get("SELECT environment FROM owner");
  return owner === undefined ? undefined : textIn(owner, "environment");
}

const intentsIn = (database: Database): readonly AuditedIntent[] =>
  database.all("SELECT * FROM intents ORDER BY id").map((row) => ({
    externalReference: textIn(row, "external_reference"),
    state: stateIn(row, "state"),
    quantity: decimalIn(row, "quantity"),
    filledQuantity: decimalIn(row, "filled_quantity"),
    orderId: optionalTextIn(row, "order_id"),
    steps: stepsOf(database, integerIn(row, "id")),
    fills: fillsOf(database, intentId(integerIn(row, "id"))),
  }));

const stepsOf = (database: Database, intent: number): AuditedIntent["steps"] =>
  database
    .all("SELECT from_state, to_state, reason FROM transitions WHERE intent_id = :intent ORDER BY id", {
      intent,
    })
    .map((row) => ({
      from: stateIn(row, "from_state"),
      to: stateIn(row, "to_state"),
      reason: textIn(row, "reason"),
    }));
