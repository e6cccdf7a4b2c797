import type { TradingContext } from "../exchange/trading-context.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Desk } from "./desk.ts";

/** What the exchange goes by for one request. */
export function tradingContext({ market, settings }: Desk, { at, scenario }: ApiRequest): TradingContext {
  return {
    market,
    at,
    closedMarket: settings.closedMarket,
    rules: settings.rules,
    ...(scenario !== undefined && { scenario }),
  };
}
