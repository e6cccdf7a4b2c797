import type { Decimal } from "../core/domain/decimal.ts";
import type { AssetType } from "../core/domain/instrument.ts";
import type { BarMinutes } from "../core/domain/market-data.ts";
import type { WatchlistEntry } from "../core/domain/symbol.ts";
import type { DurationMs } from "../core/domain/time.ts";
import type { StrategyDeclaration, StrategyParameters } from "../core/strategy/contract.ts";
import type { RiskLimits } from "../core/risk/risk-limits.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { WrittenAddress } from "./kinds/broker.ts";
import type { Secret } from "./secret.ts";

/** LOCAL: the embedded broker. SIM: Saxo's simulation environment, or any server that speaks like it. LIVE: real money. */
export const ENVIRONMENTS = ["LOCAL", "SIM", "LIVE"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export type LogLevel = "debug" | "info" | "warn" | "error";
export type TradingHoursMode = "always" | "fixed" | "instrument";
export type LogRotationMode = "time" | "size";
export type LogConsole = "auto" | "plain" | "journal" | "quiet" | "off";
export type SizingMode = "quantity" | "value" | "risk";
export type DuplicateBuyPolicy = "block" | "allow";

/** Every setting, checked, in the program's own types. LOCAL has no connection to speak of. */
export type Settings = LocalSettings | SaxoSettings;

export interface LocalSettings extends CommonSettings {
  readonly environment: "LOCAL";
}

/** What talks to Saxo, or to a server that speaks like it. */
export interface SaxoSettings extends CommonSettings {
  readonly environment: "SIM" | "LIVE";
  readonly saxo: SaxoConnection;
}

export interface SaxoConnection {
  /** The path has no slash at its end, unless it is nothing else. */
  readonly restBase: URL;
  readonly authentication: Authentication;
  /** Single out one account when the login sees several. */
  readonly accountKey?: Secret;
  readonly clientKey?: Secret;
}

export type Authentication =
  { readonly mode: "manual"; readonly accessToken: Secret } | ({ readonly mode: "oauth" } & OAuthSettings);

/** An app as it was registered with Saxo, and where its login is kept. */
export interface OAuthSettings {
  /** `/authorize` and `/token` lie below it. */
  readonly authBase: URL;
  readonly appKey: Secret;
  /** Absent for an app that logs in with PKCE. */
  readonly appSecret?: Secret;
  /** `text`: as it was registered. */
  readonly redirectAddress: WrittenAddress;
  readonly tokenFile: string;
}

interface CommonSettings {
  /** In the order written, without repetition, at least one. */
  readonly watchlist: readonly WatchlistEntry[];
  readonly strategy: StrategySettings;
  readonly barMinutes: BarMinutes;
  /** Whether orders are to end after the precheck; on LIVE they do as well while nobody has armed it. */
  readonly dryRun: boolean;
  readonly tradingHours: TradingHours;
  readonly dataQuality: {
    readonly requireMarketOpen: boolean;
    readonly allowExtendedHours: boolean;
    readonly staleness: DurationMs;
    readonly allowDelayedData: boolean;
  };
  readonly risk: {
    readonly sizing: SizingMode;
    /** In the account's currency. */
    readonly tradeValue: Decimal;
    /** Percent of the equity. */
    readonly riskPerTradePercent: number;
    /** Has an entry for every asset type. */
    readonly defaultQuantity: ReadonlyMap<AssetType, Decimal>;
    readonly limits: RiskLimits;
    readonly maxPositions: number;
    readonly maxDailyTrades: number;
    /** Percent of the price; 0 for none. */
    readonly stopLossPercent: number;
    readonly takeProfitPercent: number;
    readonly duplicateBuyPolicy: DuplicateBuyPolicy;
  };
  readonly execution: {
    readonly disclaimerPolicy: DisclaimerPolicy;
    readonly ordersPerSecond: number;
    readonly cycleTimeout: DurationMs;
  };
  readonly logging: {
    readonly directory: string;
    readonly level: LogLevel;
    readonly rotation: LogRotation;
    readonly console: LogConsole;
  };
  readonly stateDirectory: string;
  readonly reportDirectory: string;
  readonly auditRetentionDays: number;
  /** Time between two starts. */
  readonly schedulerInterval: DurationMs;
  readonly jitterMax: DurationMs;
  readonly notification: Notification;
  /** Absent when no metrics are wanted. */
  readonly prometheusFile?: string;
}

/** Which strategy gives the signals. A user's own file is not opened before somebody asks for what is in it. */
export interface StrategySettings {
  /** Of a user's own strategy; absent for one of ours. */
  readonly file?: string;
  /** `name@version`; the file's own name while nobody has asked what is in it. */
  readonly label: string;
  /** @throws TradebotError when the file, or what is set for it, is not sound */
  readonly chosen: ChosenStrategy;
}

export interface ChosenStrategy {
  readonly declaration: StrategyDeclaration;
  /** By the names the strategy declares. */
  readonly parameters: StrategyParameters;
  readonly overrides: readonly InstrumentParameters[];
  /** Tells this strategy with these parameters from every other. */
  readonly configHash: string;
  /** Who says so, for each parameter, in words. */
  readonly origins: Readonly<Record<string, string>>;
  /** What is written twice, and which of the two counts. */
  readonly notes: readonly string[];
}

/** All parameters for an instrument for which some are set apart. */
export interface InstrumentParameters {
  readonly entry: WatchlistEntry;
  readonly parameters: StrategyParameters;
}

export type LogRotation =
  | { readonly mode: "time"; readonly retentionDays: number }
  | { readonly mode: "size"; readonly maxBytes: number; readonly backupCount: number };

/** Whom to tell; nobody when absent. */
export interface Notification {
  readonly webhookUrl?: Secret;
  readonly pingUrl?: Secret;
}

interface TradingHours {
  readonly mode: TradingHoursMode;
  /** `HH:MM`, inclusive. */
  readonly start: string;
  /** `HH:MM`, exclusive. */
  readonly end: string;
  /** IANA name. */
  readonly timeZone: string;
  /** 1 = Monday to 7 = Sunday, ascending. */
  readonly days: readonly number[];
  /** `yyyy-MM-dd`, ascending. */
  readonly holidays: readonly string[];
}
