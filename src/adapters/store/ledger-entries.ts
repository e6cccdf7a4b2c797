import type {
  AdjustmentEntry,
  CostEntry,
  FillEntry,
  LedgerEntry,
} from "../../core/accounting/ledger-entry.ts";
import { sumDecimals } from "../../core/domain/decimal.ts";
import { present } from "../../core/domain/present.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { FillTerms, UnpricedFill } from "../../cycle/ports/ledger-store.ts";
import type { Row } from "./columns.ts";
import {
  decimalIn,
  integerIn,
  optionalDecimalIn,
  optionalTimestampIn,
  textIn,
  timestampIn,
} from "./columns.ts";
import type { Database } from "./database.ts";
import { instrumentIn } from "./decisions.ts";
import { dropCheckpoint } from "./ledger-checkpoint.ts";

/** All that has happened to our own positions at or after an instant, in no particular order. */
export const ledgerEntries = (database: Database, since: Timestamp): readonly LedgerEntry[] => [
  ...database
    .all(
      `SELECT log_id, instrument_id, side, fills.quantity AS quantity, fills.price AS price, at, external_reference,
         contract_factor, rate
       FROM fills JOIN intents ON intents.id = fills.intent_id WHERE at >= :since`,
      { since },
    )
    .map(fillEntry),
  ...database.all("SELECT * FROM adjustments WHERE at >= :since", { since }).map(adjustmentEntry),
  ...database
    .all(
      `SELECT * FROM closing_costs WHERE at >= :since AND (opening_cost IS NOT NULL OR closing_cost IS NOT NULL)`,
      { since },
    )
    .map(costEntry),
];

function fillEntry(row: Row): FillEntry {
  const quantity = decimalIn(row, "quantity");
  const rate = optionalDecimalIn(row, "rate");
  return {
    kind: "fill",
    id: textIn(row, "log_id"),
    at: timestampIn(row, "at"),
    instrumentId: instrumentIn(row).id,
    quantity: textIn(row, "side") === "buy" ? quantity : quantity.neg(),
    price: decimalIn(row, "price"),
    order: textIn(row, "external_reference"),
    ...(rate === undefined ? {} : { terms: { rate, contractFactor: decimalIn(row, "contract_factor") } }),
  };
}

const adjustmentEntry = (row: Row): AdjustmentEntry => ({
  kind: "adjustment",
  id: String(integerIn(row, "id")),
  at: timestampIn(row, "at"),
  instrumentId: instrumentIn(row).id,
  quantity: decimalIn(row, "quantity"),
  ...present({
    price: optionalDecimalIn(row, "price"),
    openedAt: optionalTimestampIn(row, "opened_at"),
    profitLoss: optionalDecimalIn(row, "profit_loss"),
  }),
});

const costEntry = (row: Row): CostEntry => ({
  kind: "cost",
  id: textIn(row, "id"),
  at: timestampIn(row, "at"),
  order: textIn(row, "external_reference"),
  amount: sumDecimals(
    [optionalDecimalIn(row, "opening_cost"), optionalDecimalIn(row, "closing_cost")].flatMap(
      (cost) => cost ?? [],
    ),
  ),
});

/** Oldest first. */
export const fillsWithoutTerms = (database: Database, since: Timestamp): readonly UnpricedFill[] =>
  database
    .all(
      `SELECT log_id, instrument_id FROM fills JOIN intents ON intents.id = fills.intent_id
       WHERE rate IS NULL AND at >= :since ORDER BY at`,
      { since },
    )
    .map((row) => ({ logId: textIn(row, "log_id"), instrument: instrumentIn(row) }));

/** A first word about a fill stays: what its result is counted by must not change afterwards. */
export function recordFillTerms(database: Database, terms: readonly FillTerms[]): void {
  database.transaction(() => {
    for (const { logId, currency, contractFactor, rate } of terms) {
      const row = database.get(
        `UPDATE fills SET price_currency = :currency, contract_factor = :contractFactor, rate = :rate, rate_at = :rateAt,
           rate_source = :source
         WHERE log_id = :logId AND rate IS NULL RETURNING at`,
        {
          logId,
          currency,
          contractFactor: contractFactor.toString(),
          rate: rate.rate.toString(),
          rateAt: rate.at,
          source: rate.source,
        },
      );
      if (row !== undefined) dropCheckpoint(database, timestampIn(row, "at"));
    }
  });
}
