import { assert } from "./assert.ts";
import type { Decimal } from "./decimal.ts";
import { decimal, isMultipleOf, roundDownToStep, ZERO } from "./decimal.ts";
import type { PriceRules, TickBand } from "./instrument.ts";
import type { Side } from "./order.ts";

/** Where a price applies a rule of its own: what waits for a better price, and what is triggered by a worse one. */
export type PriceKind = "limit" | "stop";

/**
 * Whether an order may name this price. `undefined` when the broker publishes no step: then nobody knows.
 *
 * Source: Saxo OpenAPI reference data, "Tick rule"
 */
export function isOnTick(price: Decimal, kind: PriceKind, rules: PriceRules): boolean | undefined {
  const tick = tickAt(price, kind, rules);
  return tick === undefined ? undefined : price.gt(ZERO) && isMultipleOf(price, tick);
}

/**
 * The price an order may name that is next to the wanted one, on the side that is no worse for whoever gives the
 * order: a buy waits for no more, and is stopped in at no more; a sell waits for no less, and is stopped out at no less.
 *
 * @param price > 0
 * @returns `undefined` when the broker publishes no step, or no price below the wanted one is possible
 */
export function priceNoWorse(
  price: Decimal,
  side: Side,
  kind: PriceKind,
  rules: PriceRules,
): Decimal | undefined {
  return side === "buy" ? tickAtOrBelow(price, kind, rules) : tickAtOrAbove(price, kind, rules);
}

/** The highest price that an order may name and that is not above the given one. @param price > 0 */
export function tickAtOrBelow(price: Decimal, kind: PriceKind, rules: PriceRules): Decimal | undefined {
  assert(price.gt(ZERO), "a price is positive");
  const bands = bandsOf(kind, rules) ?? [];
  let wanted = price;
  // A step down may leave the band: its lower edge, which belongs to the band below, may then be nearer.
  for (const { above, upTo, tick } of bands.toReversed()) {
    if (wanted.lte(above)) continue;
    const highest = upTo === undefined || wanted.lt(upTo) ? wanted : upTo;
    const candidate = roundDownToStep(highest, tick);
    if (candidate.gt(above)) return candidate;
    wanted = above;
  }
  return undefined;
}

/** The lowest price that an order may name and that is not below the given one. @param price > 0 */
export function tickAtOrAbove(price: Decimal, kind: PriceKind, rules: PriceRules): Decimal | undefined {
  assert(price.gt(ZERO), "a price is positive");
  for (const { above, upTo, tick } of bandsOf(kind, rules) ?? []) {
    if (upTo?.lt(price) === true) continue;
    const candidate = price.gt(above) ? roundUp(price, tick) : roundDownToStep(above, tick).plus(tick);
    if (upTo === undefined || candidate.lte(upTo)) return candidate;
  }
  return undefined;
}

/** The step between prices at this one; `undefined` when the broker publishes none. */
export const tickAt = (price: Decimal, kind: PriceKind, rules: PriceRules): Decimal | undefined =>
  bandsOf(kind, rules)?.find(({ upTo }) => upTo === undefined || price.lte(upTo))?.tick;

/** Prices above one bound and up to another, and the step they move in. */
export interface Band {
  /** Exclusive. */
  readonly above: Decimal;
  /** Inclusive; absent for the highest band. */
  readonly upTo?: Decimal;
  readonly tick: Decimal;
}

/** Lowest first, without gaps; `undefined` when nothing is known of the steps. */
export function bandsOf(kind: PriceKind, rules: PriceRules): readonly Band[] | undefined {
  const { scheme } = rules.ticks;
  if (scheme !== undefined) return bandsOfScheme(scheme.bands, scheme.defaultTick);
  const tick = plainTick(kind, rules);
  return tick === undefined ? undefined : [{ above: ZERO, tick }];
}

function bandsOfScheme(bands: readonly TickBand[], defaultTick: Decimal): readonly Band[] {
  const withEdges = bands.map(({ upTo, tick }, index) => ({
    above: bands[index - 1]?.upTo ?? ZERO,
    upTo,
    tick,
  }));
  return [...withEdges, { above: bands.at(-1)?.upTo ?? ZERO, tick: defaultTick }];
}

/** A published tick may have more digits than an order's price: the coarser of the two obeys both. */
function plainTick(kind: PriceKind, { ticks, orderDecimals }: PriceRules): Decimal | undefined {
  const tick = (kind === "limit" ? ticks.limitTick : ticks.stopTick) ?? ticks.tick;
  const lastDigit = orderDecimals === undefined ? undefined : decimal(`1e-${orderDecimals}`);
  if (tick === undefined || lastDigit === undefined) return tick ?? lastDigit;
  return lastDigit.gt(tick) && isMultipleOf(lastDigit, tick) ? lastDigit : tick;
}

function roundUp(price: Decimal, step: Decimal): Decimal {
  const down = roundDownToStep(price, step);
  return down.eq(price) ? down : down.plus(step);
}
