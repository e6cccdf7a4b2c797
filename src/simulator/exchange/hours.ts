import { assert } from "../../core/domain/assert.ts";
import type { TradingSession } from "../../core/domain/instrument.ts";
import { NORMAL_TRADING } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { Market, SimulatedInstrument } from "../market/types.ts";

/** No exchange stays closed for longer, whatever the holidays. */
const LONGEST_CLOSURE_DAYS = 10;
const DAY_MS = 86_400_000;

function normalSession(market: Market, instrument: SimulatedInstrument, at: Timestamp): TradingSession {
  const session = market
    .sessions(instrument, at, LONGEST_CLOSURE_DAYS)
    .find(({ state, endAt }) => state === NORMAL_TRADING && endAt > at);
  assert(session !== undefined, `${instrument.id} has no trading within ${LONGEST_CLOSURE_DAYS} days`);
  return session;
}

/** The earliest instant of normal trading from now on: now itself while the instrument trades. */
export function nextTradingAt(market: Market, instrument: SimulatedInstrument, at: Timestamp): Timestamp {
  const { startAt } = normalSession(market, instrument, at);
  return startAt > at ? startAt : at;
}

/** When a day order given now leaves the market: with the running session, or else with the coming one. */
export function dayOrderEndAt(market: Market, instrument: SimulatedInstrument, at: Timestamp): Timestamp {
  // what trades around the clock has no closing bell: its day is the UTC day
  if (instrument.hours === "always") return timestamp((Math.floor(at / DAY_MS) + 1) * DAY_MS);
  return normalSession(market, instrument, at).endAt;
}
