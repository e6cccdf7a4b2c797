import type { ProtectionSettings } from "../core/risk/protection.ts";
import type { AccountKey } from "../core/domain/ids.ts";
import type { DurationMs } from "../core/domain/time.ts";
import type { Instrument, InstrumentId } from "../core/domain/instrument.ts";
import type { SymbolRef } from "../core/domain/symbol.ts";
import type { TradingHours } from "../core/hours/trading-hours.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { DecisionSettings } from "../core/risk/decision-input.ts";

/** Where orders need a person's word for the very account: real money. */
export interface PlacementPermit {
  /** In words, why nothing may be placed in it. */
  objectionTo(account: AccountKey): string | undefined;
}

/** What one cycle is to do, by the configuration and by what a person has forbidden; unchangeable. */
export interface CycleSettings {
  /** Version of the program, which stands in the record of what it decides. */
  readonly program: string;
  /** LOCAL or SIM: part of whose store it is. */
  readonly environment: string;
  readonly watchlist: readonly Instrument[];
  /** Instruments of the watchlist that are written by their symbol. */
  readonly symbols: readonly SymbolRef[];
  readonly decision: DecisionSettings;
  /** The name of the user's own file that the strategy is in; absent for one of ours. */
  readonly strategyFile?: string;
  /** The decision's overrides with those of instruments that are written by their symbol, once it is known what they are. */
  overridesWith(symbols: ReadonlyMap<InstrumentId, SymbolRef>): DecisionSettings["overrides"];
  readonly protection: ProtectionSettings;
  readonly tradingHours: TradingHours;
  readonly dryRun: boolean;
  /** Absent where none is needed. */
  readonly permit?: PlacementPermit;
  readonly disclaimerPolicy: DisclaimerPolicy;
  readonly timeout: DurationMs;
  /** Names the token and the broker's address without revealing either: what the account is cached under. */
  readonly connectionFingerprint: string;
}
