import { accountKey } from "../../core/domain/ids.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import { textIn, type Row } from "./columns.ts";
import type { Database } from "./database.ts";
import { onlyRow } from "./database.ts";

/** The first to ask becomes the owner. */
export function bindTo(database: Database, owner: StoreOwner): StoreOwner {
  database.run(
    "INSERT INTO owner (only_row, environment, account_key) VALUES (1, :environment, :accountKey) ON CONFLICT DO NOTHING",
    { ...owner },
  );
  return ownerIn(onlyRow(database, "SELECT environment, account_key FROM owner"));
}

/** `undefined` as long as no cycle has reached the broker. */
export function ownerOf(database: Database): StoreOwner | undefined {
  const row = database.get("SELECT environment, account_key FROM owner");
  return row === undefined ? undefined : ownerIn(row);
}

const ownerIn = (row: Row): StoreOwner => ({
  environment: textIn(row, "environment"),
  accountKey: accountKey(textIn(row, "account_key")),
});
