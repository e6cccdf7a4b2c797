import { fractionOf, ZERO, type Decimal } from "../core/domain/decimal.ts";
import { present } from "../core/domain/present.ts";
import type { RiskLimits } from "../core/risk/risk-limits.ts";
import type { SettingValues } from "./schema.ts";

/** Zero stands for no limit, where there may be none. */
export const riskLimitsFrom = (values: SettingValues): RiskLimits => ({
  maxPositionValue: values.MAX_POSITION_VALUE,
  maxFxNotional: values.MAX_FX_NOTIONAL,
  maxPortfolioExposure: values.MAX_PORTFOLIO_EXPOSURE,
  minTradeAmount: values.MIN_TRADE_AMOUNT,
  ...present({
    maxDailyLoss: unlessZero(values.MAX_DAILY_LOSS),
    maxWeeklyLoss: unlessZero(values.MAX_WEEKLY_LOSS),
    maxConcentration: fractionUnlessZero(values.MAX_CONCENTRATION_PCT),
    maxDailyTurnover: fractionUnlessZero(values.MAX_DAILY_TURNOVER_PCT),
    maxSpreadBps: values.MAX_SPREAD_BPS === 0 ? undefined : values.MAX_SPREAD_BPS,
    maxConsecutiveLosses: values.MAX_CONSECUTIVE_LOSSES === 0 ? undefined : values.MAX_CONSECUTIVE_LOSSES,
    maxDrawdown: fractionUnlessZero(values.MAX_DRAWDOWN_PCT),
  }),
});

const unlessZero = (amount: Decimal): Decimal | undefined => (amount.eq(ZERO) ? undefined : amount);

const fractionUnlessZero = (percent: number): Decimal | undefined =>
  percent === 0 ? undefined : fractionOf(percent);
