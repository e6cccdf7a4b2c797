import { en } from "zod/locales";
import { z } from "zod/mini";
import type { Ledger } from "../../core/accounting/ledger.ts";
import type { PositionBook } from "../../core/accounting/position-book.ts";
import { decimal, type Decimal } from "../../core/domain/decimal.ts";
import { instrumentFromId } from "../../core/domain/instrument.ts";
import { assert } from "../../core/domain/assert.ts";
import { present } from "../../core/domain/present.ts";
import { timestamp, type Timestamp } from "../../core/domain/time.ts";
import type { LedgerCheckpoint } from "../../cycle/ports/ledger-store.ts";
import { choiceIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";

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

const DecimalText = z.string();
const Price = z.exactOptional(DecimalText);
const StoredLedger = z.object({
  realised: DecimalText,
  closingOrders: z.array(z.object({ order: z.string(), amount: z.string() })),
  books: z.array(
    z.object({
      instrumentId: z.string(),
      lots: z.array(z.object({ quantity: DecimalText, price: Price, openedAt: z.int() })),
      additions: z.array(z.object({ order: z.string(), at: z.int(), quantity: DecimalText, price: Price })),
    }),
  ),
});
type StoredLedger = z.output<typeof StoredLedger>;

const encodeLedger = ({ realised, closingOrders, books }: Ledger): string =>
  JSON.stringify({
    realised,
    closingOrders: closingOrders.filter(({ amount }) => amount !== undefined),
    books: [...books].map(([instrumentId, book]) => ({ instrumentId, ...book })),
  }); // decimals write themselves as text

function decodeLedger(text: string): Ledger {
  const { realised, closingOrders, books } = StoredLedger.parse(JSON.parse(text), {
    error: en().localeError,
  });
  return {
    realised: decimal(realised),
    closingOrders: closingOrders.map(({ order, amount }) => ({ order, amount: decimal(amount) })),
    books: new Map(books.map(decodeBook)),
  };
}

function decodeBook({ instrumentId, lots, additions }: StoredLedger["books"][number]) {
  const instrument = instrumentFromId(instrumentId);
  assert(instrument !== undefined, `the ledger holds "${instrumentId}", which is no instrument`);
  const book: PositionBook = {
    lots: lots.map(({ quantity, price, openedAt }) => ({
      quantity: decimal(quantity),
      openedAt: timestamp(openedAt),
      ...present({ price: optionalDecimal(price) }),
    })),
    additions: additions.map(({ order, at, quantity, price }) => ({
      order,
      at: timestamp(at),
      quantity: decimal(quantity),
      ...present({ price: optionalDecimal(price) }),
    })),
  };
  return [instrument.id, book] as const;
}

const optionalDecimal = (text: string | undefined): Decimal | undefined =>
  text === undefined ? undefined : decimal(text);
