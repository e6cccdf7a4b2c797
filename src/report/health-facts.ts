import type { OrderPurpose } from "../core/domain/order.ts";
import type { DurationMs, Timestamp } from "../core/domain/time.ts";
import type { ArmingStanding } from "../core/risk/arming.ts";
import type { KillSwitch } from "../core/risk/kill-switch.ts";
import type { TradingHours } from "../core/hours/trading-hours.ts";
import type { ProtectionSettings } from "../core/risk/protection.ts";
import type { MetricsFile } from "./check-metrics.ts";
import type { LoginFacts } from "./check-login.ts";
import type { IncidentRecord } from "./incident-record.ts";
import type { StatusRecord } from "./status-file.ts";

/** All that is known about whether the bot does its work. What could not be read says so: it is never taken for well. */
export interface HealthFacts {
  readonly now: Timestamp;
  /** In words, none when the configuration is valid. */
  readonly configurationFaults: readonly string[];
  /** What is expected of the bot; absent when the configuration is invalid. */
  readonly plan?: HealthPlan;
  readonly status: Known<StatusRecord | undefined>;
  readonly lock: Known<LockFacts>;
  /** Of real money; absent when the configuration is invalid. */
  readonly arming?: ArmingStanding;
  /** Absent while it is off. */
  readonly killSwitch?: KillSwitch;
  readonly store: Known<StoreFacts | undefined>;
  /** Absent where no login is needed. */
  readonly login?: Known<LoginFacts | undefined>;
  /** What people were told; absent where no webhook is set. */
  readonly incidents?: Known<IncidentRecord>;
  /** Absent where no collector is set. */
  readonly metrics?: MetricsFile;
}

/** A fact, or why it is not known and what to do about that. */
export type Known<Fact> =
  | { readonly kind: "known"; readonly fact: Fact }
  | { readonly kind: "unknown"; readonly why: string; readonly remedy: string };

export interface HealthPlan {
  /** Time between two starts. */
  readonly interval: DurationMs;
  readonly jitterMax: DurationMs;
  readonly cycleTimeout: DurationMs;
  readonly tradingHours: TradingHours;
  /** What is to wait beside each position. */
  readonly protection: ProtectionSettings;
}

export type LockFacts =
  | { readonly kind: "free" }
  | {
      readonly kind: "held";
      readonly holder: "alive" | "dead" | "unknown";
      readonly processId?: number;
      readonly since?: Timestamp;
    };

export interface StoreFacts {
  /** Orders whose outcome is not known; one that a running cycle is just sending is none of them. */
  readonly unknownOrders: readonly string[];
  /** Instruments in which the newest cycle found less of ours than our records say, and could not put it right. */
  readonly differing: number;
  /** What was put right about our own position within the last day, in words. */
  readonly corrections: readonly string[];
  /** What we own and nothing beside it bounds the loss of, by our books; absent where the settings ask for no such orders. */
  readonly unprotected?: readonly string[];
  readonly newestCycleStartedAt?: Timestamp;
  /** The newest cycles that came to their end inside trading hours, newest first. */
  readonly doneCycles: readonly DoneCycle[];
  /** Of the instruments to which no order could follow in the newest of them. */
  readonly unfit: readonly UnfitInstrument[];
  /** Orders of the last day that the broker has said yes or no to, newest first. */
  readonly orderAttempts: readonly OrderAttempt[];
}

export interface OrderAttempt {
  readonly instrumentId: string;
  readonly purpose: OrderPurpose;
  readonly at: Timestamp;
  /** The broker's code of the refusal; absent when it took the order. */
  readonly refusal?: string;
}

export interface UnfitInstrument {
  readonly instrumentId: string;
  readonly reason: string;
  /** When an order could last have followed; absent where that is not on record. */
  readonly fitAt?: Timestamp;
  /** Since when at least none could: as far back as the record was looked at. */
  readonly since: Timestamp;
}

export interface DoneCycle {
  readonly id: number;
  /** How many instruments it had to decide about. */
  readonly instruments: number;
  readonly decisions: readonly { readonly instrumentId: string; readonly reason: string }[];
}
