import { isMultipleOf, ZERO } from "../../core/domain/decimal.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { refusal } from "./order-draft.ts";

type Rule = (draft: OrderDraft) => Refusal | undefined;

/** In the order in which the first broken one is reported. */
const RULES: readonly Rule[] = [isPositive, hasFewDecimals, isLargeEnough, isInLots, isWorthEnough];

export function amountFault(draft: OrderDraft): Refusal | undefined {
  for (const rule of RULES) {
    const broken = rule(draft);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function isPositive({ amount }: OrderDraft): Refusal | undefined {
  return amount.gt(ZERO) ? undefined : refusal("IllegalAmount", "Amount must be greater than zero");
}

function hasFewDecimals({ amount, instrument }: OrderDraft): Refusal | undefined {
  const { amountDecimals } = instrument;
  return amount.round(amountDecimals, 0).eq(amount)
    ? undefined
    : refusal("IllegalAmount", `Amount may have ${amountDecimals} decimals`);
}

function isLargeEnough({ amount, instrument }: OrderDraft): Refusal | undefined {
  const { minimumTradeSize } = instrument;
  return amount.gte(minimumTradeSize)
    ? undefined
    : refusal("AmountBelowMinimumLotSize", `Amount is below the minimum of ${minimumTradeSize.toString()}`);
}

function isInLots({ amount, side, instrument: { lotSize, lotSizeType } }: OrderDraft): Refusal | undefined {
  const counts = lotSizeType === "OddLotsNotAllowed" || (lotSizeType === "BuyOnly" && side === "buy");
  if (!counts || lotSize === undefined || isMultipleOf(amount, lotSize)) return undefined;
  return refusal("AmountNotInLotSize", `Amount must be a multiple of ${lotSize.toString()}`);
}

/** Of an order with a price of its own; what a market order is worth, nobody knows beforehand. */
function isWorthEnough({ amount, price, instrument }: OrderDraft): Refusal | undefined {
  const { minimumOrderValue } = instrument;
  if (minimumOrderValue === undefined || price === undefined || amount.times(price).gte(minimumOrderValue)) {
    return undefined;
  }
  return refusal("OrderValueToSmall", `Order value is below the minimum of ${minimumOrderValue.toString()}`);
}
