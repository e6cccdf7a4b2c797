import { sumDecimals } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { ClosingCost } from "../../cycle/ports/ledger-store.ts";
import { decimalIn, textIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { dropCheckpoint } from "./ledger-checkpoint.ts";

/** Books what closings cost; what is known already stays, what was not told before is added. */
export function recordClosingCosts(database: Database, costs: readonly ClosingCost[]): void {
  database.transaction(() => {
    for (const { at, ...cost } of costs) {
      const { changes } = database.run(
        `INSERT INTO closing_costs (id, external_reference, at, quantity, opening_cost, closing_cost)
         VALUES (:id, :externalReference, :at, :quantity, :openingCost, :closingCost)
         ON CONFLICT (id) DO UPDATE SET
           opening_cost = coalesce(opening_cost, excluded.opening_cost),
           closing_cost = coalesce(closing_cost, excluded.closing_cost)
         WHERE (opening_cost IS NULL AND excluded.opening_cost IS NOT NULL)
           OR (closing_cost IS NULL AND excluded.closing_cost IS NOT NULL)`,
        {
          id: cost.id,
          externalReference: cost.externalReference,
          at,
          quantity: cost.quantity.toString(),
          openingCost: cost.openingCost?.toString() ?? null,
          closingCost: cost.closingCost?.toString() ?? null,
        },
      );
      if (changes === 1) dropCheckpoint(database, at);
    }
  });
}

/** Orders that are there to close something, of which more was executed than the broker has told the costs of. */
export function lacksCostsSince(database: Database, since: Timestamp): boolean {
  const executed = database.all(
    `SELECT external_reference, fills.quantity AS quantity FROM fills JOIN intents ON intents.id = fills.intent_id
     WHERE fills.at >= :since AND purpose <> 'entry'`,
    { since },
  );
  const byReference = Map.groupBy(executed, (row) => textIn(row, "external_reference"));
  return [...byReference].some(([reference, fills]) => {
    const told = database.all(
      "SELECT quantity FROM closing_costs WHERE external_reference = :reference AND closing_cost IS NOT NULL",
      { reference },
    );
    return quantityIn(told).lt(quantityIn(fills));
  });
}

const quantityIn = (rows: ReturnType<Database["all"]>) =>
  sumDecimals(rows.map((row) => decimalIn(row, "quantity")));
