import type { Decimal } from "../../core/domain/decimal.ts";
import type { InstrumentDetails, TradingSession } from "../../core/domain/instrument.ts";
import type { QuoteReading } from "../../core/domain/market-data.ts";
import { bandsOf, type Band, type PriceKind } from "../../core/domain/price-ticks.ts";
import { minimumQuantity } from "../../core/domain/quantity-steps.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";

interface InstrumentRecords {
  readonly environment: string;
  readonly asOf: Timestamp;
  readonly details: InstrumentDetails;
  readonly sessions: readonly TradingSession[];
  readonly quote: QuoteReading | undefined;
}

export type InstrumentDocument = ReturnType<typeof instrumentDocument>;

/** Everything that the broker says about an instrument and that an order in it has to obey. */
export function instrumentDocument({ environment, asOf, details, sessions, quote }: InstrumentRecords) {
  const { instrument, exchange, lot, orderLimits, pricing } = details;
  return {
    environment,
    as_of: isoFromTimestamp(asOf),
    instrument_id: instrument.id,
    symbol: details.symbol,
    description: details.description,
    currency: details.currency,
    exchange: exchange?.id,
    exchange_name: exchange?.name,
    tradability: details.tradability,
    restriction: details.restriction,
    is_short_disabled: details.isShortDisabled,
    quantity: {
      decimals: details.amountDecimals,
      minimum: minimumQuantity("buy", details).toString(),
      maximum: textOf(orderLimits.maximumQuantity),
      lot: textOf(lot?.size),
      lot_for_buys_only: lot?.isForBuysOnly,
    },
    order_value: {
      minimum: textOf(orderLimits.minimumValue),
      maximum: textOf(orderLimits.maximumValue),
      maximum_currency: orderLimits.maximumValueCurrency,
    },
    price: {
      currency: pricing.currency,
      decimals: pricing.decimals,
      order_decimals: pricing.orderDecimals,
      format: pricing.format,
      contract_factor: textOf(pricing.contractFactor),
      limit_ticks: ticks("limit", details),
      stop_ticks: ticks("stop", details),
    },
    order_types: details.supportedOrderTypes.map((type) => ({
      order_type: type,
      durations: details.orderDurations?.[type],
    })),
    sessions: sessions.map(({ state, startAt, endAt }) => ({
      state,
      start_at: isoFromTimestamp(startAt),
      end_at: isoFromTimestamp(endAt),
    })),
    quote: quoteOf(quote),
  };
}

const textOf = (value: Decimal | undefined): string | undefined => value?.toString();

const ticks = (kind: PriceKind, { pricing }: InstrumentDetails) =>
  (bandsOf(kind, pricing) ?? []).map(({ above, upTo, tick }: Band) => ({
    above: above.toString(),
    up_to: textOf(upTo),
    tick: tick.toString(),
  }));

/** Whether there is a price for this login, and of which kind. */
function quoteOf(reading: QuoteReading | undefined) {
  if (reading === undefined) return { access: "unknown" };
  if (reading.kind !== "quote") return { access: reading.kind };
  const { bid, ask, delayedByMinutes, marketState, priceTypeBid, priceTypeAsk } = reading.quote;
  return {
    access: delayedByMinutes === 0 ? "real_time" : "delayed",
    delayed_by_minutes: delayedByMinutes,
    bid: bid.toString(),
    ask: ask.toString(),
    price_types: `${priceTypeBid}/${priceTypeAsk}`,
    market_state: marketState,
  };
}
