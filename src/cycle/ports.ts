import type { RequestId } from "../core/domain/ids.ts";
import type { OrderPurpose } from "../core/domain/order.ts";
import type { DurationMs, Timestamp } from "../core/domain/time.ts";
import type { EventEmitter } from "../events/emitter.ts";
import type { Broker } from "./ports/broker.ts";
import type { Store } from "./ports/store.ts";

/** Everything a cycle needs from the world. The cycle owns these shapes; adapters implement them. */
export interface Ports {
  /** Connects on the first call and gives the same broker ever after: a cycle that needs no network touches none. */
  connectBroker(): Promise<Broker>;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly events: EventEmitter;
  readonly stop: StopRequest;
  readonly guard: PlacementGuard;
}

/** Asked right before each write, after the last thing that could take time. */
export interface PlacementGuard {
  /**
   * @returns why this very order is not to be sent, where that is nobody's failure
   * @throws TradebotError when no order may be sent any more: the lock is lost, or the log cannot be written
   */
  check(purpose: OrderPurpose): PlacementBan | undefined;
  /**
   * What must hold before anything is written at the broker, also where no order is sent.
   *
   * @throws TradebotError when the lock is lost, or the log cannot be written
   */
  requireWritable(): void;
}

/** Somebody has forbidden the order. */
export interface PlacementBan {
  readonly code: string;
  readonly reason: string;
}

export interface Clock {
  now(): Timestamp;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  monotonicMs(): number;
  /** Ends early, without an error, when the process is asked to stop. */
  sleep(duration: DurationMs): Promise<void>;
}

export interface Ids {
  requestId(): RequestId;
}

/** Says that the cycle should end at its next safe point, and why. */
export interface StopRequest {
  readonly reason: StopReason | undefined;
}

export type StopReason =
  | { readonly kind: "signal"; readonly signal: "SIGTERM" | "SIGINT" | "SIGHUP" }
  | { readonly kind: "deadline" }
  /** By a command that needs the lock now: `selloff`, `panic-stop`. */
  | { readonly kind: "asked" };
