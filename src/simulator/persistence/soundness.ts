import { DatabaseSync } from "node:sqlite";
import { SQLITE_BUSY } from "./database-file.ts";

/** How an account lies on the disk; in use, nobody but its holder can tell. */
export type Soundness = "sound" | "in_use" | { readonly damage: string };

/** Reads the whole file, and changes nothing. */
export function soundnessOf(path: string): Soundness {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const verdict = String(database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"]);
      return verdict === "ok" ? "sound" : { damage: verdict };
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof Error) || !("errcode" in error)) throw error;
    return error.errcode === SQLITE_BUSY ? "in_use" : { damage: error.message };
  }
}
