import { sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { present } from "../domain/present.ts";
import type { Timestamp } from "../domain/time.ts";
import { consecutiveLosses } from "./closing-orders.ts";
import { drawdownFraction, higher } from "./drawdown.ts";
import type { LedgerRun, Result } from "./ledger.ts";
import type { OwnPerformance } from "./performance.ts";

/** What our own trading had come to at an instant, in account currency. */
export interface EquityMark {
  readonly at: Timestamp;
  /** Realised and open, since the first entry of the ledger. */
  readonly result: Decimal;
  /** The highest result so far, and not below nothing: that is where every account begins. */
  readonly peak: Decimal;
  /** What the account was worth in all, by the broker. */
  readonly equity: Decimal;
  readonly positions: readonly MarkedPosition[];
  readonly performance: OwnPerformance;
}

export interface MarkedPosition {
  readonly instrumentId: InstrumentId;
  /** Signed. */
  readonly quantity: Decimal;
  readonly exposure: Decimal;
  readonly openProfitLoss: Decimal;
}

/** A day, or a week, of the account. */
export interface Period {
  readonly startAt: Timestamp;
  /** The newest mark before it began; absent where there is none. */
  readonly mark: Pick<EquityMark, "result"> | undefined;
}

export interface PerformanceFacts {
  /** Since the week began, or earlier. */
  readonly run: LedgerRun;
  /** Of all that is ours; absent where a price or a rate is missing. */
  readonly openProfitLoss: Decimal | undefined;
  readonly day: Period;
  readonly week: Period;
  /** Of the newest mark; absent where there is none. */
  readonly peak: Decimal | undefined;
  /** Absent where the broker does not vouch for it. */
  readonly equity: Decimal | undefined;
}

/**
 * How our own trading has gone. Where the store has no mark from before a period, as on its first day, the open result
 * counts in full, from the purchase: a loss of earlier days is then taken for one of this period, and not the other way
 * round.
 */
export function ownPerformance(facts: PerformanceFacts): OwnPerformance {
  const { run, week, day } = facts;
  const curve = curveOf(facts);
  return present({
    today: since(day, facts),
    week: since(week, facts),
    consecutiveLosses: consecutiveLosses(run.ledger.closingOrders),
    drawdownFraction:
      curve === undefined || facts.equity === undefined || hasUnknown(run.results)
        ? undefined
        : drawdownFraction({ ...curve, equity: facts.equity }),
  });
}

/** Where the result stands now, and its highest; `undefined` where what is open cannot be valued. */
export function curveOf({
  run,
  openProfitLoss,
  peak = ZERO,
}: PerformanceFacts): Pick<EquityMark, "result" | "peak"> | undefined {
  if (openProfitLoss === undefined) return undefined;
  const result = run.ledger.realised.plus(openProfitLoss);
  return { result, peak: higher(result, peak) };
}

/** By what the result was at the mark, so that an execution which is booked late counts when it is known. */
function since({ startAt, mark }: Period, { run, openProfitLoss }: PerformanceFacts): Decimal | undefined {
  const results = run.results.filter(({ at }) => at >= startAt);
  if (openProfitLoss === undefined || hasUnknown(results)) return undefined;
  if (mark !== undefined) return run.ledger.realised.plus(openProfitLoss).minus(mark.result);
  return sumDecimals(results.flatMap(({ amount }) => amount ?? [])).plus(openProfitLoss);
}

const hasUnknown = (results: readonly Result[]): boolean =>
  results.some(({ amount }) => amount === undefined);
