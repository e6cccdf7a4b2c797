import type { Decimal } from "../../core/domain/decimal.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { OrderDraft } from "./order-draft.ts";
import { isStop } from "./order-draft.ts";

/** Of a tick: what binary arithmetic adds to a price that was meant to be on it, as in 1.1106500000000001. */
const NOISE = "0.000000001";

/** The step that the price of an order has to keep to; it can depend on how high the price is, and on the type. */
export function tickFor(instrument: SimulatedInstrument, price: Decimal, isStopPrice: boolean): Decimal {
  const { tickScheme, tickSizeLimitOrder, tickSizeStopOrder, tickSize } = instrument;
  if (tickScheme === undefined) return (isStopPrice ? tickSizeStopOrder : tickSizeLimitOrder) ?? tickSize;
  const element = tickScheme.elements.find(({ highPrice }) => price.lte(highPrice));
  return element?.tickSize ?? tickScheme.defaultTickSize;
}

/** The step of a trailing stop's distance, and of its steps. */
export const trailingTick = ({ tickSizeStopOrder, tickSize }: SimulatedInstrument): Decimal =>
  tickSizeStopOrder ?? tickSize;

/** The order with its prices on their ticks, where noise alone kept them off. */
export function inTicks(draft: OrderDraft): OrderDraft {
  const { instrument, type, price, stopLimitPrice, trailing } = draft;
  const onTick = (value: Decimal, isStopPrice: boolean): Decimal =>
    withoutNoise(value, tickFor(instrument, value, isStopPrice));
  const trail = (value: Decimal): Decimal => withoutNoise(value, trailingTick(instrument));
  return {
    ...draft,
    ...(price && { price: onTick(price, isStop(type)) }),
    ...(stopLimitPrice && { stopLimitPrice: onTick(stopLimitPrice, false) }),
    ...(trailing && { trailing: { distance: trail(trailing.distance), step: trail(trailing.step) } }),
  };
}

function withoutNoise(value: Decimal, tick: Decimal): Decimal {
  const nearest = value.div(tick).round(0).times(tick);
  return value.minus(nearest).abs().lte(tick.times(NOISE)) ? nearest : value;
}
