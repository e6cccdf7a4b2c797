import type { Timestamp } from "../../core/domain/time.ts";
import { ORDER_PURPOSES, type OrderPurpose } from "../../core/domain/order.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import { choiceIn, optionalTextIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { instrumentIn } from "./decisions.ts";

/** An order that the broker has said yes or no to. */
export interface OrderAttempt {
  readonly instrumentId: InstrumentId;
  readonly purpose: OrderPurpose;
  readonly at: Timestamp;
  /** The broker's code of the refusal; absent when it took the order. */
  readonly refusal?: string;
}

/**
 * Newest first, at most `count`. An order dropped before it was sent was refused by the precheck if its cycle went on
 * to its end: a stop or a failure on our side, and a dry run, say nothing about what the broker takes. Orders that wait
 * beside a position are missed by a look at the position.
 */
export const attemptsSince = (database: Database, since: Timestamp, count: number): readonly OrderAttempt[] =>
  database
    .all(
      `SELECT intents.instrument_id, intents.purpose, intents.created_at,
         CASE WHEN intents.state IN ('dropped', 'rejected') THEN
           (SELECT reason FROM transitions WHERE intent_id = intents.id ORDER BY id DESC LIMIT 1)
         END AS refusal
       FROM intents JOIN cycles ON cycles.id = intents.cycle_id
       WHERE intents.created_at >= :since AND cycles.dry_run = 0
         AND intents.purpose IN ('entry', 'exit')
         AND (intents.state IN ('rejected', 'placed', 'filled', 'cancelled', 'expired')
           OR (intents.state = 'dropped' AND cycles.outcome = 'done'))
       ORDER BY intents.id DESC LIMIT :count`,
      { since, count },
    )
    .map((row) => {
      const refusal = optionalTextIn(row, "refusal");
      return {
        instrumentId: instrumentIn(row).id,
        purpose: choiceIn(row, "purpose", ORDER_PURPOSES),
        at: timestampIn(row, "created_at"),
        ...(refusal === undefined ? {} : { refusal }),
      };
    });
