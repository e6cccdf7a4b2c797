import { decimal, maxDecimal, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { ValueBound } from "./decision.ts";
import type { DenialCode } from "./denials.ts";

/** What the broker's precheck says an order comes to, each where it says it. */
export interface PrecheckedFigures {
  /** What a unit of the instrument's money is worth in the account's. */
  readonly conversionRate?: Decimal;
  readonly estimatedCashRequired?: Decimal;
  /** The currency of that. */
  readonly cashCurrency?: string;
  /** How much of that are costs, in the account's currency. */
  readonly costs?: Decimal;
}

export interface ValueObjection {
  readonly code: DenialCode;
  readonly detail: string;
}

/** By how much an entry is dearer than the limits were told, in the account's currency. */
export interface Overrun {
  /** Of what it is worth. */
  readonly worth: Decimal;
  /** Of what it takes of the cash, with all costs; nothing where it is not paid in full. */
  readonly cash: Decimal;
}

export type ValueVerdict =
  (ValueObjection & { readonly kind: "objection" }) | { readonly kind: "fits"; readonly overrun: Overrun };

/** What several entries leave less than the limits were told. */
export const sumOfOverruns = (overruns: Iterable<Overrun>): Overrun => {
  const all = [...overruns];
  return {
    worth: sumDecimals(all.map(({ worth }) => worth)),
    cash: sumDecimals(all.map(({ cash }) => cash)),
  };
};

/** What an entry is taken to be worth by the limits that it shares with others. */
export const countedWorth = ({ worth, atMost }: ValueBound): Decimal => worth ?? atMost;

/**
 * Holds an entry against the limits once more, by the broker's own figures: they may be other than ours, and where we
 * had none they are the first. The dearest counts.
 *
 * @param currency the account's
 * @param overrun of the entries before it: what they leave less of the limits that it shares with them, and of the cash
 */
export function judgeValue(
  bound: ValueBound,
  figures: PrecheckedFigures,
  { currency, overrun }: { readonly currency: string; readonly overrun: Overrun },
): ValueVerdict {
  const cost = costIn(currency, figures);
  const worth = dearer(dearer(bound.worth, worthByRate(bound, figures)), worthByCost(bound, figures, cost));
  if (worth === undefined)
    return {
      kind: "objection",
      code: "CONVERSION_RATE_UNKNOWN",
      detail: `nothing tells what ${bound.priceCurrency} is worth, the precheck neither`,
    };
  if (worth.gt(bound.atMost)) return objection(bound.limitedBy, worth, bound.atMost);
  const shared = bound.shared.atMost.minus(overrun.worth);
  if (worth.gt(shared)) return objection(bound.shared.limitedBy, worth, shared);
  if (bound.worth === undefined && worth.lt(bound.atLeast))
    return objection("MIN_TRADE_AMOUNT", worth, bound.atLeast);
  const cash = bound.cash?.minus(overrun.cash);
  if (cash !== undefined && cost?.amount.gt(cash) === true)
    return objection("CASH_TOO_LOW", cost.amount, cash);
  return { kind: "fits", overrun: overrunOf(bound, worth, cost) };
}

function overrunOf(bound: ValueBound, worth: Decimal, cost: Cost | undefined): Overrun {
  const beyond = (found: Decimal): Decimal => maxDecimal(found.minus(countedWorth(bound)), ZERO);
  const paid = maxDecimal(worth, cost?.amount ?? ZERO);
  return { worth: beyond(worth), cash: bound.cash === undefined ? ZERO : beyond(paid) };
}

/** An amount of another currency is no figure, unless it is known what that is worth. */
interface Cost {
  readonly amount: Decimal;
  /** Nobody says of which currency: enough to refuse by, too little to be let pass by. */
  readonly isGuess: boolean;
}

function costIn(
  currency: string,
  { estimatedCashRequired: amount, cashCurrency }: PrecheckedFigures,
): Cost | undefined {
  if (amount === undefined || (cashCurrency ?? currency) !== currency) return undefined;
  return { amount, isGuess: cashCurrency === undefined };
}

const worthByRate = (
  { price }: ValueBound,
  { conversionRate: rate }: PrecheckedFigures,
): Decimal | undefined => (rate === undefined ? undefined : price.times(rate));

/** What costs may come to where the broker does not say it. */
const WITHOUT_COSTS = decimal("0.99");

/** What is paid in full is worth what it costs, at the price that the broker saw; costs alone are no part of a position. */
function worthByCost(
  { cash, worth }: ValueBound,
  { conversionRate, costs }: PrecheckedFigures,
  cost: Cost | undefined,
): Decimal | undefined {
  if (cash === undefined || cost === undefined) return undefined;
  if (worth === undefined && conversionRate === undefined) return cost.isGuess ? undefined : cost.amount;
  return costs === undefined ? cost.amount.times(WITHOUT_COSTS) : cost.amount.minus(costs);
}
const dearer = (ours: Decimal | undefined, brokers: Decimal | undefined): Decimal | undefined =>
  ours === undefined || brokers === undefined ? (ours ?? brokers) : maxDecimal(ours, brokers);

const objection = (code: DenialCode, found: Decimal, limit: Decimal): ValueVerdict => ({
  kind: "objection",
  code,
  detail: `${found.round(2).toString()} by the broker's precheck, and the limit leaves ${limit.round(2).toString()}`,
});
