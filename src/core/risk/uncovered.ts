import type { Decimal } from "../domain/decimal.ts";
import { sumDecimals, ZERO } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import type { Intent } from "../domain/order.ts";
import { isResting, type IntentState } from "../execution/lifecycle.ts";
import { wantedPurposes, type ProtectionSettings } from "./protection.ts";

interface BookedOrder {
  readonly intent: Pick<Intent, "instrument" | "purpose" | "quantity">;
  readonly state: IntentState;
  readonly filledQuantity: Decimal;
}

/**
 * What we own, by our own books, beside which too little waits that was accepted. The books may be behind the broker's:
 * they tell when it is worth a look.
 *
 * @param own signed sums of what is ours
 * @param unsettled our orders that are not final
 */
export function uncoveredByBooks(
  own: ReadonlyMap<InstrumentId, Decimal>,
  unsettled: readonly BookedOrder[],
  protection: ProtectionSettings,
): ReadonlyMap<InstrumentId, Decimal> {
  const [first] = wantedPurposes(protection);
  const lacking = new Map<InstrumentId, Decimal>();
  if (first === undefined) return lacking;
  for (const [id, quantity] of own) {
    const beside = unsettled.filter(
      ({ state, intent: { purpose, instrument } }) =>
        instrument.id === id && purpose === first && isResting({ state, purpose }),
    );
    const covered = sumDecimals(beside.map((one) => one.intent.quantity.minus(one.filledQuantity)));
    if (quantity.minus(covered).gt(ZERO)) lacking.set(id, quantity.minus(covered));
  }
  return lacking;
}
