import type { Decimal } from "../core/domain/decimal.ts";
import { minDecimal, sumDecimals, ZERO } from "../core/domain/decimal.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import { seconds, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import type { RiskLimits } from "../core/risk/risk-limits.ts";
import { conversionRate, priceCurrencyOf } from "../simulator/exchange/conversion.ts";
import type { Market } from "../simulator/market/types.ts";
import { breach, type Breach } from "./breach.ts";
import type { BrokerOrder } from "./broker-orders.ts";
import { heldAt, mayHold } from "./judge-limits.ts";

/** What it was decided on is no older than that, in which prices move: the lowest of them counts. */
const DECIDED_WITHIN_S = 300;
const EVERY_S = 20;
const ACCOUNT_CURRENCY = "USD";

/**
 * Holds each purchase of ours that was taken against the limits of value, by the market's own prices: what its
 * instrument comes to with it, and what all of the account does. Only for one machine that trades alone: none can count
 * what another one is about to send.
 */
export function findTooDear(
  orders: readonly BrokerOrder[],
  limits: Pick<RiskLimits, "maxPositionValue" | "maxFxNotional" | "maxPortfolioExposure">,
  market: Market,
): readonly Breach[] {
  const taken = orders.filter(({ isRefused }) => !isRefused);
  const purchases = taken.filter(
    ({ isOurs, terms }) => isOurs && terms.type === "Market" && terms.side === "buy",
  );
  return purchases.flatMap((order) => {
    const { instrument } = order.terms;
    const earlier = taken.slice(0, taken.indexOf(order));
    const views = [earlier, earlier.filter((other) => wasSeen(other, order))];
    const least = (quantityIn: (view: readonly BrokerOrder[]) => Decimal): Decimal =>
      views.map(quantityIn).reduce(minDecimal);
    const worth = (of: Instrument, quantity: Decimal): Decimal =>
      lowestPrice(of, market, order.placedAt).times(quantity);
    const here = least((view) => mayHold(view, instrument.id, order.placedAt)).plus(order.orderedQuantity);
    const others = instrumentsOf(earlier).filter(({ id }) => id !== instrument.id);
    const position = worth(instrument, here);
    const all = sumDecimals([
      position,
      ...others.map((other) =>
        worth(
          other,
          least((view) => holding(view, other, order.placedAt)),
        ),
      ),
    ]);
    const isPair = instrument.assetType === "FxSpot" || instrument.assetType === "FxCrypto";
    const most = isPair ? limits.maxFxNotional : limits.maxPositionValue;
    const excesses: readonly (string | false)[] = [
      position.gt(most) && `${position.round(2).toString()} of ${instrument.id}, limit ${most.toString()}`,
      all.gt(limits.maxPortfolioExposure) &&
        `${all.round(2).toString()} in all, limit ${limits.maxPortfolioExposure.toString()}`,
    ];
    return excesses
      .filter((excess) => excess !== false)
      .map((excess) => breach("limit", `${order.reference}, order ${order.orderId}: ${excess}`));
  });
}

/** What a person does while a cycle decides it may count or not. */
const wasSeen = ({ isOurs, placedAt }: BrokerOrder, order: BrokerOrder): boolean =>
  isOurs || order.placedAt - placedAt > seconds(DECIDED_WITHIN_S);

const instrumentsOf = (orders: readonly BrokerOrder[]): readonly Instrument[] => [
  ...new Map(orders.map(({ terms: { instrument } }) => [instrument.id, instrument])).values(),
];

/** Ours with what may still be bought, and at least what the account holds, whoever has bought it. */
function holding(orders: readonly BrokerOrder[], { id }: Instrument, at: Timestamp): Decimal {
  const ours = mayHold(orders, id, at);
  const net = heldAt(
    orders.filter(({ terms }) => terms.instrument.id === id),
    at,
  ).abs();
  return ours.gt(net) ? ours : net;
}

/** Of a unit, in account currency. */
function lowestPrice(instrument: Instrument, market: Market, at: Timestamp): Decimal {
  const listed = market.find(instrument.assetType, instrument.uic);
  if (listed === undefined) throw new RangeError(`${instrument.id} is not listed`);
  const prices = Array.from({ length: DECIDED_WITHIN_S / EVERY_S + 1 }, (_, index) => {
    const then = subtractDuration(at, seconds(index * EVERY_S));
    const rate = conversionRate(market, { from: priceCurrencyOf(listed), to: ACCOUNT_CURRENCY }, then);
    return market.quote(listed, then).bid.times(rate);
  });
  return prices.reduce((lowest, price) => minDecimal(lowest, price), prices[0] ?? ZERO);
}
