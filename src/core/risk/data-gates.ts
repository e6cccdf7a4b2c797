import {
  checkBarDelay,
  checkBarsRead,
  checkBarsUsable,
  checkGaps,
  checkJump,
  checkNewestBar,
} from "./bar-checks.ts";
import type { DataContext } from "./data-context.ts";
import type { Gate } from "./gate.ts";
import {
  checkAge,
  checkDelay,
  checkMarketState,
  checkOrderTypeOfHours,
  checkPresence,
  checkPriced,
  checkPriceTypes,
  checkSpread,
  checkTradability,
  onQuote,
  withoutPriceType,
} from "./trading-checks.ts";

/** Whether the instrument may be traded now: its reference data, its market, its quote. */
export const TRADING_GATES: readonly Gate<DataContext>[] = [
  {
    code: "INSTRUMENT_UNKNOWN",
    check: ({ view }) => ({ passed: view.details !== undefined }),
  },
  {
    code: "INSTRUMENT_NOT_ON_ACCOUNT",
    check: ({ view }) => ({ passed: view.details?.tradability !== "not_on_account" }),
  },
  { code: "INSTRUMENT_NOT_TRADABLE", check: checkTradability },
  {
    code: "NO_MARKET_ACCESS",
    check: ({ view }) => ({ passed: view.quote?.kind !== "no_access" }),
  },
  { code: "NO_QUOTE", check: checkPresence },
  { code: "MARKET_NOT_OPEN", check: checkMarketState }, // a closed market explains the oddest quotes
  { code: "EXTENDED_HOURS_LIMIT_ONLY", check: checkOrderTypeOfHours },
  { code: "NO_MARKET", check: withoutPriceType("NoMarket") },
  { code: "QUOTE_PENDING", check: withoutPriceType("Pending") },
  { code: "QUOTE_WITHOUT_PRICE", check: checkPriced },
  { code: "QUOTE_CROSSED_OR_ZERO", check: onQuote(checkSpread) },
  { code: "QUOTE_DELAYED", check: onQuote(checkDelay) },
  { code: "QUOTE_OLD_INDICATIVE", check: withoutPriceType("OldIndicative") },
  { code: "QUOTE_INDICATIVE", check: onQuote(checkPriceTypes) },
  { code: "QUOTE_STALE", check: onQuote(checkAge) },
];

/** Whether the bars are to be relied on: a strategy that compares instruments sees those that pass, tradable now or not. */
export const BAR_GATES: readonly Gate<DataContext>[] = [
  { code: "NO_BARS", check: checkBarsRead },
  { code: "BARS_DELAYED", check: checkBarDelay },
  { code: "BARS_UNUSABLE", check: checkBarsUsable },
  {
    code: "TOO_FEW_BARS",
    check: ({ closed, barsRequired }) => ({
      passed: closed.length >= barsRequired,
      value: closed.length,
      limit: barsRequired,
    }),
  },
  { code: "BARS_GAPPED", check: checkGaps },
  { code: "BAR_STALE", check: checkNewestBar },
  { code: "PRICES_JUMPED", check: checkJump },
];

export const DATA_GATES: readonly Gate<DataContext>[] = [...TRADING_GATES, ...BAR_GATES];
