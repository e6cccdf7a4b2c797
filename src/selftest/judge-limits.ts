import type { Decimal } from "../core/domain/decimal.ts";
import { minDecimal, sumDecimals, ZERO } from "../core/domain/decimal.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { startOfDay } from "../core/hours/local-time.ts";
import type { CycleSettings } from "../cycle/settings.ts";
import { breach, type Breach } from "./breach.ts";
import type { BrokerOrder } from "./broker-orders.ts";

/**
 * Holds each order of ours that was taken against the limits, as the account stood when it was placed. Of two machines
 * that trade one account at the same moment neither can count what the other is about to send.
 */
export function findExcesses(
  orders: readonly BrokerOrder[],
  settings: CycleSettings,
  { machines }: { readonly machines: number },
): readonly Breach[] {
  const taken = orders.filter(({ isRefused }) => !isRefused);
  return taken
    .filter(({ isOurs, terms }) => isOurs && terms.type === "Market")
    .flatMap((order) => {
      const earlier = taken.slice(0, taken.indexOf(order));
      const excesses =
        order.terms.side === "buy" ? ofPurchase(order, earlier, settings) : ofSale(order, earlier);
      return excesses
        .filter(({ needsOneMachine }) => !needsOneMachine || machines === 1)
        .map(({ what }) => breach("limit", `${order.reference}, order ${order.orderId}: ${what}`));
    });
}

/** What another machine has ordered it can be asked for by then: the log's longest delay, and how old a look may be. */
const TOLD_AFTER_MS = 16_000;

interface Excess {
  readonly what: string;
  readonly needsOneMachine: boolean;
}

function ofPurchase(
  { terms, placedAt, orderedQuantity }: BrokerOrder,
  earlier: readonly BrokerOrder[],
  { decision, tradingHours }: CycleSettings,
): readonly Excess[] {
  const ours = earlier.filter(({ isOurs }) => isOurs);
  const { id } = terms.instrument;
  const atMost = decision.defaultQuantity[terms.instrument.assetType];
  const held = mayHold(earlier, id, placedAt).plus(orderedQuantity);
  const told = earlier.filter((order) => placedAt - order.placedAt > TOLD_AFTER_MS);
  const occupied = new Set(ours.map((order) => order.terms.instrument.id))
    .values()
    .filter((other) => other !== id && mayHold(earlier, other, placedAt).gt(ZERO))
    .toArray();
  const day = startOfDay(placedAt, tradingHours.timeZone);
  const today = ours.filter((order) => order.placedAt >= day && order.terms.type === "Market").length;
  const excesses: readonly (Excess | false)[] = [
    held.gt(atMost) && {
      what: `${held.toString()} held of ${id}`,
      needsOneMachine: mayHold(told, id, placedAt).plus(orderedQuantity).lte(atMost),
    },
    occupied.length >= decision.maxPositions && {
      what: `beside positions in ${occupied.join(", ")}`,
      needsOneMachine: true,
    },
    today >= decision.maxDailyTrades && { what: `${today} orders were sent that day`, needsOneMachine: true },
  ];
  return excesses.filter((excess) => excess !== false);
}

/** Nothing is sold that is not ours, and nothing that is not there; but for what another machine has sold just now. */
function ofSale(
  { terms, placedAt, orderedQuantity: quantity }: BrokerOrder,
  earlier: readonly BrokerOrder[],
): readonly Excess[] {
  const { id } = terms.instrument;
  const here = earlier.filter((order) => order.terms.instrument.id === id);
  const [own, net] = leftIn(here, placedAt);
  const [toldOwn, toldNet] = leftIn(
    here.filter((order) => placedAt - order.placedAt > TOLD_AFTER_MS),
    placedAt,
  );
  const excesses: readonly (Excess | false)[] = [
    own.lt(quantity) && {
      what: `sells ${quantity.toString()} of ${own.toString()}`,
      needsOneMachine: toldOwn.gte(quantity),
    },
    net.lt(quantity) && {
      what: `goes short from ${net.toString()}`,
      needsOneMachine: toldNet.gte(quantity),
    },
  ];
  return excesses.filter((excess) => excess !== false);
}

/** What can still be sold in an instrument, of ours and of all that the account holds. */
function leftIn(orders: readonly BrokerOrder[], at: Timestamp): readonly [own: Decimal, net: Decimal] {
  const ours = orders.filter(({ isOurs }) => isOurs);
  const working = sumDecimals(ours.map((order) => waitingToSell(order, at)));
  return [heldAt(ours, at).minus(working), heldAt(orders, at).minus(working)];
}

export const heldAt = (orders: readonly BrokerOrder[], at: Timestamp): Decimal =>
  sumDecimals(
    orders.flatMap(({ fills }) => fills.filter((fill) => fill.at <= at).map(({ quantity }) => quantity)),
  );

/** What is ours and still there, and what a purchase that is under way may add. */
export const mayHold = (orders: readonly BrokerOrder[], id: string, at: Timestamp): Decimal => {
  const inInstrument = orders.filter(({ terms }) => terms.instrument.id === id);
  const ours = inInstrument.filter(({ isOurs }) => isOurs);
  const there = minDecimal(heldAt(ours, at), heldAt(inInstrument, at));
  return (there.gt(ZERO) ? there : ZERO).plus(sumDecimals(ours.map((order) => waitingToBuy(order, at))));
};

const waitingToBuy = (order: BrokerOrder, at: Timestamp): Decimal =>
  order.terms.side === "buy" ? rest(order, at) : ZERO;
const waitingToSell = (order: BrokerOrder, at: Timestamp): Decimal =>
  order.terms.side === "sell" && order.terms.type === "Market" ? rest(order, at) : ZERO;

function rest(order: BrokerOrder, at: Timestamp): Decimal {
  if (order.endedAt !== undefined && order.endedAt <= at) return ZERO;
  return order.terms.amount.minus(heldAt([order], at).abs());
}
