import { NORMAL_TRADING, type AssetType, type Instrument } from "../domain/instrument.ts";

/** Which rules a market's state was judged by; another number whenever one of them changes. */
export const MARKET_STATE_POLICY = "1.0";

/** What may be traded in a state of the market: all of it, what trades outside the normal session, or nothing. */
export type TradingTime = "normal" | "extended" | "none";

/**
 * States as quotes and schedules name them. Every other one is no trading: `Closed`, `Unknown`, the auctions
 * (`OpeningAuction`, `IntraDayAuction`, `ClosingAuction`), `TradingAtLast`, `Break`, `Halt`, and what was never heard of.
 */
const TRADING_TIMES: Readonly<Record<string, TradingTime>> = {
  Open: "normal",
  [NORMAL_TRADING]: "normal",
  PreMarket: "extended",
  PostMarket: "extended",
};

const NORMAL_STATES = `Open or ${NORMAL_TRADING}`;
const EXTENDED_STATES = `${NORMAL_STATES}, PreMarket, PostMarket`;

/** Outside their normal session exchanges take limit orders alone, and the orders here are for the market's price. */
const TAKES_MARKET_ORDERS_THEN: ReadonlySet<AssetType> = new Set(["FxSpot"]);

export const takesMarketOrders = (time: TradingTime, assetType: AssetType): boolean =>
  time === "normal" || (time === "extended" && TAKES_MARKET_ORDERS_THEN.has(assetType));

/** Whoever speaks must say that there is trading, and somebody must: what one of them rules out is ruled out. */
export function tradingTimeIn(states: readonly (string | undefined)[]): TradingTime {
  const times = states.filter((state) => state !== undefined).map(timeOf);
  if (times.length === 0 || times.includes("none")) return "none";
  return times.includes("extended") ? "extended" : "normal";
}

const timeOf = (state: string): TradingTime =>
  Object.hasOwn(TRADING_TIMES, state) ? (TRADING_TIMES[state] ?? "none") : "none";

/** Whether a person wants trading at such a time. */
export const isWanted = (time: TradingTime, allowExtendedHours: boolean): boolean =>
  time === "normal" || (time === "extended" && allowExtendedHours);

/** The states in which there may be trading, in words. */
export const wantedStates = (allowExtendedHours: boolean): string =>
  allowExtendedHours ? EXTENDED_STATES : NORMAL_STATES;

/** Whether an order for the market's price may be sent in a state. @param state absent when nobody says */
export function tradesInState(
  state: string | undefined,
  {
    instrument,
    allowExtendedHours,
  }: { readonly instrument: Instrument; readonly allowExtendedHours: boolean },
): boolean {
  const time = tradingTimeIn([state]);
  return isWanted(time, allowExtendedHours) && takesMarketOrders(time, instrument.assetType);
}
