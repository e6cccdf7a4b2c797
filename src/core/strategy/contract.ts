import type { z } from "zod/mini";
import { assert } from "../domain/assert.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import type { Bar, BarMinutes } from "../domain/market-data.ts";
import type { Timestamp } from "../domain/time.ts";
import { parameterFacts, type ParameterFacts, type ParameterValue } from "./parameter.ts";

/** Values by snake_case parameter name, checked by the strategy's schema before they get here. */
export type StrategyParameters = Readonly<Record<string, ParameterValue>>;

/** A schema for each parameter, made by `parameter.ts`, which knows units and descriptions as well. */
export type ParameterSchemas = Readonly<Record<string, z.ZodMiniType<ParameterValue>>>;

/**
 * A trading idea: a pure function from closed bars, own positions and its own small memory to signals. The same view
 * always gives the same answer, in a retry, on another machine or in a test.
 */
export interface StrategyDeclaration<
  Parameters extends StrategyParameters = StrategyParameters,
  Memory = unknown,
> {
  readonly name: string;
  /** Raised when the same view may give other signals than before: it is part of an order's identity. */
  readonly version: number;
  /** Of the text of a user's own file; set where such a file is loaded. */
  readonly fileDigest?: string;
  /** Runs its code within bounds of time and conduct; set where such a file is loaded. @throws Misconduct */
  readonly confine?: <Answer>(work: () => Answer) => Answer;
  readonly description: string;
  /** Where the idea comes from, and its rule as a formula, for whoever wants to check it; plain text. */
  readonly source: string;
  readonly formula: string;
  readonly parameters: ParameterSchemas;
  /** Names of those that concern all instruments together, so that none of them can be set for one alone. */
  readonly sharedParameters?: readonly string[];
  /** What is wrong with the values taken together; `undefined` when nothing is. */
  checkParameters?(parameters: Parameters): string | undefined;
  /**
   * Whether it may buy more of what is held, at other times than a top-up to a target weight. Such strategies need
   * `DUPLICATE_BUY_POLICY=allow`.
   */
  addsToPositions?(parameters: Parameters): boolean;
  /** The most it may want to hold; absent where its parameters do not bound it. Limits that keep it from that are refused. */
  mostHeld?(parameters: Parameters): MostHeld;
  /**
   * For how much it buys at a time, in the account's currency, where that is fixed; 0 for an instrument that it does not buy.
   * Limits that refuse such a purchase are refused.
   *
   * @param each the parameters of all instruments, in the order of the answer
   */
  purchaseValues?(each: readonly Parameters[]): readonly number[];
  /** Whether each of its purchases names a `stopDistance`: such a strategy can be sized by risk without STOP_LOSS_PCT. */
  namesStops?(parameters: Parameters): boolean;
  /** Ids of the instruments that it cannot do without, such as a benchmark. A watchlist that lacks one is refused. */
  instrumentsNeeded?(parameters: Parameters): readonly string[];
  /** Horizons it is made for; absent when any will do. */
  readonly barMinutes?: readonly BarMinutes[];
  /** Closed bars an instrument must have to be shown to the strategy. */
  barsRequired(parameters: Parameters): number;
  /** Absent for a strategy that remembers nothing. */
  readonly memory?: StrategyMemory<Memory>;
  evaluate(view: StrategyView<Parameters, Memory>): StrategyAnswer<Memory>;
}

export interface MostHeld {
  /** Instruments at the same time. */
  readonly positions: number;
  /** Share of the equity in one of them, 0 to 1. */
  readonly weight: number;
}

/**
 * What a strategy may know of its own past, where bars and positions do not tell; JSON values, a few kilobytes. It is kept by
 * the strategy's name and version: other parameters, another length of bars or a changed file go on with it, for what was
 * bought on its account is still held. Whoever remembers counts of bars, or what only its parameters give a meaning, keeps
 * those beside it and begins anew where they are others.
 */
export interface StrategyMemory<Memory> {
  /** What is read back and does not fit is forgotten, and said. */
  readonly schema: z.ZodMiniType<Memory>;
  readonly initial: Memory;
}

/** All instruments at once, so that a strategy may compare them. */
export interface StrategyView<Parameters extends StrategyParameters = StrategyParameters, Memory = unknown> {
  readonly now: Timestamp;
  readonly barMinutes: BarMinutes;
  /** Zone of the account's day. */
  readonly timeZone: string;
  /** Those with sound bars, by id. Whether their market is open now, and their quote good, is no concern of a strategy. */
  readonly instruments: readonly InstrumentView<Parameters>[];
  /** Those of the watchlist whose bars are not to be relied on, by id. No information: neither bad nor unranked. */
  readonly unseen: readonly InstrumentStanding<Parameters>[];
  /**
   * As it was answered for the bars before the newest ones. While no new bar closes, every evaluation begins with the same
   * memory, so that a decision that is made again is the same decision.
   */
  readonly memory: Memory;
}

/** What is known of an instrument whatever its bars. */
export interface InstrumentStanding<
  Parameters extends StrategyParameters = StrategyParameters,
> extends LastTrades {
  readonly id: InstrumentId;
  /** The strategy's, with what is set for this instrument alone. */
  readonly parameters: Parameters;
  /** What is ours, by our own fills; absent when nothing is. */
  readonly position?: OwnPosition;
}

/** Absent for what never happened. Unlike a strategy's memory it knows of what happened since the newest bar closed. */
export interface LastTrades {
  /** When this strategy last bought it, or may have, also where nothing of that is held any more. */
  readonly lastBoughtAt?: Timestamp;
  /** When any of what was ours was last sold by an order of ours, whoever wanted it: a strategy, a stop or a person. */
  readonly lastSoldAt?: Timestamp;
}

export interface InstrumentView<
  Parameters extends StrategyParameters = StrategyParameters,
> extends InstrumentStanding<Parameters> {
  /** Closed bars only, oldest first, at least as many as the strategy requires, none after the decision time. */
  readonly bars: readonly Bar[];
}

/** An own position, long; numbers, because strategies reckon with statistics. */
export interface OwnPosition {
  readonly quantity: number;
  /** In the instrument's price unit, by the fills. */
  readonly averagePrice: number;
  /** When it was opened from nothing. */
  readonly openedAt: Timestamp;
  /** Purchases since then, oldest first: an order each, whatever its number of fills. */
  readonly entries: readonly { readonly at: Timestamp; readonly quantity: number; readonly price: number }[];
}

export interface StrategyAnswer<Memory = unknown> {
  /** One for each instrument of the view. */
  readonly signals: ReadonlyMap<InstrumentId, Signal>;
  /** What to remember; absent to leave it as it was. */
  readonly memory?: Memory;
}

export type Signal = SignalBasis &
  (
    | { readonly action: "hold" }
    | {
        readonly action: "buy";
        /** What to buy for, in the account's currency; absent to leave it to the settings. */
        readonly value?: number;
        /** Between the price and where the idea would be wrong, in price units, for sizing by risk; absent: the protective stop's. */
        readonly stopDistance?: number;
      }
    /** All that is ours. */
    | { readonly action: "sell" }
    | {
        readonly action: "target";
        /** Share of the account's equity to hold, 0 to 1; buys or sells the difference. */
        readonly weight: number;
        /** Difference of weights below which nothing is done; default 0. */
        readonly tolerance?: number;
      }
  );

interface SignalBasis {
  /** Stable code beginning with `SIG_`. */
  readonly reason: string;
  /** The figures behind it, by snake_case name; finite. */
  readonly indicators: Readonly<Record<string, number>>;
}

/** Lets TypeScript find the types of parameters and memory from their schemas. */
export const defineStrategy = <const Schemas extends ParameterSchemas, Memory = undefined>(
  declaration: StrategyDeclaration<{ readonly [Name in keyof Schemas]: z.output<Schemas[Name]> }, Memory> & {
    readonly parameters: Schemas;
  },
): typeof declaration => declaration;

/** @throws AssertionError when a schema was not made by `parameter.ts` */
export function factsOf(schemas: ParameterSchemas): Readonly<Record<string, ParameterFacts>> {
  const facts: Record<string, ParameterFacts> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const found = parameterFacts.get(schema);
    assert(found !== undefined, `nothing is known of the parameter ${name}`);
    facts[name] = found;
  }
  return facts;
}

/** `moving_average@1`: how a strategy is named in logs, records and the identity of its orders. */
export const strategyLabel = (strategy: Pick<StrategyDeclaration, "name" | "version">): string =>
  `${strategy.name}@${strategy.version}`;
