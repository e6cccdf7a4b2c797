import { commonPart } from "../core/domain/decimal.ts";
import type { CloseOut } from "./close-out.ts";
import { isBusy, type CloseOutLook } from "./close-out-look.ts";
import { instrumentFields } from "./event-fields.ts";

/**
 * What was closed for somebody else stands in our records as if we had sold what we never had: it is taken out again.
 * Only where no order of ours may still be executed, so that what is not booked yet is not taken for a difference.
 *
 * @returns whether anything was booked: what the look says of our records is old then
 */
export function bookForeign({ context, label }: CloseOut, look: CloseOutLook): boolean {
  const { ports, cycle } = context;
  let isBooked = false;
  for (const holding of look.holdings) {
    const { instrument, own, atBroker } = holding;
    const left = commonPart(own, atBroker);
    if (instrument === undefined || own.eq(left) || isBusy(look, holding)) continue;
    const quantity = left.minus(own);
    ports.store.recordAdjustment(cycle, {
      at: ports.clock.now(),
      instrumentId: instrument.id,
      quantity,
      reason: "FOREIGN_CLOSED",
      detail: label,
    });
    ports.events.emit("execution_foreign_closed", {
      ...instrumentFields(ports, instrument),
      own_quantity: own.toString(),
      broker_quantity: atBroker.toString(),
      adjusted_by: quantity.toString(),
    });
    isBooked = true;
  }
  return isBooked;
}
