import type { InstrumentId } from "../domain/instrument.ts";
import type { Bar } from "../domain/market-data.ts";
import type { Timestamp } from "../domain/time.ts";

/** A number that tunes a strategy: enough to validate it, to document it and to name its setting. */
export interface ParameterDeclaration {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whether fractions are refused. */
  readonly integer: boolean;
  readonly unit: string;
  readonly description: string;
}

/** Values by snake_case parameter name, validated against the declaration before they get here. */
export type StrategyParameters = Readonly<Record<string, number>>;

/**
 * A trading idea: a pure function from closed bars to signals. It remembers nothing between cycles, so the same
 * bars always give the same signals, in a retry, on another machine or in a test.
 */
export interface StrategyDeclaration {
  readonly name: string;
  /** Raised when the same bars and parameters may give other signals than before: it is part of an order's identity. */
  readonly version: number;
  readonly description: string;
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  /** What is wrong with the values taken together; `undefined` when nothing is. */
  checkParameters?(parameters: StrategyParameters): string | undefined;
  /** Closed bars an instrument must have to be shown to the strategy. */
  barsRequired(parameters: StrategyParameters): number;
  /** One signal for each instrument of the view. */
  evaluate(view: StrategyView): ReadonlyMap<InstrumentId, Signal>;
}

/** All instruments at once, so that a strategy may compare them. */
interface StrategyView {
  readonly now: Timestamp;
  readonly parameters: StrategyParameters;
  readonly instruments: readonly InstrumentHistory[];
}

interface InstrumentHistory {
  readonly id: InstrumentId;
  /** Closed bars only, oldest first, at least as many as the strategy requires, none after the decision time. */
  readonly bars: readonly Bar[];
}

export interface Signal {
  readonly action: "buy" | "sell" | "hold";
  /** Stable code beginning with `SIG_`. */
  readonly reason: string;
  /** The figures behind it, by snake_case name; finite. */
  readonly indicators: Readonly<Record<string, number>>;
}

/** `moving_average@1`: how a strategy is named in logs, records and the identity of its orders. */
export const strategyLabel = (strategy: Pick<StrategyDeclaration, "name" | "version">): string =>
  `${strategy.name}@${strategy.version}`;
