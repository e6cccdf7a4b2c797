import type { Decimal } from "../../core/domain/decimal.ts";
import { isMultipleOf, ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { DurationType, OrderType } from "./order-terms.ts";
import { expirationAt } from "./expiration.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { DURATIONS } from "./order-draft.ts";
import { tickFor } from "./tick.ts";

/** What the rules of the instrument leave of a draft. */
export interface CheckedOrder {
  readonly type: OrderType;
  readonly price?: Decimal;
  readonly duration: DurationType;
  readonly expiresAt?: Timestamp;
}

export type OrderCheck =
  | { readonly kind: "fits"; readonly order: CheckedOrder }
  | { readonly kind: "refused"; readonly refusal: Refusal };

type Rule = (draft: OrderDraft) => Refusal | undefined;

const refusal = (code: string, message: string): Refusal => ({ code, message });
const refused = (code: string, message: string): OrderCheck => ({
  kind: "refused",
  refusal: refusal(code, message),
});

/** In the order in which the first broken one is reported. */
const AMOUNT_RULES: readonly Rule[] = [
  amountIsPositive,
  amountHasFewDecimals,
  amountIsLargeEnough,
  amountIsInLots,
];

/** Checks everything that depends on the order and its instrument alone: type, duration, amount, price. */
export function checkOrder(draft: OrderDraft, at: Timestamp): OrderCheck {
  const { instrument } = draft;
  const durations = DURATIONS.get(draft.type);
  if (durations === undefined || !instrument.supportedOrderTypes.includes(draft.type)) {
    return refused(
      "OrderTypeNotSupported",
      `${draft.type} orders are not supported for ${instrument.symbol}`,
    );
  }
  const duration = durations.find((known) => known === draft.duration);
  if (duration === undefined) {
    return refused("DurationNotSupported", `${draft.type} orders cannot have the duration ${draft.duration}`);
  }
  for (const rule of AMOUNT_RULES) {
    const broken = rule(draft);
    if (broken !== undefined) return { kind: "refused", refusal: broken };
  }
  return checkTerms(draft, duration, at);
}

function checkTerms(draft: OrderDraft, duration: DurationType, at: Timestamp): OrderCheck {
  const type = draft.type === "Market" ? "Market" : "Limit";
  const price = type === "Limit" ? draft.price : undefined;
  const badPrice = price === undefined ? undefined : priceFault(draft.instrument, price);
  if (badPrice !== undefined) return { kind: "refused", refusal: badPrice };
  const terms = { type, duration, ...(price !== undefined && { price: price }) } as const;
  if (duration !== "GoodTillDate") return { kind: "fits", order: terms };
  if (draft.expiration === undefined) return refused("ExpirationDateRequired", "Expiration date is required");
  const expiresAt = expirationAt(draft.expiration, draft.instrument.exchange.timeZone);
  if (expiresAt === undefined) return refused("IllegalDate", "Expiration date is not a date");
  if (expiresAt <= at) return refused("ExpirationDateInPast", "Expiration date is in the past");
  return { kind: "fits", order: { ...terms, expiresAt } };
}

function priceFault(instrument: SimulatedInstrument, price: Decimal): Refusal | undefined {
  const tick = tickFor(instrument, price);
  return price.gt(ZERO) && isMultipleOf(price, tick)
    ? undefined
    : refusal("PriceNotInTickSizeIncrements", `Price must be a multiple of ${tick.toString()}`);
}

function amountIsPositive({ amount }: OrderDraft): Refusal | undefined {
  return amount.gt(ZERO) ? undefined : refusal("IllegalAmount", "Amount must be greater than zero");
}

function amountHasFewDecimals({ amount, instrument }: OrderDraft): Refusal | undefined {
  const { amountDecimals } = instrument;
  return amount.round(amountDecimals, 0).eq(amount)
    ? undefined
    : refusal("IllegalAmount", `Amount may have ${amountDecimals} decimals`);
}

function amountIsLargeEnough({ amount, instrument }: OrderDraft): Refusal | undefined {
  const { minimumTradeSize } = instrument;
  return amount.gte(minimumTradeSize)
    ? undefined
    : refusal("AmountBelowMinimumLotSize", `Amount is below the minimum of ${minimumTradeSize.toString()}`);
}

function amountIsInLots({ amount, instrument: { lotSize, lotSizeType } }: OrderDraft): Refusal | undefined {
  if (lotSizeType === "NotUsed" || lotSize === undefined || isMultipleOf(amount, lotSize)) return undefined;
  return refusal("AmountNotInLotSize", `Amount must be a multiple of ${lotSize.toString()}`);
}
