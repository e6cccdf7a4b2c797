import { z } from "zod/mini";
import type { Ledger } from "../../core/accounting/ledger.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { LedgerCheckpoint } from "../../cycle/ports/ledger-store.ts";
import { choiceIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { parseStored, StoredDecimal, StoredInstrumentId, StoredTimestamp } from "./json.ts";

/** What all entries before an instant come to, where it has been worked out and none of them has changed since. */
export function ledgerCheckpoint(database: Database): LedgerCheckpoint | undefined {
  const row = database.get("SELECT * FROM ledger_checkpoint");
  return row === undefined
    ? undefined
    : {
        through: timestampIn(row, "through"),
        matching: choiceIn(row, "matching", ["first_in_first_out", "average"]),
        ledger: decodeLedger(textIn(row, "ledger")),
      };
}

/** Losing it to a power cut costs only the work. */
export function keepCheckpoint(database: Database, { through, matching, ledger }: LedgerCheckpoint): void {
  database.unsyncedTransaction(() =>
    database.run(
      `INSERT OR REPLACE INTO ledger_checkpoint (only_row, through, matching, ledger)
       VALUES (1, :through, :matching, :ledger)`,
      { through, matching, ledger: encodeLedger(ledger) },
    ),
  );
}

/** To be called with every change of an entry, in the same transaction. @param at of the entry */
export function dropCheckpoint(database: Database, at: Timestamp): void {
  database.run("DELETE FROM ledger_checkpoint WHERE through > :at", { at });
}

const Price = z.exactOptional(StoredDecimal);
const StoredBook = z.object({
  lots: z.array(z.object({ quantity: StoredDecimal, price: Price, openedAt: StoredTimestamp })),
  additions: z.array(
    z.object({ order: z.string(), at: StoredTimestamp, quantity: StoredDecimal, price: Price }),
  ),
});
const StoredLedger = z.object({
  realised: StoredDecimal,
  closingOrders: z.array(z.object({ order: z.string(), amount: StoredDecimal })),
  books: z.array(z.extend(StoredBook, { instrumentId: StoredInstrumentId })),
});

const encodeLedger = ({ realised, closingOrders, books }: Ledger): string =>
  JSON.stringify({
    realised,
    closingOrders: closingOrders.filter(({ amount }) => amount !== undefined),
    books: [...books].map(([instrumentId, book]) => ({ instrumentId, ...book })),
  }); // decimals write themselves as text

function decodeLedger(text: string): Ledger {
  const { books, ...figures } = parseStored(StoredLedger, text);
  return { ...figures, books: new Map(books.map(({ instrumentId, ...book }) => [instrumentId, book])) };
}
