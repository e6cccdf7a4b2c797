import { quantities } from "../kinds/instruments.ts";
import { money } from "../kinds/money.ts";
import { decimalNumber, oneOf, wholeNumber } from "../kinds/plain.ts";
import { byDefault, settingsOf } from "../setting.ts";
import type { DuplicateBuyPolicy, SizingMode } from "../settings.ts";

const { setting } = settingsOf("risk");

const POLICIES: readonly DuplicateBuyPolicy[] = ["block", "allow"];
const SIZINGS: readonly SizingMode[] = ["quantity", "value", "risk"];

/** How large a purchase is, and what bounds it; in the order of the documentation. */
export const RISK_SETTINGS = {
  DEFAULT_QUANTITY: setting(quantities, {
    description:
      "Size of an order that opens a position, in shares, contracts or units of the base currency, for all asset types or by type. Types left out have 1, FxSpot 1000.",
    presence: byDefault("1,FxSpot=1000"),
  }),
  SIZING: setting(oneOf(SIZINGS), {
    description:
      "How large a purchase is, where the strategy does not say it. quantity: DEFAULT_QUANTITY; value: as much as TRADE_VALUE buys; risk: so much that a fall by STOP_LOSS_PCT, or to where the strategy gives up, costs RISK_PER_TRADE_PCT of the equity.",
    presence: byDefault("quantity"),
  }),
  TRADE_VALUE: setting(money({ min: 1 }), {
    description: "What a purchase is for with SIZING=value, in the account's currency.",
    presence: byDefault("1000"),
  }),
  RISK_PER_TRADE_PCT: setting(decimalNumber({ min: 0.01, max: 100, unit: "percent of the equity" }), {
    description: "What a purchase may lose down to its stop with SIZING=risk.",
    presence: byDefault("1"),
  }),
  MAX_POSITION_VALUE: setting(money({ min: 1 }), {
    description:
      "What all that is held in one instrument may be worth, in the account's currency: quantity times price, for contracts too, whatever margin they bind. Pairs of currencies have MAX_FX_NOTIONAL instead.",
    presence: byDefault("5000"),
  }),
  MAX_FX_NOTIONAL: setting(money({ min: 1 }), {
    description:
      "What all that is held in one pair of currencies, or of a currency and crypto money, may be worth, in the account's currency.",
    presence: byDefault("10000"),
  }),
  MAX_PORTFOLIO_EXPOSURE: setting(money({ min: 1 }), {
    description:
      "What everything in the account may be worth, long and short added up, positions of others and all orders included, in the account's currency; beyond it nothing is bought.",
    presence: byDefault("25000"),
  }),
  MIN_TRADE_AMOUNT: setting(money({ min: 0 }), {
    description: "Purchases worth less are not made, in the account's currency; 0 for none.",
    presence: byDefault("100"),
  }),
  MAX_DAILY_LOSS: setting(money({ min: 0 }), {
    description:
      "Loss of the day, realised and open, from which on nothing is bought, in the account's currency; 0 for none. The day is that of TIMEZONE.",
    presence: byDefault("500"),
  }),
  MAX_WEEKLY_LOSS: setting(money({ min: 0 }), {
    description: "The same since Monday; 0 for none.",
    presence: byDefault("0"),
  }),
  MAX_CONSECUTIVE_LOSSES: setting(wholeNumber({ min: 0, max: 1000 }), {
    description:
      "Positions closed with a loss one after the other, from which on nothing is bought until one is closed with a gain or a person raises the limit; 0 for none.",
    presence: byDefault("0"),
  }),
  MAX_DRAWDOWN_PCT: setting(decimalNumber({ min: 0, max: 100, unit: "percent" }), {
    description:
      "Fall of the result from its highest, from which on nothing is bought until it recovers or a person raises the limit; 0 for none.",
    presence: byDefault("0"),
  }),
  MAX_CONCENTRATION_PCT: setting(decimalNumber({ min: 0, max: 100, unit: "percent of the equity" }), {
    description: "Largest share of the equity in one instrument; 0 for none.",
    presence: byDefault("0"),
  }),
  MAX_DAILY_TURNOVER_PCT: setting(decimalNumber({ min: 0, max: 1000, unit: "percent of the equity" }), {
    description:
      "Share of the equity that may be bought for in a day; sales do not count. 0 for none. What is measured in money is spread over several days.",
    presence: byDefault("0"),
  }),
  MAX_SPREAD_BPS: setting(decimalNumber({ min: 0, max: 10_000, unit: "basis points of the price" }), {
    description: "Distance of bid and ask beyond which nothing is bought; 0 for any.",
    presence: byDefault("0"),
  }),
  MAX_POSITIONS: setting(wholeNumber({ min: 0, max: 1000 }), {
    description: "Instruments with a position at the same time, beyond which none is opened.",
    presence: byDefault("5"),
  }),
  MAX_DAILY_TRADES: setting(wholeNumber({ min: 0, max: 1000 }), {
    description: "Orders in a day, beyond which no position is opened; closing one stays possible.",
    presence: byDefault("10"),
  }),
  STOP_LOSS_PCT: setting(decimalNumber({ min: 0, max: 99, unit: "percent" }), {
    description:
      "How far below its purchase a position is sold by an order that waits at the broker; 0 for none.",
    presence: byDefault("2"),
  }),
  TAKE_PROFIT_PCT: setting(decimalNumber({ min: 0, max: 1000, unit: "percent" }), {
    description:
      "How far above its purchase a position is sold by an order that waits at the broker; 0 for none.",
    presence: byDefault("5"),
  }),
  DUPLICATE_BUY_POLICY: setting(oneOf(POLICIES), {
    description: "Whether an instrument that is already held, or about to be, may be bought again.",
    presence: byDefault("block"),
  }),
};
