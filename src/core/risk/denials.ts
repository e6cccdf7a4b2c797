/** What a gate guards: the data under a decision, the strategy's answer, or an order that would open (entry) or close (exit) a position. */
type GateStage = "data" | "strategy" | "entry" | "exit" | "order";

interface Denial {
  /** `order`: entries and exits alike. */
  readonly stage: GateStage;
  readonly description: string;
}

/**
 * Every reason for which risk turns an instrument away, in the order in which the gates are tried: the first one
 * that does not pass is the reason, so the same situation always has the same reason.
 */
export const DENIALS = {
  INSTRUMENT_UNKNOWN: denial("data", "The broker gave no details of the instrument that can be read"),
  INSTRUMENT_NOT_ON_ACCOUNT: denial(
    "data",
    "The instrument, or its asset type, is none that this account may trade",
  ),
  INSTRUMENT_NOT_TRADABLE: denial("data", "The broker does not let the instrument be traded now"),
  NO_MARKET_ACCESS: denial("data", "The account is not entitled to prices of this market"),
  NO_QUOTE: denial("data", "No quote could be read"),
  MARKET_NOT_OPEN: denial("data", "The market is not in its normal session, or nobody says that it is"),
  EXTENDED_HOURS_LIMIT_ONLY: denial(
    "data",
    "The market is before or after its normal session, when it takes limit orders alone, and these orders are for the market's price",
  ),
  NO_MARKET: denial("data", "Nobody makes a price for the instrument now, though its market is open"),
  QUOTE_PENDING: denial("data", "The broker has asked for a price and has none yet"),
  QUOTE_WITHOUT_PRICE: denial("data", "The quote holds no bid and ask"),
  QUOTE_CROSSED_OR_ZERO: denial("data", "Bid or ask is not positive, or the bid lies above the ask"),
  QUOTE_DELAYED: denial("data", "The quote is delayed and delayed data is not allowed"),
  QUOTE_OLD_INDICATIVE: denial("data", "The quote is an old one that nobody stands behind"),
  QUOTE_INDICATIVE: denial(
    "data",
    "Nobody stands behind the quote: its price type is not tradable, nor the indicative one of an exchange",
  ),
  QUOTE_STALE: denial("data", "The quote is older than the limit, or lies as far in the future"),
  NO_BARS: denial("data", "No bars could be read"),
  BARS_DELAYED: denial("data", "The bars are delayed and delayed data is not allowed"),
  BARS_UNUSABLE: denial(
    "data",
    "A sample among the bars needed is no possible bar, prices contradict each other or are not positive, bars are of two grids, or not in time order",
  ),
  TOO_FEW_BARS: denial("data", "There are fewer closed bars than the strategy needs"),
  BARS_GAPPED: denial(
    "data",
    "Bars are missing that the market's hours do not explain: more than five in a row in a session of an instrument that is traded all the time, or all for two weeks",
  ),
  BAR_STALE: denial(
    "data",
    "The market has been open for five bars without one closing: prices are missing or too sparse",
  ),
  PRICES_JUMPED: denial(
    "data",
    "The price moved by more than a factor of 1.4 without trading, as by a split: neither bought nor sold until the broker has adjusted its bars, or the jump is older than the bars needed",
  ),
  STRATEGY_FAILED: denial(
    "strategy",
    "The strategy broke off, or gave an answer that cannot be acted on: nothing is decided about any instrument",
  ),
  KILL_SWITCH_ON: denial(
    "order",
    "Somebody turned the kill switch on: for all orders, or for those that open a position",
  ),
  ALREADY_DECIDED: denial("order", "An order for this very decision has reached the broker before"),
  UNKNOWN_ORDER_PENDING: denial(
    "order",
    "Nobody knows yet what became of an earlier order in the instrument",
  ),
  SELL_WITHOUT_OWN_POSITION: denial(
    "exit",
    "There is nothing of our own to sell; positions are never opened short",
  ),
  SELL_ORDER_PENDING: denial("exit", "A sell order in the instrument is still working"),
  POSITION_NOT_CLOSABLE: denial("exit", "The broker says that the position cannot be closed now"),
  POSITION_DIFFERS: denial(
    "entry",
    "The broker holds less of ours in the instrument than our records say; over once they are put right",
  ),
  ACCOUNT_REDUCE_ONLY: denial("entry", "The broker lets the client close positions, and open none"),
  INSTRUMENT_REDUCE_ONLY: denial(
    "entry",
    "The broker lets positions in the instrument be closed, and none be opened",
  ),
  SHORT_POSITION: denial(
    "entry",
    "The account is short in the instrument; a buy would close what is not ours",
  ),
  DUPLICATE_BUY: denial(
    "entry",
    "The account is long in the instrument already, or a buy order is pending; while one of ours is, whatever DUPLICATE_BUY_POLICY says",
  ),
  BALANCE_UNRELIABLE: denial("entry", "The broker does not vouch for the account's figures"),
  CASH_DIFFERS: denial(
    "entry",
    "Cash and equity have moved together since the last look, by more than a hundredth of the equity, and no order of ours explains it; over with the next cycle",
  ),
  PRICE_CURRENCY_DIFFERS: denial(
    "entry",
    "Prices are in another currency or unit than the instrument, as in pence: what an order is worth would be a guess",
  ),
  DAILY_RESULT_UNKNOWN: denial(
    "entry",
    "Nobody knows what was earned or lost today, and MAX_DAILY_LOSS is set",
  ),
  MAX_DAILY_LOSS: denial(
    "entry",
    "As much as allowed was lost today, realised and open; over with the next day, or when open positions recover",
  ),
  WEEKLY_RESULT_UNKNOWN: denial(
    "entry",
    "Nobody knows what was earned or lost this week, and MAX_WEEKLY_LOSS is set",
  ),
  MAX_WEEKLY_LOSS: denial(
    "entry",
    "As much as allowed was lost since Monday, realised and open; over with the next week, or when open positions recover",
  ),
  LOSSES_UNKNOWN: denial(
    "entry",
    "Nobody knows how many positions in a row were closed with a loss, and MAX_CONSECUTIVE_LOSSES is set",
  ),
  MAX_CONSECUTIVE_LOSSES: denial(
    "entry",
    "As many positions as allowed were closed with a loss one after the other; over when one is closed with a gain, or a person raises the limit",
  ),
  DRAWDOWN_UNKNOWN: denial(
    "entry",
    "Nobody knows how far the result has fallen from its highest, and MAX_DRAWDOWN_PCT is set",
  ),
  MAX_DRAWDOWN_PCT: denial(
    "entry",
    "The result has fallen as far from its highest as allowed; over when it recovers, or a person raises the limit",
  ),
  MAX_SPREAD_BPS: denial("entry", "Bid and ask are further apart than allowed"),
  MAX_POSITIONS: denial("entry", "As many instruments as allowed are held or have a pending order"),
  MAX_DAILY_TRADES: denial("entry", "As many orders as allowed were sent today; exits still pass"),
  CONVERSION_RATE_UNKNOWN: denial(
    "entry",
    "What the order is worth in the account's currency is not known: no pair of the two currencies has a fresh quote, and no position tells the rate",
  ),
  EXPOSURE_UNKNOWN: denial(
    "entry",
    "Something in the account, held or ordered, has no value that anybody knows: how much more may be bought cannot be told",
  ),
  TURNOVER_UNKNOWN: denial(
    "entry",
    "Something that was bought today has no value that anybody knows, and MAX_DAILY_TURNOVER_PCT is set",
  ),
  MAX_POSITION_VALUE: denial(
    "entry",
    "The position, with all orders for it, would be worth more than allowed; pairs of currencies have MAX_FX_NOTIONAL instead",
  ),
  MAX_FX_NOTIONAL: denial(
    "entry",
    "The position in a pair of currencies, with all orders for it, would be worth more than allowed",
  ),
  MAX_PORTFOLIO_EXPOSURE: denial(
    "entry",
    "Everything in the account, foreign positions and all orders included, would be worth more than allowed",
  ),
  MAX_CONCENTRATION_PCT: denial(
    "entry",
    "The position, with all orders for it, would be a larger share of the equity than allowed",
  ),
  MAX_DAILY_TURNOVER_PCT: denial(
    "entry",
    "More would be bought today than the share of the equity that is allowed; sales do not count",
  ),
  CASH_TOO_LOW: denial(
    "entry",
    "Shares and funds are paid in full, and the cash does not reach, less what orders on their way will take; a sale brings nothing before it is filled",
  ),
  ORDER_TYPE_NOT_SUPPORTED: denial("order", "The instrument takes no market orders"),
  QUANTITY_NOT_IN_LOT: denial(
    "order",
    "The quantity holds no whole lot, or lots and decimals contradict each other",
  ),
  QUANTITY_BELOW_MINIMUM: denial("order", "The quantity, rounded down, is less than the smallest order"),
  QUANTITY_ABOVE_MAXIMUM: denial("order", "The quantity is more than the largest order"),
  ORDER_VALUE_BELOW_MINIMUM: denial(
    "order",
    "The order is worth less than the broker takes in the instrument",
  ),
  MIN_TRADE_AMOUNT: denial(
    "entry",
    "The purchase is worth less than the smallest wanted, or less than that is left of a limit",
  ),
} as const satisfies Readonly<Record<string, Denial>>;

export type DenialCode = keyof typeof DENIALS;

function denial(stage: GateStage, description: string): Denial {
  return { stage, description };
}
