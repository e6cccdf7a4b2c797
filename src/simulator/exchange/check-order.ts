import type { Decimal } from "../../core/domain/decimal.ts";
import { isMultipleOf, ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import { amountFault } from "./check-amount.ts";
import { expirationAt } from "./expiration.ts";
import type { OrderDraft, Refusal } from "./order-draft.ts";
import { DURATIONS, isStop, refusal } from "./order-draft.ts";
import type { DurationType, OrderType } from "./order-terms.ts";
import { isOrderType } from "./order-terms.ts";
import { tickFor, trailingTick } from "./tick.ts";

/** A draft of which type and duration exist here. */
export interface CheckedOrder {
  readonly type: OrderType;
  readonly duration: DurationType;
  /** Of a good-till-date order. */
  readonly expiresAt?: Timestamp;
}

export type OrderCheck =
  | { readonly kind: "fits"; readonly order: CheckedOrder }
  | { readonly kind: "refused"; readonly refusal: Refusal };

const refused = (code: string, message: string): OrderCheck => ({
  kind: "refused",
  refusal: refusal(code, message),
});

/** Checks everything that depends on the order and its instrument alone: type, duration, amount, prices. */
export function checkOrder(draft: OrderDraft, at: Timestamp): OrderCheck {
  const { instrument, type } = draft;
  if (!isOrderType(type) || !instrument.supportedOrderTypes.includes(type)) {
    return refused("OrderTypeNotSupported", `${type} orders are not supported for ${instrument.symbol}`);
  }
  const duration = DURATIONS.get(type)?.find((known) => known === draft.duration);
  if (duration === undefined) {
    return refused("DurationNotSupported", `${type} orders cannot have the duration ${draft.duration}`);
  }
  const fault = amountFault(draft) ?? pricesFault(draft);
  if (fault !== undefined) return { kind: "refused", refusal: fault };
  if (duration !== "GoodTillDate") return { kind: "fits", order: { type, duration } };
  return checkExpiration(draft, { type, duration }, at);
}

function checkExpiration(draft: OrderDraft, order: CheckedOrder, at: Timestamp): OrderCheck {
  if (draft.expiration === undefined) return refused("ExpirationDateRequired", "Expiration date is required");
  const expiresAt = expirationAt(draft.expiration, draft.instrument.exchange.timeZone);
  if (expiresAt === undefined) return refused("IllegalDate", "Expiration date is not a date");
  if (expiresAt <= at) return refused("ExpirationDateInPast", "Expiration date is in the past");
  return { kind: "fits", order: { ...order, expiresAt } };
}

function pricesFault({ instrument, type, price, stopLimitPrice, trailing }: OrderDraft): Refusal | undefined {
  if (type === "Market") return undefined;
  const isStopPrice = isStop(type);
  return (
    (price && priceFault(instrument, price, isStopPrice)) ??
    (stopLimitPrice && priceFault(instrument, stopLimitPrice, false)) ??
    (trailing && trailingFault(instrument, trailing.distance)) ??
    (trailing && trailingFault(instrument, trailing.step))
  );
}

function priceFault(
  instrument: SimulatedInstrument,
  price: Decimal,
  isStopPrice: boolean,
): Refusal | undefined {
  const tick = tickFor(instrument, price, isStopPrice);
  return price.gt(ZERO) && isMultipleOf(price, tick) ? undefined : notInTicks(tick);
}

function trailingFault(instrument: SimulatedInstrument, size: Decimal): Refusal | undefined {
  const tick = trailingTick(instrument);
  return size.gt(ZERO) && isMultipleOf(size, tick) ? undefined : notInTicks(tick);
}

const notInTicks = (tick: Decimal): Refusal =>
  refusal("PriceNotInTickSizeIncrements", `Price must be a multiple of ${tick.toString()}`);
