import type { Decimal } from "../../core/domain/decimal.ts";
import type { SimulatedInstrument } from "../market/types.ts";

/** The step that the price of an order has to keep to; it can depend on how high the price is, and on the type. */
export function tickFor(instrument: SimulatedInstrument, price: Decimal, isStopPrice: boolean): Decimal {
  const { tickScheme, tickSizeLimitOrder, tickSizeStopOrder, tickSize } = instrument;
  if (tickScheme === undefined) return (isStopPrice ? tickSizeStopOrder : tickSizeLimitOrder) ?? tickSize;
  const element = tickScheme.elements.find(({ highPrice }) => price.lte(highPrice));
  return element?.tickSize ?? tickScheme.defaultTickSize;
}
