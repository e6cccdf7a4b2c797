import type { Decimal } from "../domain/decimal.ts";
import { maxDecimal, minDecimal, sumDecimals, ZERO } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import type { NetPosition } from "../domain/account.ts";
import { isProtective, remainingOf, type OpenOrder, type Side } from "../domain/order.ts";
import { present } from "../domain/present.ts";
import { isInDoubt, mayBeLive } from "../execution/lifecycle.ts";
import type { AccountView } from "./decision-input.ts";

/** How the account stands in one instrument. */
export interface InstrumentExposure {
  /** By our own fills, signed. */
  readonly own: Decimal;
  /** By the broker's word, signed; foreign positions included. */
  readonly net: Decimal;
  /** What we may sell: never more than is ours, never more than is there. */
  readonly closable: Decimal;
  readonly canBeClosed: boolean;
  /**
   * Sides of orders that are working or may be, whoever made them; but for our own beside the position, which are
   * cancelled before it is closed in another way.
   */
  readonly pendingSides: ReadonlySet<Side>;
  /** Nobody can say what became of an order of ours. */
  readonly isInDoubt: boolean;
  /** The most units that may be held, or owed, once those orders are executed. */
  readonly reach: Decimal;
  readonly pendingBuys: Decimal;
  /** Of those, ours. */
  readonly ownPendingBuys: Decimal;
  /** And of these, the ones that the broker's list does not show, or not yet. */
  readonly unlistedBuys: Decimal;
  /** The highest price a purchase among them waits for. */
  readonly highestBuy?: Decimal;
  /** The dearest that one unit of those orders may become, by the broker's list; absent where it does not say it of all. */
  readonly orderPrice?: OrderPrice;
  /** What is held is exposed to, by the broker's word, in the account's currency; absent where it says nothing of use. */
  readonly valuation?: Decimal;
  /** The price that rests on, in the instrument's price unit; absent where the broker does not say. */
  readonly valuedAt?: Decimal;
}

interface OrderPrice {
  readonly price: Decimal;
  readonly currency: string;
}

export function exposureIn(account: AccountView, id: InstrumentId): InstrumentExposure {
  const { entries, exposures } = knownOf(account);
  const own = account.ownPositions.get(id);
  const found = entries.get(id);
  if (own === undefined && found === undefined) return NO_EXPOSURE;
  const exposure = exposures.get(id) ?? exposureBy(found ?? NO_ENTRIES, own);
  exposures.set(id, exposure);
  return exposure;
}

function exposureBy({ positions, unsettled, openOrders }: Entries, own: Decimal = ZERO): InstrumentExposure {
  const protective = new Set(unsettled.filter(isAcceptedProtection).map(({ orderId }) => orderId));
  const working = openOrders.filter(({ orderId }) => !protective.has(orderId));
  const net = sumDecimals(positions.map(({ quantity }) => quantity));
  const ours = minDecimal(own, net);
  const listed = new Set(openOrders.map(({ orderId }) => orderId));
  const unlisted = unsettled.filter(
    (one) =>
      mayBeLive(one.state) &&
      !isAcceptedProtection(one) &&
      (one.orderId === undefined || !listed.has(one.orderId)),
  );
  const unlistedOn = (side: Side): Decimal =>
    sumDecimals(unlisted.filter(({ intent }) => intent.side === side).map(({ intent }) => intent.quantity));
  const pending = (side: Side): Decimal =>
    sumDecimals([unlistedOn(side), ...working.filter((order) => order.side === side).map(remainingOf)]);
  const pendingBuys = pending("buy");
  const ourOrders = new Set(unsettled.map(({ orderId }) => orderId));
  const ourListedBuys = working.filter(({ side, orderId }) => side === "buy" && ourOrders.has(orderId));
  return {
    own,
    net,
    closable: maxDecimal(ours, ZERO),
    canBeClosed: positions.length > 0 && positions.every(({ canBeClosed }) => canBeClosed),
    pendingSides: new Set([
      ...working.map(({ side }) => side),
      ...unsettled
        .filter((one) => mayBeLive(one.state) && !isAcceptedProtection(one))
        .map(({ intent }) => intent.side),
    ]),
    isInDoubt: unsettled.some(isInDoubt),
    reach: maxDecimal(net.abs(), maxDecimal(net.plus(pendingBuys).abs(), net.minus(pending("sell")).abs())),
    pendingBuys,
    ownPendingBuys: sumDecimals([unlistedOn("buy"), ...ourListedBuys.map(remainingOf)]),
    unlistedBuys: unlistedOn("buy"),
    ...present({
      highestBuy: highestOf(working.filter(({ side }) => side === "buy").map(({ price }) => price)),
      orderPrice: unlisted.length === 0 ? priceOf(working) : undefined,
      valuation: valuationOf(positions),
      valuedAt: lowestOf(
        positions.filter(({ quantity }) => !quantity.eq(ZERO)).map(({ valuation }) => valuation?.price),
      ),
    }),
  };
}

const highestOf = (prices: readonly (Decimal | undefined)[]): Decimal | undefined =>
  prices.reduce(
    (highest, price) => (price !== undefined && highest?.gt(price) !== true ? price : highest),
    undefined,
  );

/** Absent where one of them is: 0 is no price. */
const lowestOf = (prices: readonly (Decimal | undefined)[]): Decimal | undefined => {
  const known = prices.flatMap((price) => (price?.gt(ZERO) === true ? [price] : []));
  return known.length < prices.length || known.length === 0 ? undefined : known.reduce(minDecimal);
};

function priceOf(orders: readonly OpenOrder[]): OrderPrice | undefined {
  const [currency, ...others] = new Set(orders.map(({ priceCurrency }) => priceCurrency));
  const prices = orders.map(({ price, marketPrice }) => highestOf([price, marketPrice]));
  const price = highestOf(prices);
  if (currency === undefined || price === undefined) return undefined;
  return others.length > 0 || prices.includes(undefined) ? undefined : { price, currency };
}

/** A position without a price is listed as worth nothing, which says nothing. */
function valuationOf(positions: readonly NetPosition[]): Decimal | undefined {
  const held = positions.filter(({ quantity }) => !quantity.eq(ZERO));
  const values = held
    .map(({ valuation }) => valuation?.exposure ?? valuation?.marketValue)
    .filter((value) => value?.eq(ZERO) === false)
    .map((value) => value?.abs() ?? ZERO);
  return values.length < held.length || held.length === 0 ? undefined : sumDecimals(values);
}

/** Instruments in which something is held or ordered, ours or not. */
export const exposedInstruments = (account: AccountView): Iterable<string> => knownOf(account).entries.keys();

/** A stop or target of ours that the broker has, also where it was asked to end it. */
const isAcceptedProtection = ({ intent, state }: AccountView["unsettled"][number]): boolean =>
  isProtective(intent.purpose) && (state === "placed" || state === "cancelling");

type Entries = Pick<AccountView, "positions" | "unsettled" | "openOrders">;

interface Known {
  readonly entries: ReadonlyMap<string, Entries>;
  readonly exposures: Map<string, InstrumentExposure>;
}

/** Of accounts that were asked about: to look through all of one for each instrument would cost the square of their number. */
const known = new WeakMap<AccountView, Known>();
const NO_ENTRIES: Entries = { positions: [], unsettled: [], openOrders: [] };

function knownOf(account: AccountView): Known {
  const found = known.get(account) ?? { entries: byInstrument(account), exposures: new Map() };
  known.set(account, found);
  return found;
}

const NO_EXPOSURE = exposureBy(NO_ENTRIES);

function byInstrument(account: AccountView): ReadonlyMap<string, Entries> {
  const positions = Map.groupBy(account.positions, ({ instrumentId }): string => instrumentId);
  const openOrders = Map.groupBy(account.openOrders, ({ instrumentId }): string => instrumentId);
  const unsettled = Map.groupBy(account.unsettled, ({ intent }): string => intent.instrument.id);
  const ids = new Set([...positions.keys(), ...openOrders.keys(), ...unsettled.keys()]);
  return new Map(
    [...ids].map((id) => [
      id,
      {
        positions: positions.get(id) ?? [],
        openOrders: openOrders.get(id) ?? [],
        unsettled: unsettled.get(id) ?? [],
      },
    ]),
  );
}
