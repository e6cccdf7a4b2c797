import type { InstrumentDetails } from "./instrument.ts";
import type { OrderDuration } from "./order.ts";
import type { PriceKind } from "./price-ticks.ts";

type OrderTypeRules = Pick<InstrumentDetails, "supportedOrderTypes" | "orderDurations" | "instrument">;

/** Traded on an exchange, where the stop of a pair must wait for a trade instead of a quote. */
const ON_EXCHANGES: ReadonlySet<string> = new Set(["Stock", "Etf", "CfdOnStock", "CfdOnEtf"]);

/** What the broker calls an order that waits for a price; `undefined` where the instrument has none of that kind. */
export function waitingTypeIn(
  kind: PriceKind,
  { supportedOrderTypes: types, instrument }: Pick<OrderTypeRules, "supportedOrderTypes" | "instrument">,
): string | undefined {
  const stops = ON_EXCHANGES.has(instrument.assetType) ? ["StopIfTraded", "Stop"] : ["Stop", "StopIfTraded"];
  return (kind === "limit" ? ["Limit"] : stops).find((type) => types.includes(type));
}

/**
 * How long an order of the type may wait: until it is cancelled, or else for the day.
 *
 * @returns `undefined` where neither is legal
 */
export function longestDuration(
  type: string,
  { orderDurations }: Pick<OrderTypeRules, "orderDurations">,
): OrderDuration | undefined {
  const legal = orderDurations?.[type];
  if (legal === undefined || legal.includes("GoodTillCancel")) return { kind: "until_cancelled" };
  return legal.includes("DayOrder") ? { kind: "day" } : undefined;
}
