import { accountKey } from "../../core/domain/ids.ts";
import type { StoreOwner } from "../../cycle/ports.ts";
import { textIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { onlyRow } from "./database.ts";

/** The first to ask becomes the owner. */
export function bindTo(database: Database, owner: StoreOwner): StoreOwner {
  database.run(
    "INSERT INTO owner (only_row, environment, account_key) VALUES (1, :environment, :accountKey) ON CONFLICT DO NOTHING",
    { ...owner },
  );
  const row = onlyRow(database, "SELECT environment, account_key FROM owner");
  return { environment: textIn(row, "environment"), accountKey: accountKey(textIn(row, "account_key")) };
}
