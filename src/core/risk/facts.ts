import type { Bar, Quote } from "../domain/market-data.ts";
import { isoFromTimestamp } from "../domain/time.ts";
import { barCloseAt } from "../strategy/closed-bars.ts";
import type { DataContext } from "./data-gates.ts";
import type { ProposedOrder } from "./decision.ts";
import type { InstrumentExposure } from "./exposure.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What was seen of the market, as JSON values: money as text, instants in UTC. */
export function marketFacts({ view, closed, barsRequired, settings }: DataContext): Facts {
  const newest = closed.at(-1);
  return {
    bars: {
      minutes: settings.barMinutes,
      required: barsRequired,
      available: closed.length,
      ...(newest === undefined ? {} : barFacts(newest, settings)),
    },
    ...(view.quote?.kind === "quote" ? { quote: quoteFacts(view.quote.quote) } : {}),
  };
}

const barFacts = (bar: Bar, { barMinutes }: DataContext["settings"]): Facts => ({
  newest_close_at: isoFromTimestamp(barCloseAt(bar, barMinutes)),
  newest_close: bar.close,
});

const quoteFacts = (quote: Quote): Facts => ({
  bid: quote.bid.toString(),
  ask: quote.ask.toString(),
  updated_at: isoFromTimestamp(quote.updatedAt),
  delayed_by_minutes: quote.delayedByMinutes,
  price_type_bid: quote.priceTypeBid,
  price_type_ask: quote.priceTypeAsk,
  ...(quote.marketState === undefined ? {} : { market_state: quote.marketState }),
});

export const positionFacts = ({ own, net }: InstrumentExposure): Facts => ({
  own_quantity: own.toString(),
  broker_quantity: net.toString(),
});

export const orderFacts = (order: ProposedOrder): Facts => ({
  side: order.side,
  purpose: order.purpose,
  quantity: order.quantity.toString(),
  external_reference: order.externalReference,
});
