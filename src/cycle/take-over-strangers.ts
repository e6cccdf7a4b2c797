import { isHeld, type Position } from "../core/domain/account.ts";
import { ZERO } from "../core/domain/decimal.ts";
import { externalReference, isOwnReference } from "../core/domain/ids.ts";
import { addDuration, minutes } from "../core/domain/time.ts";
import { unexplainedOpenings } from "./adopt-orders.ts";
import type { ConnectedContext } from "./context.ts";
import type { HoldingsSeen } from "./position-differences.ts";
import { takeOverOwn } from "./take-over-own.ts";

/** What no search has explained, or what holds nothing of ours, is looked into again when it changes, or after a day. */
const LOOKED_FOR = minutes(24 * 60);
const EXPLAINED = "own-openings-looked-into";

/**
 * Whether the account shows orders or openings under our references that this store does not know is told by lists that
 * are read anyway; then the broker's records are searched for all of them. Another machine has bought, or an older store
 * was put back: what it holds is ours to protect and to sell all the same.
 *
 * @returns whether our records may have changed, so that what was seen is to be seen anew
 * @throws TradebotError when the records cannot be read: there may be more of ours than our store knows
 */
export async function takeOverStrangers(
  context: ConnectedContext,
  seen: HoldingsSeen,
  strategy: string,
): Promise<boolean> {
  const { store, clock } = context.ports;
  const lots = await openingsIn(context, seen);
  const strangers = [...strangeOrders(context, seen), ...strangeOpenings(context, lots)].sort().join(", ");
  const now = clock.now();
  const before = store.cache.read(EXPLAINED, now) ?? "";
  if (strangers === "" && before !== "") store.cache.write(EXPLAINED, "", addDuration(now, LOOKED_FOR));
  if (strangers === "" || before === strangers) return false;
  await takeOverOwn(context, strategy);
  store.cache.write(EXPLAINED, strangers, addDuration(clock.now(), LOOKED_FOR));
  return true;
}

/** An order whose answer was lost is one that the store waits for, though not yet by its id. */
const strangeOrders = ({ ports: { store } }: ConnectedContext, { openOrders }: HoldingsSeen) =>
  openOrders
    .filter(({ externalReference: reference }) => isOwnReference(reference))
    .filter(({ orderId }) => !store.hasOrder(orderId))
    .filter(({ externalReference: reference = "" }) => {
      return store.arrivedIntent(externalReference(reference)) === undefined;
    })
    .map(({ orderId }) => `order ${orderId}`);

/** Of what there is too little the comparison with the broker tells. */
const strangeOpenings = (context: ConnectedContext, lots: readonly Position[]): readonly string[] =>
  unexplainedOpenings(context, lots)
    .filter(({ instrument: { id }, quantity }) =>
      lots.some((lot) => lot.instrumentId === id && lot.quantity.gt(ZERO) === quantity.gt(ZERO)),
    )
    .map(({ instrument, quantity }) => `${quantity.toString()} ${instrument.id}`);

const FOREIGN = "foreign-positions-looked-into";

/** Where we own nothing the openings are not read in each cycle, but where what the account holds has changed. */
async function openingsIn(
  { broker, account, ports: { store, clock } }: ConnectedContext,
  { positions, lots }: HoldingsSeen,
): Promise<readonly Position[]> {
  if (lots.length > 0 || store.ownPositions().size > 0) return lots.filter(isHeld);
  const held = positions.filter(({ quantity }) => !quantity.eq(ZERO));
  const holdings = held.map(({ instrumentId, quantity }) => `${quantity.toString()} ${instrumentId}`);
  const name = holdings.sort().join(", ");
  if (name === "" || store.cache.read(FOREIGN, clock.now()) === name) return [];
  const openings = (await broker.readPositions(account)).filter(isHeld);
  if (!openings.some(({ externalReference: reference }) => isOwnReference(reference)))
    store.cache.write(FOREIGN, name, addDuration(clock.now(), LOOKED_FOR));
  return openings;
}
