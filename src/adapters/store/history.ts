import type { CycleId, ExternalReference, IntentId } from "../../core/domain/ids.ts";
import { cycleId, orderId } from "../../core/domain/ids.ts";
import type { Fill } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { IntentState, Transition } from "../../core/execution/lifecycle.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import type { Row } from "./columns.ts";
import { integerIn, optionalDecimalIn, optionalTextIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { fillsOf } from "./fills.ts";
import { STANDINGS, standingIn, stateIn } from "./standings.ts";

interface RecordedTransition extends Transition {
  readonly cycleId: CycleId;
  readonly from: IntentState;
  readonly at: Timestamp;
}

/** All that is known of one intent, in time order. */
export interface IntentHistory {
  /** The cycle that made it. */
  readonly cycleId: CycleId;
  readonly standing: IntentStanding;
  readonly transitions: readonly RecordedTransition[];
  readonly fills: readonly Fill[];
}

export function historyOf(database: Database, reference: ExternalReference): readonly IntentHistory[] {
  const rows = database.all(`${STANDINGS} WHERE external_reference = :reference ORDER BY id`, {
    reference,
  });
  return rows.map((row) => {
    const standing = standingIn(row);
    return {
      cycleId: cycleId(integerIn(row, "cycle_id")),
      standing,
      transitions: transitionsOf(database, standing.intent.id),
      fills: fillsOf(database, standing.intent.id),
    };
  });
}

function transitionsOf(database: Database, intent: IntentId): readonly RecordedTransition[] {
  return database
    .all("SELECT * FROM transitions WHERE intent_id = :intent ORDER BY id", { intent })
    .map(transitionIn);
}

function transitionIn(row: Row): RecordedTransition {
  const detail = optionalTextIn(row, "detail");
  const order = optionalTextIn(row, "order_id");
  const filledQuantity = optionalDecimalIn(row, "filled_quantity");
  const quantity = optionalDecimalIn(row, "quantity");
  return {
    cycleId: cycleId(integerIn(row, "cycle_id")),
    from: stateIn(row, "from_state"),
    to: stateIn(row, "to_state"),
    at: timestampIn(row, "at"),
    reason: textIn(row, "reason"),
    ...(detail === undefined ? {} : { detail }),
    ...(order === undefined ? {} : { orderId: orderId(order) }),
    ...(filledQuantity === undefined ? {} : { filledQuantity }),
    ...(quantity === undefined ? {} : { quantity }),
  };
}
