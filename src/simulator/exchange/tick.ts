import type { Decimal } from "../../core/domain/decimal.ts";
import type { SimulatedInstrument } from "../market/types.ts";

/** The step that a limit price has to keep to; it can depend on how high the price is. */
export function tickFor(instrument: SimulatedInstrument, price: Decimal): Decimal {
  const { tickScheme } = instrument;
  if (tickScheme === undefined) return instrument.tickSizeLimitOrder ?? instrument.tickSize;
  const element = tickScheme.elements.find(({ highPrice }) => price.lte(highPrice));
  return element?.tickSize ?? tickScheme.defaultTickSize;
}
