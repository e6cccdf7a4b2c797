import { assert } from "../../core/domain/assert.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Market, SimulatedInstrument } from "../market/types.ts";

/** Everything about the instrument that a position or an order of the books names. */
export function instrumentOf(market: Market, { id, assetType, uic }: Instrument): SimulatedInstrument {
  const instrument = market.find(assetType, uic);
  assert(instrument !== undefined, `the books name ${id}, which does not exist`);
  return instrument;
}
