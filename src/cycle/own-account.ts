import {
  curveOf,
  ownPerformance,
  type EquityMark,
  type PerformanceFacts,
} from "../core/accounting/own-performance.ts";
import type { OwnPerformance } from "../core/accounting/performance.ts";
import { averagePriceOf, matchingOf, type PositionBook } from "../core/accounting/position-book.ts";
import { exposureOf, openResultsOf, type Exposure } from "../core/accounting/valuation.ts";
import type { AccountBalance, AccountIdentity, NetPosition } from "../core/domain/account.ts";
import { assert } from "../core/domain/assert.ts";
import type { ConversionRate } from "../core/domain/conversion-rate.ts";
import { approximately, ZERO, type Decimal } from "../core/domain/decimal.ts";
import type { InstrumentId } from "../core/domain/instrument.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { startOfDay, startOfWeek } from "../core/hours/local-time.ts";
import type { MarketView } from "../core/risk/decision-input.ts";
import type { OwnPosition } from "../core/strategy/contract.ts";
import { cachedDetails } from "./cached-facts.ts";
import type { ConnectedContext } from "./context.ts";
import { noteFillTerms } from "./fill-terms.ts";
import { markToBeginWith } from "./mark-before.ts";
import { ownLedger } from "./own-ledger.ts";
import type { Ports } from "./ports.ts";
import { byInstrument, detailsIn, valuePosition, type ValuedPosition } from "./value-positions.ts";

/** What is ours, and how it has gone. */
export interface OwnAccount {
  readonly holdings: ReadonlyMap<InstrumentId, OwnPosition>;
  readonly performance: OwnPerformance;
  /** Absent where one of our positions cannot be valued. */
  readonly exposure?: Exposure;
  /** Whether something is held and no earlier look at it is kept, as after a store was lost: older losses are forgotten. */
  readonly beginsAnew: boolean;
}

export interface AccountSeen {
  readonly now: Timestamp;
  /** Of the account's day and week. */
  readonly timeZone: string;
  readonly isDryRun: boolean;
  readonly balance: AccountBalance;
  readonly positions: readonly NetPosition[];
  readonly markets: readonly MarketView[];
  readonly rates: ReadonlyMap<string, ConversionRate>;
  /** What of ours the broker bears out. */
  readonly ownPositions: ReadonlyMap<InstrumentId, Decimal>;
}

interface StockContext extends Pick<ConnectedContext, "cycle"> {
  readonly ports: Pick<Ports, "store" | "clock">;
  readonly account: Pick<AccountIdentity, "currency" | "nettingProfile">;
}

/** Takes stock of our own trading, and keeps what it finds for the days and weeks to come. */
export function takeStock({ ports, account, cycle }: StockContext, seen: AccountSeen): OwnAccount {
  const { store } = ports;
  const { now, timeZone, balance, positions, rates } = seen;
  assert(
    account.nettingProfile !== "Unknown",
    "nothing is traded where nobody knows how positions are netted",
  );
  const markets = byInstrument(seen.markets);
  const detailsOf = detailsIn(markets, (instrument) => cachedDetails(ports, instrument));
  const worth = { at: now, currency: account.currency, rates, detailsOf };
  noteFillTerms(store, worth);
  const weekStart = startOfWeek(now, timeZone);
  const run = ownLedger(store, { weekStart, matching: matchingOf(account.nettingProfile) });
  const { books } = run.ledger;
  const valued = [...books].map(([id, book]) => valuePosition(id, book, { markets, positions, worth }));
  const values = valued.map(({ value }) => value);
  const period = (startAt: Timestamp) => ({ startAt, mark: markToBeginWith(store, startAt, timeZone) });
  const before = store.curveBefore(now);
  const facts: PerformanceFacts = {
    run,
    open: openResultsOf(values),
    day: period(startOfDay(now, timeZone)),
    week: period(weekStart),
    peak: before?.peak,
    equity: balance.isReliable ? balance.totalValue : undefined,
  };
  const performance = ownPerformance(facts);
  const mark = markOf(now, { facts, valued, performance });
  if (mark !== undefined && !seen.isDryRun) store.recordMark(cycle, mark);
  return {
    holdings: holdingsOf(valued, books, seen.ownPositions),
    performance,
    beginsAnew: before === undefined && books.size > 0,
    ...(values.every((value) => value !== undefined) ? { exposure: exposureOf(values) } : {}),
  };
}

/** `undefined` where something of it cannot be valued: the mark before it goes on to count. */
function markOf(
  at: Timestamp,
  {
    facts,
    valued,
    performance,
  }: {
    readonly facts: PerformanceFacts;
    readonly valued: readonly ValuedPosition[];
    readonly performance: OwnPerformance;
  },
): EquityMark | undefined {
  const curve = curveOf(facts);
  if (curve === undefined || facts.equity === undefined) return undefined;
  const positions = valued.flatMap(({ instrumentId, quantity, value }) =>
    value?.openProfitLoss === undefined
      ? []
      : [{ instrumentId, quantity, exposure: value.exposure, openProfitLoss: value.openProfitLoss }],
  );
  return { at, ...curve, equity: facts.equity, positions, performance };
}

/** As strategies see them: long, and no more than the broker bears out. */
function holdingsOf(
  valued: readonly ValuedPosition[],
  books: ReadonlyMap<InstrumentId, PositionBook>,
  ownPositions: ReadonlyMap<InstrumentId, Decimal>,
): ReadonlyMap<InstrumentId, OwnPosition> {
  const holdings = new Map<InstrumentId, OwnPosition>();
  for (const position of valued) {
    const book = books.get(position.instrumentId);
    const quantity = ownPositions.get(position.instrumentId) ?? ZERO;
    const holding = book && quantity.gt(ZERO) ? holdingOf(position, book, quantity) : undefined;
    if (holding !== undefined) holdings.set(position.instrumentId, holding);
  }
  return holdings;
}

/** What nobody knows the purchase price of counts as bought at the first price that is seen. */
function holdingOf(
  { lots, price: present }: ValuedPosition,
  { additions }: PositionBook,
  quantity: Decimal,
): OwnPosition | undefined {
  const average = averagePriceOf({ lots }) ?? present;
  const [first] = additions;
  if (average === undefined || first === undefined) return undefined;
  return {
    quantity: approximately(quantity),
    averagePrice: approximately(average),
    openedAt: first.at,
    entries: additions.map((addition) => ({
      at: addition.at,
      quantity: approximately(addition.quantity),
      price: approximately(addition.price ?? average),
    })),
  };
}
