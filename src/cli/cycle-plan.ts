import { createHash } from "node:crypto";
import packageJson from "../../package.json" with { type: "json" };
import type { Settings } from "../config/settings.ts";
import { assert } from "../core/domain/assert.ts";
import { decimal, ZERO, type Decimal } from "../core/domain/decimal.ts";
import { ASSET_TYPES } from "../core/domain/instrument.ts";
import type { KillSwitch } from "../core/risk/kill-switch.ts";
import { strategyLabel, type StrategyDeclaration } from "../core/strategy/contract.ts";
import { findStrategy } from "../core/strategy/registry.ts";
import type { CycleSettings } from "../cycle/settings.ts";
import { loginIdIn } from "./login/login-id.ts";

/** The strategy the settings name. */
function strategyOf(settings: Settings): StrategyDeclaration {
  const strategy = findStrategy(settings.strategy.name);
  assert(
    strategy !== undefined,
    `the checked settings name the unknown strategy "${settings.strategy.name}"`,
  );
  return strategy;
}

export const strategyLabelOf = (settings: Settings): string => strategyLabel(strategyOf(settings));

/** What the cycle needs of the configuration, and which orders are forbidden for the time being. */
export function cycleSettings(settings: Settings, killSwitch?: KillSwitch): CycleSettings {
  const { dataQuality, risk, execution } = settings;
  return {
    program: packageJson.version,
    environment: settings.environment,
    watchlist: settings.watchlist.flatMap((entry) => (entry.kind === "instrument" ? [entry.instrument] : [])),
    symbols: settings.watchlist.filter((entry) => entry.kind === "symbol"),
    decision: {
      strategy: strategyOf(settings),
      parameters: settings.strategy.parameters,
      overrides: new Map(),
      timeZone: settings.tradingHours.timeZone,
      barMinutes: settings.barMinutes,
      requireMarketOpen: dataQuality.requireMarketOpen,
      stalenessThreshold: dataQuality.staleness,
      allowDelayedData: dataQuality.allowDelayedData,
      sizing: sizingOf(risk),
      defaultQuantity: quantityByAssetType(risk.defaultQuantity),
      maxPositions: risk.maxPositions,
      maxDailyTrades: risk.maxDailyTrades,
      duplicateBuyPolicy: risk.duplicateBuyPolicy,
      ...(killSwitch === undefined ? {} : { killSwitch: killSwitch.mode }),
    },
    protection: protectionOf(settings),
    tradingHours: settings.tradingHours,
    dryRun: settings.dryRun,
    disclaimerPolicy: execution.disclaimerPolicy,
    timeout: execution.cycleTimeout,
    // read when it is needed: a cycle that asks nobody does not look for a login either
    get connectionFingerprint() {
      return connectionFingerprint(settings);
    },
  };
}

export const protectionOf = ({ risk }: Pick<Settings, "risk">): CycleSettings["protection"] => ({
  ...fractionOf("stopLoss", risk.stopLossPercent),
  ...fractionOf("takeProfit", risk.takeProfitPercent),
});

const fractionOf = (name: keyof CycleSettings["protection"], percent: number) =>
  percent === 0 ? {} : { [name]: fraction(percent) };

const fraction = (percent: number): Decimal => decimal(String(percent)).div(decimal("100"));

function sizingOf(risk: Settings["risk"]): CycleSettings["decision"]["sizing"] {
  switch (risk.sizing) {
    case "quantity":
      return { by: "quantity" };
    case "value":
      return { by: "value", value: risk.tradeValue };
    case "risk":
      return {
        by: "risk",
        riskFraction: fraction(risk.riskPerTradePercent),
        stopFraction: fraction(risk.stopLossPercent),
      };
  }
}

function quantityByAssetType(
  quantities: ReadonlyMap<string, Decimal>,
): CycleSettings["decision"]["defaultQuantity"] {
  const of = (assetType: (typeof ASSET_TYPES)[number]): Decimal => quantities.get(assetType) ?? ZERO;
  return {
    Stock: of("Stock"),
    Etf: of("Etf"),
    FxSpot: of("FxSpot"),
    FxCrypto: of("FxCrypto"),
    CfdOnStock: of("CfdOnStock"),
    CfdOnIndex: of("CfdOnIndex"),
    CfdOnEtf: of("CfdOnEtf"),
  };
}

/** Another token or login, address or account is another identity; the digest reveals none of them. */
function connectionFingerprint(settings: Settings): string {
  if (settings.environment === "LOCAL") return "LOCAL";
  const { restBase, authentication, accountKey, clientKey } = settings.saxo;
  const credential =
    authentication.mode === "manual"
      ? authentication.accessToken.reveal()
      : `${authentication.appKey.reveal()} ${loginIdIn(authentication.tokenFile) ?? ""}`;
  const parts = [restBase.href, credential, accountKey?.reveal() ?? "", clientKey?.reveal() ?? ""];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
