import { createHash } from "node:crypto";
import type { SaxoSettings, Settings } from "../../config/settings.ts";
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
    watchlist: watchlist.map(entryText),
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
