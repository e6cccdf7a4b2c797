import type { InstrumentId, TradingSession } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { readBars } from "./bars.ts";
import { firstTouch } from "./first-touch.ts";
import { loadHistory } from "./history.ts";
import type { TradingHours } from "./hours/trading-hours.ts";
import { DAY_MS } from "./hours/trading-hours.ts";
import { listedInstruments, NAMED_INSTRUMENTS, syntheticIndex } from "./instruments.ts";
import { latestPrice } from "./latest-price.ts";
import type { Listing } from "./listing.ts";
import { createListing } from "./listings.ts";
import { thereAndBack } from "./session-table.ts";
import type { Market, SimulatedInstrument, World } from "./types.ts";
import { barOf, dayStatisticsOf, marketStateOf, quoteOf, unitsOf } from "./unit-prices.ts";

/** The market of one world. Reads the price history once; from then on everything is computed, nothing remembered. */
export function createMarket(world: World): Market {
  const ring = thereAndBack(loadHistory());
  const listings = new Map<InstrumentId, Listing>();
  const listingOf = (instrument: SimulatedInstrument): Listing => {
    const known = listings.get(instrument.id) ?? createListing(instrument, ring, world);
    listings.set(instrument.id, known);
    return known;
  };
  const sessionAt = (instrument: SimulatedInstrument, at: Timestamp): TradingSession =>
    listingOf(instrument).hours.sessionAt(at);

  return {
    splits: [],
    instruments: NAMED_INSTRUMENTS,
    listed: listedInstruments,
    find: (assetType, uic) => findByUic(uic).find((known) => known.assetType === assetType),
    findByUic,
    quote: (instrument, at) =>
      quoteOf(instrument, latestPrice(listingOf(instrument), at), sessionAt(instrument, at)),
    isOpen: (instrument, at) => marketStateOf(sessionAt(instrument, at)) === "Open",
    bars: (instrument, query, at) =>
      readBars(listingOf(instrument), query, at).map((bar) => barOf(instrument, bar)),
    dayStatistics: (instrument, at) =>
      dayStatisticsOf(instrument, readBars(listingOf(instrument), { barMinutes: 1440, count: 2 }, at)),
    firstTouch: (instrument, { level, ...query }) =>
      firstTouch(listingOf(instrument), { ...query, level: unitsOf(instrument, level) }),
    sessions: (instrument, from, days) => sessionsFrom(listingOf(instrument).hours, from, days),
  };
}

function findByUic(uic: number): readonly SimulatedInstrument[] {
  const index = syntheticIndex(uic);
  return index === undefined ? NAMED_INSTRUMENTS.filter((known) => known.uic === uic) : [index];
}

function sessionsFrom(hours: TradingHours, from: Timestamp, days: number): TradingSession[] {
  const sessions = [];
  let session = hours.sessionAt(from);
  while (session.endAt < from + days * DAY_MS) {
    sessions.push(session);
    session = hours.sessionAt(session.endAt);
  }
  return [...sessions, session];
}
