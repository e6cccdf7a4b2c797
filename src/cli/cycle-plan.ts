import { createHash } from "node:crypto";
import path from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Settings } from "../config/settings.ts";
import { fractionOf, ZERO, type Decimal } from "../core/domain/decimal.ts";
import { ASSET_TYPES } from "../core/domain/instrument.ts";
import type { KillSwitch } from "../core/risk/kill-switch.ts";
import type { InstrumentId } from "../core/domain/instrument.ts";
import { symbolKey, type SymbolRef } from "../core/domain/symbol.ts";
import type { StrategyParameters } from "../core/strategy/contract.ts";
import type { CycleSettings } from "../cycle/settings.ts";
import { loginIdIn } from "./login/login-id.ts";

/** What the cycle needs of the configuration, and which orders are forbidden for the time being. */
export function cycleSettings(settings: Settings, killSwitch?: KillSwitch): CycleSettings {
  const { dataQuality, risk, execution } = settings;
  let overrides: CycleSettings["decision"]["overrides"] | undefined;
  return {
    program: packageJson.version,
    environment: settings.environment,
    watchlist: settings.watchlist.flatMap((entry) => (entry.kind === "instrument" ? [entry.instrument] : [])),
    symbols: settings.watchlist.filter((entry) => entry.kind === "symbol"),
    decision: {
      // opened when it is needed: a cycle that only finds the market closed does not run a user's own code
      get strategy() {
        return settings.strategy.chosen.declaration;
      },
      get parameters() {
        return settings.strategy.chosen.parameters;
      },
      get overrides() {
        overrides ??= overridesOf(settings, new Map()); // asked for with each instrument
        return overrides;
      },
      get configHash() {
        return settings.strategy.chosen.configHash;
      },
      timeZone: settings.tradingHours.timeZone,
      barMinutes: settings.barMinutes,
      requireMarketOpen: dataQuality.requireMarketOpen,
      allowExtendedHours: dataQuality.allowExtendedHours,
      stalenessThreshold: dataQuality.staleness,
      allowDelayedData: dataQuality.allowDelayedData,
      sizing: sizingOf(risk),
      defaultQuantity: quantityByAssetType(risk.defaultQuantity),
      limits: risk.limits,
      maxPositions: risk.maxPositions,
      maxDailyTrades: risk.maxDailyTrades,
      duplicateBuyPolicy: risk.duplicateBuyPolicy,
      ...(killSwitch === undefined ? {} : { killSwitch: killSwitch.mode }),
    },
    ...(settings.strategy.file === undefined ? {} : { strategyFile: path.basename(settings.strategy.file) }),
    overridesWith: (symbols) => overridesOf(settings, symbols),
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

/** @param symbols what is written by its symbol, by the instrument it turned out to be */
function overridesOf(
  { strategy }: Settings,
  symbols: ReadonlyMap<InstrumentId, SymbolRef>,
): ReadonlyMap<InstrumentId, StrategyParameters> {
  const overrides = new Map<InstrumentId, StrategyParameters>();
  for (const { entry, parameters } of strategy.chosen.overrides) {
    if (entry.kind === "instrument") overrides.set(entry.instrument.id, parameters);
    else for (const id of idsOf(entry, symbols)) overrides.set(id, parameters);
  }
  return overrides;
}

const idsOf = (wanted: SymbolRef, symbols: ReadonlyMap<InstrumentId, SymbolRef>): readonly InstrumentId[] =>
  [...symbols].filter(([, symbol]) => symbolKey(symbol) === symbolKey(wanted)).map(([id]) => id);

export const protectionOf = ({ risk }: Pick<Settings, "risk">): CycleSettings["protection"] => ({
  ...unlessZero("stopLoss", risk.stopLossPercent),
  ...unlessZero("takeProfit", risk.takeProfitPercent),
});

const unlessZero = (name: keyof CycleSettings["protection"], percent: number) =>
  percent === 0 ? {} : { [name]: fractionOf(percent) };

function sizingOf(risk: Settings["risk"]): CycleSettings["decision"]["sizing"] {
  switch (risk.sizing) {
    case "quantity":
      return { by: "quantity" };
    case "value":
      return { by: "value", value: risk.tradeValue };
    case "risk":
      return {
        by: "risk",
        riskFraction: fractionOf(risk.riskPerTradePercent),
        stopFraction: fractionOf(risk.stopLossPercent),
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
