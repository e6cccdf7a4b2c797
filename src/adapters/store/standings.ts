import {
  accountKey,
  externalReference,
  intentId,
  orderId,
  positionId,
  requestId,
} from "../../core/domain/ids.ts";
import { ORDER_PURPOSES, type Intent } from "../../core/domain/order.ts";
import type { IntentState } from "../../core/execution/lifecycle.ts";
import { INTENT_STATES } from "../../core/execution/lifecycle.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import type { Row } from "./columns.ts";
import {
  choiceIn,
  decimalIn,
  integerIn,
  optionalDecimalIn,
  optionalIntegerIn,
  optionalTextIn,
  optionalTimestampIn,
  textIn,
  timestampIn,
} from "./columns.ts";
import { instrumentIn } from "./decisions.ts";

/**
 * An intent with what its neighbours say of it. Who gave up waiting for the answer in the very cycle that sent it knows
 * when that was; a later cycle does not.
 */
export const STANDINGS = `
  SELECT intents.*,
    (SELECT max(doubt.at) FROM transitions AS doubt JOIN transitions AS sending
       ON sending.intent_id = doubt.intent_id AND sending.cycle_id = doubt.cycle_id AND sending.to_state = 'placing'
     WHERE doubt.intent_id = intents.id AND doubt.from_state = 'placing' AND doubt.to_state = 'unknown')
      AS answer_given_up_at,
    (SELECT count(*) FROM intents AS earlier
     WHERE earlier.external_reference = intents.external_reference
       AND earlier.id < intents.id AND earlier.placing_at IS NOT NULL) AS earlier_attempts
  FROM intents`;

export const stateIn = (row: Row, column: string): IntentState => choiceIn(row, column, INTENT_STATES);

export function standingIn(row: Row): IntentStanding {
  const order = optionalTextIn(row, "order_id");
  const placingAt = optionalTimestampIn(row, "placing_at");
  const answerGivenUpAt = optionalTimestampIn(row, "answer_given_up_at");
  const clockAheadMs = optionalIntegerIn(row, "clock_ahead_ms");
  return {
    intent: intentIn(row),
    state: stateIn(row, "state"),
    ...(order === undefined ? {} : { orderId: orderId(order) }),
    filledQuantity: decimalIn(row, "filled_quantity"),
    ...(placingAt === undefined ? {} : { placingAt }),
    ...(answerGivenUpAt === undefined ? {} : { answerGivenUpAt }),
    ...(clockAheadMs === undefined ? {} : { clockAheadMs }),
    earlierAttempts: integerIn(row, "earlier_attempts"),
  };
}

function intentIn(row: Row): Intent {
  const position = optionalTextIn(row, "position_id");
  const price = optionalDecimalIn(row, "price");
  return {
    id: intentId(integerIn(row, "id")),
    accountKey: accountKey(textIn(row, "account_key")),
    instrument: instrumentIn(row),
    side: choiceIn(row, "side", ["buy", "sell"]),
    quantity: decimalIn(row, "quantity"),
    externalReference: externalReference(textIn(row, "external_reference")),
    purpose: choiceIn(row, "purpose", ORDER_PURPOSES),
    strategy: textIn(row, "strategy"),
    decisionBarCloseAt: timestampIn(row, "decision_bar_close_at"),
    createdAt: timestampIn(row, "created_at"),
    requestId: requestId(textIn(row, "request_id")),
    ...(position === undefined ? {} : { positionId: positionId(position) }),
    ...(price === undefined ? {} : { price }),
  };
}
