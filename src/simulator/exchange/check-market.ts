import type { Decimal } from "../../core/domain/decimal.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { isStop, refusal } from "./order-draft.ts";
import type { TradingContext } from "./trading-context.ts";

/** Whether the account and the hours allow the order at all. */
export function sessionFault(draft: OrderDraft, context: TradingContext): Refusal | undefined {
  return extendedHoursFault(draft, context) ?? closedFault(draft, context);
}

function extendedHoursFault(
  { tradesExtendedHours = false, type, instrument }: OrderDraft,
  { rules }: TradingContext,
): Refusal | undefined {
  if (!tradesExtendedHours) return undefined;
  if (type !== "Limit") {
    return refusal("OnlyLimitOrderAllowedForExtendedHours", "Only limit orders trade in extended hours");
  }
  if (!hasExtendedHours(instrument)) {
    return refusal("InstrumentNotSupportedForExtendedHours", "The instrument has no extended trading hours");
  }
  return rules.allowsExtendedHours
    ? undefined
    : refusal("ClientNotEnabledForExtendedTradingHours", "Extended trading hours are not enabled");
}

const hasExtendedHours = ({ hours, isMargin }: SimulatedInstrument): boolean =>
  hours === "nasdaq" && !isMargin;

function closedFault(draft: OrderDraft, { market, at, closedMarket }: TradingContext): Refusal | undefined {
  const kind = draft.instrument.hours === "fx" ? "currencies" : "exchanges";
  const mayWait = closedMarket[kind] === "queue" || draft.type !== "Market";
  return mayWait || market.isOpen(draft.instrument, at)
    ? undefined
    : refusal("MarketClosed", "The market is closed");
}

/** Whether a price makes sense beside the market's own; a closed market has none to compare with. */
export function marketPriceFault(draft: OrderDraft, context: TradingContext): Refusal | undefined {
  const { instrument, price, type, side } = draft;
  if (price === undefined || type === "Market" || !context.market.isOpen(instrument, context.at))
    return undefined;
  const current = currentPrice(draft, context);
  const through = side === "buy" ? price.minus(current) : current.minus(price);
  return isStop(type) ? stopFault(through) : limitFault(through.div(current), context);
}

/** What an order would meet now; a stop on trades the last trade. */
function currentPrice({ instrument, side, type }: OrderDraft, { market, at }: TradingContext): Decimal {
  const { bid, ask, mid } = market.quote(instrument, at);
  if (type.endsWith("IfTraded")) return mid;
  return side === "buy" ? ask : bid;
}

/** @param through how far the market still is from the stop's price; not positive once it was passed */
const stopFault = (through: Decimal): Refusal | undefined =>
  through.gt("0")
    ? undefined
    : refusal("OnWrongSideOfMarket", "The stop price is on the wrong side of the market");

/** @param through how far the limit goes through the market, as a fraction of it; negative while it stays behind */
function limitFault(through: Decimal, { rules }: TradingContext): Refusal | undefined {
  const { passiveDistanceMax, aggressiveDistanceMax } = rules;
  if (passiveDistanceMax !== undefined && through.neg().gt(passiveDistanceMax)) {
    return refusal("TooFarFromMarket", "The price is too far from the market");
  }
  return aggressiveDistanceMax !== undefined && through.gt(aggressiveDistanceMax)
    ? refusal("PriceExceedsAggressiveTolerance", "The price exceeds the aggressive tolerance")
    : undefined;
}
