import type { Bar, Quote, QuoteReading } from "../domain/market-data.ts";
import { present } from "../domain/present.ts";
import { elapsed, isoFromTimestamp, type Timestamp } from "../domain/time.ts";
import { MARKET_STATE_POLICY } from "../hours/market-states.ts";
import { barDelayMinutes } from "./bar-delay.ts";
import { barCloseAt } from "../strategy/closed-bars.ts";
import type { DataContext } from "./data-context.ts";
import type { ProposedOrder } from "./decision.ts";
import type { InstrumentExposure } from "./exposure.ts";
import type { SizedOrder } from "./sizing.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What was seen of the market, as JSON values: money as text, instants in UTC. */
export function marketFacts({ now, view, closed, barsRequired, settings }: DataContext): Facts {
  const delay = barDelayMinutes(view);
  return {
    bars: {
      minutes: settings.barMinutes,
      required: barsRequired,
      available: closed.length,
      ...(delay === 0 ? {} : { delayed_by_minutes: delay }),
      ...barFacts(closed, settings),
    },
    ...(view.quote === undefined ? {} : { quote: readingFacts(view.quote, now) }),
    market_state_policy: MARKET_STATE_POLICY,
  };
}

function barFacts(closed: readonly Bar[], { barMinutes }: DataContext["settings"]): Facts {
  const [oldest, before, newest] = [closed[0], closed.at(-2), closed.at(-1)];
  if (oldest === undefined || newest === undefined) return {};
  return {
    oldest_start_at: isoFromTimestamp(oldest.startAt),
    newest_close_at: isoFromTimestamp(barCloseAt(newest, barMinutes)),
    newest_close: newest.close,
    ...(before === undefined ? {} : { close_before: before.close }),
  };
}

function readingFacts(reading: QuoteReading, now: Timestamp): Facts {
  switch (reading.kind) {
    case "quote":
      return quoteFacts(reading.quote, now);
    case "no_price":
      return { missing: "no_price", price_type: reading.priceType, ...stateFact(reading) };
    case "no_access":
      return { missing: "no_access" };
    case "no_quote":
      return { missing: "no_quote", code: reading.code, detail: reading.reason };
  }
}

const stateFact = ({ marketState }: { readonly marketState?: string }): Facts =>
  marketState === undefined ? {} : { market_state: marketState };

const quoteFacts = (quote: Quote, now: Timestamp): Facts => ({
  bid: quote.bid.toString(),
  ask: quote.ask.toString(),
  updated_at: isoFromTimestamp(quote.updatedAt),
  age_seconds: elapsed(quote.updatedAt, now) / 1000,
  delayed_by_minutes: quote.delayedByMinutes,
  price_type_bid: quote.priceTypeBid,
  price_type_ask: quote.priceTypeAsk,
  ...stateFact(quote),
});

export const positionFacts = ({ own, net }: InstrumentExposure): Facts => ({
  own_quantity: own.toString(),
  broker_quantity: net.toString(),
});

/** How much was wanted, by which measure, and what is left of it. */
export const sizeFacts = ({ by, wanted, quantity, worth, cutBy }: SizedOrder): Facts => ({
  by,
  ...present({ wanted: wanted?.toString(), cut_by: cutBy }),
  quantity: quantity.toString(),
  ...present({ worth: worth?.toString() }),
});

export const orderFacts = (order: ProposedOrder): Facts => ({
  side: order.side,
  purpose: order.purpose,
  quantity: order.quantity.toString(),
  external_reference: order.externalReference,
});
