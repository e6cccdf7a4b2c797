import { isoFromTimestamp } from "../../core/domain/time.ts";
import type { Adjustment } from "../../cycle/ports/ledger-store.ts";

/** What was put right about our position, as programs are told. */
export const adjustmentDocument = (adjustment: Adjustment) => ({
  at: isoFromTimestamp(adjustment.at),
  instrument_id: adjustment.instrumentId,
  quantity: adjustment.quantity.toString(),
  reason: adjustment.reason,
  detail: adjustment.detail,
  price: adjustment.price?.toString(),
  profit_loss: adjustment.profitLoss?.toString(),
});
