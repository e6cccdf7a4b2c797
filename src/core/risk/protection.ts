import type { Decimal } from "../domain/decimal.ts";
import { decimal, roundDownToStep } from "../domain/decimal.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import type { OrderDuration } from "../domain/order.ts";
import type { PriceKind } from "../domain/price-ticks.ts";
import { priceNoWorse, tickAt, tickAtOrAbove, tickAtOrBelow } from "../domain/price-ticks.ts";
import { longestDuration, waitingTypeIn } from "../domain/waiting-orders.ts";

/** How far from the price it was opened at a position is closed by orders that wait at the broker. */
export interface ProtectionSettings {
  /** Fractions of the price, > 0; absent where there is to be no such order. */
  readonly stopLoss?: Decimal;
  readonly takeProfit?: Decimal;
}

export type ProtectivePurpose = "stop" | "target";

/** What a protective order of a long position waits for. */
export interface ProtectiveTerms {
  readonly purpose: ProtectivePurpose;
  readonly price: Decimal;
}

/** What the market would give for the position, and want for as much again. */
export interface Prices {
  readonly bid: Decimal;
  readonly ask: Decimal;
}

export const KIND_OF: Readonly<Record<ProtectivePurpose, PriceKind>> = { stop: "stop", target: "limit" };

/** The orders that are wanted beside a position, the one that bounds its loss first. */
export const wantedPurposes = ({
  stopLoss,
  takeProfit,
}: ProtectionSettings): readonly ProtectivePurpose[] => [
  ...(stopLoss === undefined ? [] : (["stop"] as const)),
  ...(takeProfit === undefined ? [] : (["target"] as const)),
];

/** How long such an order waits in the instrument; `undefined` where the broker takes none there. */
export function durationOf(
  purpose: ProtectivePurpose,
  details: InstrumentDetails,
): OrderDuration | undefined {
  const type = waitingTypeIn(KIND_OF[purpose], details);
  return type === undefined ? undefined : longestDuration(type, details);
}

/**
 * At which prices a long position is closed: on a price an order may name, no worse for whoever gives the order than
 * what was asked for, and never where the market has been already. A stop that the market has passed waits right
 * below it; a target that it has passed, right above.
 *
 * @param openPrice > 0, what the position cost
 * @param market as it is now; without it nobody can tell which side of it a price is on
 * @returns only those that are wanted, and that the instrument has; none at all where a stop is wanted and no price is
 * left for it, since a target alone bounds no loss
 */
export function protectiveTerms(
  { stopLoss, takeProfit }: ProtectionSettings,
  openPrice: Decimal,
  { market, details }: { readonly market: Prices | undefined; readonly details: InstrumentDetails },
): readonly ProtectiveTerms[] {
  const terms: ProtectiveTerms[] = [];
  if (stopLoss !== undefined) {
    const wanted = orderable(openPrice.minus(openPrice.times(stopLoss)), "stop", details);
    terms.push({ purpose: "stop", price: belowMarket(wanted, market, details) });
  }
  if (takeProfit !== undefined) {
    const wanted = orderable(openPrice.plus(openPrice.times(takeProfit)), "limit", details);
    terms.push({ purpose: "target", price: aboveMarket(wanted, market, details) });
  }
  const taken = terms.filter(({ purpose }) => durationOf(purpose, details) !== undefined);
  return taken.some(({ price }) => price.lte("0")) ? [] : taken;
}

/** Where no step is published, a price as the broker shows prices; the broker alone can tell whether it is one. */
function orderable(price: Decimal, kind: PriceKind, { pricing }: InstrumentDetails): Decimal {
  if (price.lte("0")) return price;
  const step = shownStep(pricing);
  const rounded = roundDownToStep(price, step);
  return priceNoWorse(price, "sell", kind, pricing) ?? (rounded.eq(price) ? price : rounded.plus(step));
}

function belowMarket(price: Decimal, market: Prices | undefined, { pricing }: InstrumentDetails): Decimal {
  if (market === undefined || price.lt(market.bid)) return price;
  const step = tickAt(market.bid, "stop", pricing) ?? shownStep(pricing);
  const below = market.bid.minus(step.div("2"));
  if (below.lte("0")) return below; // the market is at the lowest price there is
  return tickAtOrBelow(below, "stop", pricing) ?? roundDownToStep(below, step);
}

function aboveMarket(price: Decimal, market: Prices | undefined, { pricing }: InstrumentDetails): Decimal {
  if (market === undefined || price.gt(market.bid)) return price;
  return tickAtOrAbove(market.ask, "limit", pricing) ?? market.ask;
}

const shownStep = ({ decimals }: InstrumentDetails["pricing"]): Decimal => decimal(`1e-${decimals}`);
