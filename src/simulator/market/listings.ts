import { assert } from "../../core/domain/assert.ts";
import type { Derivation } from "./derived-ring.ts";
import { derivedRing } from "./derived-ring.ts";
import { FIRST_SESSION } from "./first-start.ts";
import { alwaysHours } from "./hours/always.ts";
import { amsterdamHours } from "./hours/amsterdam.ts";
import { fxHours } from "./hours/fx.ts";
import { londonHours } from "./hours/london.ts";
import { nasdaqHours } from "./hours/nasdaq.ts";
import type { TradingHours } from "./hours/trading-hours.ts";
import { AAPL, AAPL_CFD, ASML, EURUSD, GBPUSD, US500, VODAFONE } from "./instruments.ts";
import type { Listing } from "./listing.ts";
import { mixSeeds, randomStream } from "./random.ts";
import { createSeries } from "./series.ts";
import type { SessionTable } from "./session-table.ts";
import { ringOf } from "./session-table.ts";
import type { Hours, SimulatedInstrument, World } from "./types.ts";

const HOURS: Readonly<Record<Hours, TradingHours>> = {
  always: alwaysHours,
  nasdaq: nasdaqHours,
  amsterdam: amsterdamHours,
  london: londonHours,
  fx: fxHours,
};

/** The history counts in cents; it runs from about 67,700 to 339,400 of them. */
const STOCK_DERIVATION: Derivation = { base: 0, scale: 0.2, sway: 0.15 }; // a share is never worth less than the smallest purchase
const DERIVATIONS: ReadonlyMap<string, Derivation> = new Map([
  [AAPL.id, STOCK_DERIVATION],
  [AAPL_CFD.id, STOCK_DERIVATION],
  [VODAFONE.id, { base: 0, scale: 0.04, sway: 0.15 }], // 27 to 136 pence
  [ASML.id, { base: 0, scale: 0.3, sway: 0.15 }],
  [EURUSD.id, { base: 103_000, scale: 0.053, sway: 0.15 }], // hundred-thousandths of a dollar: about 1.06 to 1.24
  [GBPUSD.id, { base: 120_000, scale: 0.053, sway: 0.15 }],
]);

/** Prices and hours of one instrument in one world. The history follows the anchor, everything derived only the seed. */
export function createListing(instrument: SimulatedInstrument, history: SessionTable, world: World): Listing {
  const hours = HOURS[instrument.hours];
  const seed = mixSeeds(world.seed, instrument.uic);
  if (instrument.id === US500.id) {
    return {
      hours,
      series: createSeries({ ring: ringOf(history), seed, offset: FIRST_SESSION - world.anchor }),
    };
  }
  const derived = derivedRing(history, derivationOf(instrument, seed), seed);
  return { hours, series: createSeries({ ring: derived, seed, offset: 0 }) };
}

function derivationOf(instrument: SimulatedInstrument, seed: number): Derivation {
  const named = DERIVATIONS.get(instrument.id);
  if (named !== undefined) return named;
  assert(instrument.hours === "always", `nothing says how the prices of ${instrument.id} derive`);
  return { base: 0, scale: 0.5 + randomStream(~seed)(), sway: 0.15 };
}
