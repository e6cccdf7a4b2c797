import type { ClosingCost } from "../../cycle/ports.ts";
import type { Database } from "./database.ts";
import { dropCheckpoint } from "./ledger-checkpoint.ts";

/** Books what closings cost; one that is known already changes nothing. */
export function recordClosingCosts(database: Database, costs: readonly ClosingCost[]): void {
  database.transaction(() => {
    for (const { id, externalReference, at, openingCost, closingCost } of costs) {
      const { changes } = database.run(
        `INSERT OR IGNORE INTO closing_costs (id, external_reference, at, opening_cost, closing_cost)
         VALUES (:id, :externalReference, :at, :openingCost, :closingCost)`,
        {
          id,
          externalReference,
          at,
          openingCost: openingCost?.toString() ?? null,
          closingCost: closingCost?.toString() ?? null,
        },
      );
      if (changes === 1) dropCheckpoint(database, at);
    }
  });
}
