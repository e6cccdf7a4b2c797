import type { Decimal } from "../core/domain/decimal.ts";
import type { AssetType, Instrument } from "../core/domain/instrument.ts";
import type { BarMinutes } from "../core/domain/market-data.ts";
import type { DurationMs } from "../core/domain/time.ts";
import type { Secret } from "./secret.ts";

/** LOCAL: the embedded broker. SIM: Saxo's simulation environment, or any server that speaks like it. */
export const ENVIRONMENTS = ["LOCAL", "SIM"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export type LogLevel = "debug" | "info" | "warn" | "error";
export type TradingHoursMode = "always" | "fixed" | "instrument";
export type LogRotationMode = "time" | "size";
export type LogConsole = "auto" | "plain" | "journal" | "quiet" | "off";
export type DuplicateBuyPolicy = "block" | "allow";

/** Every setting, checked, in the program's own types. Only SIM has a connection to speak of. */
export type Settings = LocalSettings | SimSettings;

export interface LocalSettings extends CommonSettings {
  readonly environment: "LOCAL";
}

interface SimSettings extends CommonSettings {
  readonly environment: "SIM";
  readonly saxo: SaxoConnection;
}

export interface SaxoConnection {
  /** The path has no slash at its end, unless it is nothing else. */
  readonly restBase: URL;
  readonly accessToken: Secret;
  /** Single out one account when the token sees several. */
  readonly accountKey?: Secret;
  readonly clientKey?: Secret;
}

interface CommonSettings {
  /** In the order written, without repetition, at least one. */
  readonly watchlist: readonly Instrument[];
  readonly strategy: {
    readonly name: string;
    /** By the names the strategy declares. */
    readonly parameters: Readonly<Record<string, number>>;
  };
  readonly barMinutes: BarMinutes;
  readonly dryRun: boolean;
  readonly tradingHours: TradingHours;
  readonly dataQuality: {
    readonly requireMarketOpen: boolean;
    readonly staleness: DurationMs;
    readonly allowDelayedData: boolean;
  };
  readonly risk: {
    /** Has an entry for every asset type. */
    readonly defaultQuantity: ReadonlyMap<AssetType, Decimal>;
    readonly maxPositions: number;
    readonly maxDailyTrades: number;
    readonly duplicateBuyPolicy: DuplicateBuyPolicy;
  };
  readonly execution: { readonly ordersPerSecond: number; readonly cycleTimeout: DurationMs };
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
