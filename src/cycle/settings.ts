import type { ProtectionSettings } from "../core/risk/protection.ts";
import type { DurationMs } from "../core/domain/time.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import type { SymbolRef } from "../core/domain/symbol.ts";
import type { TradingHours } from "../core/hours/trading-hours.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { DecisionSettings } from "../core/risk/decision-input.ts";

/** What one cycle is to do, by the configuration and by what a person has forbidden; unchangeable. */
export interface CycleSettings {
  /** LOCAL or SIM: part of whose store it is. */
  readonly environment: string;
  readonly watchlist: readonly Instrument[];
  /** Instruments of the watchlist that are written by their symbol. */
  readonly symbols: readonly SymbolRef[];
  readonly decision: DecisionSettings;
  readonly protection: ProtectionSettings;
  readonly tradingHours: TradingHours;
  readonly dryRun: boolean;
  readonly disclaimerPolicy: DisclaimerPolicy;
  readonly timeout: DurationMs;
  /** Names the token and the broker's address without revealing either: what the account is cached under. */
  readonly connectionFingerprint: string;
}
