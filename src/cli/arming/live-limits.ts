import { createHash } from "node:crypto";
import type { SaxoSettings, Settings } from "../../config/settings.ts";
import type { WatchlistEntry } from "../../core/domain/symbol.ts";
import type { ArmedLimits } from "../../core/risk/arming.ts";
import { strategyLabelOf } from "../cycle-plan.ts";

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
    stalenessSeconds: dataQuality.staleness / 1000,
    strategy: strategyLabelOf(settings),
    parameters: strategy.parameters,
    barMinutes,
    watchlist: watchlist.map(entryText),
  };
}

const entryText = (entry: WatchlistEntry): string =>
  entry.kind === "instrument" ? entry.instrument.id : `${entry.symbol}@${entry.assetType}`;

/** The same account elsewhere is another one; the digest reveals neither. */
export const accountDigest = ({ saxo: { restBase } }: SaxoSettings, accountKey: string): string =>
  createHash("sha256")
    .update(JSON.stringify(["LIVE", restBase.href, accountKey]))
    .digest("hex");
