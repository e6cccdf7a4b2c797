import type { Intent } from "../core/domain/order.ts";

/** The fields that stand on every log line of an order, so that one search for its reference tells its story. */
export const orderFields = (intent: Intent) => ({
  external_reference: intent.externalReference,
  instrument_id: intent.instrument.id,
  asset_type: intent.instrument.assetType,
  uic: intent.instrument.uic,
  side: intent.side,
  quantity: intent.quantity.toString(),
  purpose: intent.purpose,
  account_key: intent.accountKey,
});
