import { assert } from "../../core/domain/assert.ts";
import type { OrderProgress, OrderRelation, OrderTerms, WorkingOrder } from "../exchange/order-terms.ts";
import type { Row } from "./row.ts";
import {
  decimalListOf,
  decimalOf,
  flagOf,
  idOf,
  instantOf,
  instrumentOf,
  integerOf,
  present,
  optionalDecimal,
  optionalId,
  optionalInstant,
  optionalInteger,
  optionalText,
  textOf,
} from "./row.ts";

export function orderTermsFrom(row: Row): OrderTerms {
  const distance = optionalDecimal(row, "trailing_distance");
  return {
    orderId: idOf(row, "order_id"),
    account: integerOf(row, "account"),
    instrument: instrumentOf(row),
    side: textOf(row, "side") === "buy" ? "buy" : "sell",
    amount: decimalOf(row, "amount"),
    type: textOf(row, "type"),
    duration: textOf(row, "duration"),
    relation: relationFrom(row),
    isForceOpen: flagOf(row, "is_force_open"),
    tradesExtendedHours: flagOf(row, "trades_extended_hours"),
    placedAt: instantOf(row, "placed_at"),
    correlationKey: textOf(row, "correlation_key"),
    ...present({
      price: optionalDecimal(row, "price"),
      stopLimitPrice: optionalDecimal(row, "stop_limit_price"),
      trailing: distance && { distance, step: decimalOf(row, "trailing_step") },
      expirationText: optionalText(row, "expiration_text"),
      relatedPositionId: optionalId(row, "related_position_id"),
      externalReference: optionalText(row, "external_reference"),
    }),
  };
}

function relationFrom(row: Row): OrderRelation {
  const kind = textOf(row, "relation");
  const ids = textOf(row, "related_order_ids")
    .split(",")
    .filter((id) => id !== "");
  const [first, second] = ids;
  if (kind === "StandAlone") return { kind };
  if (kind === "IfDoneMaster") return { kind, childIds: ids };
  if (kind === "Oco" && first !== undefined) return { kind, otherId: first };
  if (kind === "IfDoneSlave" && first !== undefined) return { kind, entryId: first };
  assert(
    kind === "IfDoneSlaveOco" && first !== undefined && second !== undefined,
    "an order has no relation",
  );
  return { kind, entryId: first, otherId: second };
}

export function progressFrom(row: Row): OrderProgress {
  return {
    filledAmount: decimalOf(row, "filled_amount"),
    ...present({ averagePrice: optionalDecimal(row, "average_price") }),
  };
}

export function workingOrderFrom(row: Row): WorkingOrder {
  const amounts = decimalListOf(row, "split_amounts");
  const answersAt = optionalInstant(row, "venue_answers_at");
  const everyMs = optionalInteger(row, "split_every_ms");
  return {
    ...orderTermsFrom(row),
    ...progressFrom(row),
    status: textOf(row, "working_status") === "Working" ? "Working" : "NotWorking",
    isTriggered: flagOf(row, "is_triggered"),
    ...present({
      expiresAt: optionalInstant(row, "expires_at"),
      notBefore: optionalInstant(row, "not_before"),
      venue: answersAt && { at: answersAt, isAccepted: flagOf(row, "venue_accepts") },
      split: amounts && everyMs !== undefined ? { amounts, everyMs } : undefined,
    }),
  };
}
