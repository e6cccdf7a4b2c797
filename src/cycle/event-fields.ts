import type { Instrument } from "../core/domain/instrument.ts";
import type { Intent } from "../core/domain/order.ts";
import { cachedDetails } from "./cached-facts.ts";
import type { Ports } from "./ports.ts";

/** The fields that stand on every log line about an instrument. */
export const instrumentFields = (ports: Pick<Ports, "store" | "clock">, instrument: Instrument) => ({
  instrument_id: instrument.id,
  asset_type: instrument.assetType,
  uic: instrument.uic,
  symbol: cachedDetails(ports, instrument)?.symbol,
});

/** The fields that stand on every log line of an order, so that one search for its reference tells its story. */
export const orderFields = (ports: Ports, intent: Intent) => ({
  external_reference: intent.externalReference,
  side: intent.side,
  quantity: intent.quantity.toString(),
  purpose: intent.purpose,
  order_price: intent.price?.toString(),
  position_id: intent.positionId,
  account_key: intent.accountKey,
  ...instrumentFields(ports, intent.instrument),
});
