import { assert } from "../domain/assert.ts";
import { decimalFromNumber, maxDecimal, minDecimal, ZERO, type Decimal } from "../domain/decimal.ts";
import { isPricedInItsCurrency, type InstrumentDetails } from "../domain/instrument.ts";
import { middleOf, type Quote } from "../domain/market-data.ts";
import { minimumQuantity, roundQuantityDown, smallestOrder } from "../domain/quantity-steps.ts";
import type { Signal } from "../strategy/contract.ts";
import { unitValue } from "./conversion.ts";
import type { AccountView, DecisionSettings } from "./decision-input.ts";
import type { InstrumentExposure } from "./exposure.ts";

/** What a signal comes to, before any limit: in which direction to trade, and how much of it is wanted. */
export type Wish = { readonly kind: "nothing"; readonly reason: string } | BuyWish | SellWish;

export interface BuyWish {
  readonly kind: "buy";
  readonly size: BuySize;
  /** It brings what is held nearer to a target, which is no second purchase. */
  readonly isTopUp: boolean;
}

export interface SellWish {
  readonly kind: "sell";
  /** Of what is ours: all of it, or what is more than a target. */
  readonly by: "position" | "weight";
  /** > 0, unless nothing is ours. */
  readonly quantity: Decimal;
}

/** How much to buy, as the strategy or the settings say it; money in the account's currency. */
export type BuySize =
  | { readonly by: "quantity"; readonly quantity: Decimal }
  | { readonly by: "value" | "weight"; readonly value: Decimal }
  /** At most so much is to be lost when the price moves by the distance. */
  | { readonly by: "risk"; readonly risk: Decimal; readonly stopDistance: Decimal };

/** Why a strategy wants something and it comes to no order, before any limit. */
export const SIZE_REASONS = {
  SIZE_AT_TARGET: "what is held is as near to its target weight as orders can bring it",
  SIZE_UNKNOWN:
    "nobody can tell what share of the equity is held: the balance is unreliable, no rate is known, or its prices are in another unit than its money",
  SIZE_WITHOUT_STOP:
    "it is to be sized by its risk, and neither the strategy nor STOP_LOSS_PCT says where it would end",
} as const;

export type SizeReason = keyof typeof SIZE_REASONS;

interface Situation {
  readonly details: InstrumentDetails;
  readonly quote: Quote;
  readonly account: AccountView;
  readonly exposure: InstrumentExposure;
  readonly settings: DecisionSettings;
}

export function wishOf(signal: Signal, situation: Situation): Wish {
  switch (signal.action) {
    case "hold":
      return { kind: "nothing", reason: signal.reason };
    case "sell":
      return sellAll(situation);
    case "buy":
      return bought(buySize(signal, situation));
    case "target":
      return towardsTarget(signal, situation);
  }
}

const sellAll = ({ exposure }: Situation): SellWish => ({
  kind: "sell",
  by: "position",
  quantity: exposure.closable,
});

const bought = (size: BuySize | undefined): Wish =>
  size === undefined
    ? { kind: "nothing", reason: "SIZE_WITHOUT_STOP" }
    : { kind: "buy", size, isTopUp: false };

/** The strategy's own word goes before the settings. */
function buySize(signal: Extract<Signal, { action: "buy" }>, situation: Situation): BuySize | undefined {
  if (signal.value !== undefined) return { by: "value", value: positive(signal.value, "value") };
  const { details, quote, account, settings } = situation;
  const { sizing } = settings;
  switch (sizing.by) {
    case "quantity":
      return { by: "quantity", quantity: settings.defaultQuantity[details.instrument.assetType] };
    case "value":
      return sizing;
    case "risk": {
      const risk = account.balance.totalValue.times(sizing.riskFraction);
      const given = signal.stopDistance;
      const stopDistance =
        given === undefined ? quote.ask.times(sizing.stopFraction) : positive(given, "stopDistance");
      return stopDistance.eq(ZERO) ? undefined : { by: "risk", risk, stopDistance };
    }
  }
}

function positive(value: number, what: string): Decimal {
  assert(Number.isFinite(value) && value > 0, `a strategy gives ${value} as the ${what} of a purchase`);
  return decimalFromNumber(value);
}

type TargetSignal = Extract<Signal, { action: "target" }>;

function towardsTarget(signal: TargetSignal, situation: Situation): Wish {
  const { weight, tolerance } = shares(signal);
  const isHeld = situation.exposure.own.gt(ZERO);
  if (weight.eq(ZERO)) return isHeld ? sellAll(situation) : AT_REST;
  const { totalValue: equity } = situation.account.balance;
  const wanted = equity.times(weight);
  const held = isHeld ? heldValue(situation) : ZERO;
  if (held === undefined) return UNKNOWN;
  const difference = wanted.minus(held);
  if (difference.abs().lt(equity.times(tolerance))) return AT_REST;
  if (!isHeld) return buyFor(wanted, false);
  return difference.gt(ZERO) ? topUp(difference, situation) : cutDown(difference.abs(), situation);
}

function shares({ weight, tolerance = 0 }: TargetSignal) {
  assert(
    weight >= 0 && weight <= 1 && tolerance >= 0,
    `a strategy gives ${weight} as the weight of a target`,
  );
  return { weight: decimalFromNumber(weight), tolerance: decimalFromNumber(tolerance) };
}

const AT_REST: Wish = { kind: "nothing", reason: "SIZE_AT_TARGET" };
const UNKNOWN: Wish = { kind: "nothing", reason: "SIZE_UNKNOWN" };

const buyFor = (value: Decimal, isTopUp: boolean): BuyWish => ({
  kind: "buy",
  size: { by: "weight", value },
  isTopUp,
});

/**
 * What is ours, in the account's currency: between what it could be sold and bought for.
 *
 * @returns `undefined` where it cannot be held against the equity
 */
function heldValue({ details, quote, account, exposure }: Situation): Decimal | undefined {
  if (!account.balance.isReliable) return undefined;
  if (!isPricedInItsCurrency(details)) return undefined;
  return unitValue(middleOf(quote), details, account)?.times(exposure.own);
}

/**
 * What is ordered already counts as held. Less than the smallest order is no purchase: the holding is as near as it gets.
 */
function topUp(difference: Decimal, { details, quote, account, exposure }: Situation): Wish {
  const unit = unitValue(quote.ask, details, account);
  if (unit === undefined) return buyFor(difference, true);
  const left = difference.minus(unit.times(exposure.ownPendingBuys));
  return unit.times(smallestOrder("buy", details)).gt(left) ? AT_REST : buyFor(left, true);
}

/** What remains can be sold one day: too small a rest could neither be sold nor protected. */
function cutDown(difference: Decimal, { details, quote, account, exposure }: Situation): Wish {
  const unit = unitValue(quote.bid, details, account);
  assert(unit?.gt(ZERO) === true, "what is held was valued, so a unit of it has a value");
  const minimum = minimumQuantity("sell", details);
  const atMost = exposure.closable.minus(minimum);
  const wanted = difference.div(unit);
  const quantity = roundQuantityDown(maxDecimal(minDecimal(wanted, atMost), ZERO), "sell", details);
  if (quantity.lte(ZERO) || quantity.lt(minimum)) return AT_REST;
  return { kind: "sell", by: "weight", quantity };
}
