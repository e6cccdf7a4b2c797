import { createHash } from "node:crypto";
import type { SaxoSettings, Settings } from "../../config/settings.ts";
import { percentOf, ZERO, type Decimal } from "../../core/domain/decimal.ts";
import type { ArmedLimits } from "../../core/risk/arming.ts";
import { entryText } from "../../core/domain/symbol.ts";
import { strategyLabel, type StrategyParameters } from "../../core/strategy/contract.ts";
import type { ChosenStrategy } from "../../config/settings.ts";

/** The limits in force, as a person agrees to them. */
export function limitsOf(settings: Settings): ArmedLimits {
  const { risk, execution, dataQuality, strategy, barMinutes, watchlist } = settings;
  return {
    maxPositions: risk.maxPositions,
    maxDailyTrades: risk.maxDailyTrades,
    defaultQuantity: Object.fromEntries(
      [...risk.defaultQuantity].map(([assetType, quantity]) => [assetType, quantity.toString()]),
    ),
    sizing: risk.sizing,
    amounts: amountsOf(risk),
    stopLossPercent: risk.stopLossPercent,
    takeProfitPercent: risk.takeProfitPercent,
    duplicateBuyPolicy: risk.duplicateBuyPolicy,
    disclaimerPolicy: execution.disclaimerPolicy,
    requireMarketOpen: dataQuality.requireMarketOpen,
    allowExtendedHours: dataQuality.allowExtendedHours,
    stalenessSeconds: dataQuality.staleness / 1000,
    strategy: strategyText(strategy.chosen),
    parameters: parametersAndOverrides(strategy.chosen),
    barMinutes,
    timeZone: settings.tradingHours.timeZone,
    watchlist: watchlist.map(entryText),
  };
}

function amountsOf(risk: Settings["risk"]): ArmedLimits["amounts"] {
  const { limits } = risk;
  const percent = (fraction: Decimal = ZERO): string => percentOf(fraction).toString();
  return {
    TRADE_VALUE: risk.tradeValue.toString(),
    RISK_PER_TRADE_PCT: String(risk.riskPerTradePercent),
    MAX_POSITION_VALUE: limits.maxPositionValue.toString(),
    MAX_FX_NOTIONAL: limits.maxFxNotional.toString(),
    MAX_PORTFOLIO_EXPOSURE: limits.maxPortfolioExposure.toString(),
    MIN_TRADE_AMOUNT: limits.minTradeAmount.toString(),
    MAX_DAILY_LOSS: (limits.maxDailyLoss ?? ZERO).toString(),
    MAX_WEEKLY_LOSS: (limits.maxWeeklyLoss ?? ZERO).toString(),
    MAX_CONSECUTIVE_LOSSES: String(limits.maxConsecutiveLosses ?? 0),
    MAX_DRAWDOWN_PCT: percent(limits.maxDrawdown),
    MAX_CONCENTRATION_PCT: percent(limits.maxConcentration),
    MAX_DAILY_TURNOVER_PCT: percent(limits.maxDailyTurnover),
    MAX_SPREAD_BPS: String(limits.maxSpreadBps ?? 0),
  };
}

/** Another text in a user's own file is another strategy, whatever version it says. */
function strategyText({ declaration }: ChosenStrategy): string {
  const label = strategyLabel(declaration);
  return declaration.fileDigest === undefined ? label : `${label} (file ${declaration.fileDigest})`;
}

/** What is set for one instrument alone stands behind the instrument's name: `Stock:211 short_window`. */
function parametersAndOverrides({ parameters, overrides }: ChosenStrategy): StrategyParameters {
  const apart = overrides.flatMap(({ entry, parameters: own }) =>
    Object.entries(own)
      .filter(([name, value]) => value !== parameters[name])
      .map(([name, value]) => [`${entryText(entry)} ${name}`, value] as const),
  );
  return { ...parameters, ...Object.fromEntries(apart) };
}

/** The same account elsewhere is another one; the digest reveals neither. */
export const accountDigest = ({ saxo: { restBase } }: SaxoSettings, accountKey: string): string =>
  createHash("sha256")
    .update(JSON.stringify(["LIVE", restBase.href, accountKey]))
    .digest("hex");
