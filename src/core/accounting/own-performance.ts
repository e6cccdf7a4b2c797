import { maxDecimal, minDecimal, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { present } from "../domain/present.ts";
import type { Timestamp } from "../domain/time.ts";
import { consecutiveLosses } from "./closing-orders.ts";
import { drawdownFraction } from "./drawdown.ts";
import type { LedgerRun, Result } from "./ledger.ts";
import type { OwnPerformance } from "./performance.ts";
import type { OpenResult } from "./valuation.ts";

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
interface Period {
  readonly startAt: Timestamp;
  /** Of the newest day before it; absent where that has none. */
  readonly mark: Pick<EquityMark, "result"> | undefined;
}

export interface PerformanceFacts {
  /** Since the week began, or earlier. */
  readonly run: LedgerRun;
  /** Of all that is ours; absent where a price or a rate is missing. */
  readonly open: readonly OpenResult[] | undefined;
  readonly day: Period;
  readonly week: Period;
  /** Of the newest mark; absent where there is none. */
  readonly peak: Decimal | undefined;
  /** Absent where the broker does not vouch for it. */
  readonly equity: Decimal | undefined;
}

/**
 * How our own trading has gone. Where there is no mark from before a period, as on a store's first day, what was opened
 * before it counts from the purchase where it has lost, and for nothing where it has gained: a loss of earlier days is
 * taken for one of this period, and no gain of earlier days hides one.
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
  open,
  peak = ZERO,
}: PerformanceFacts): Pick<EquityMark, "result" | "peak"> | undefined {
  if (open === undefined) return undefined;
  const result = run.ledger.realised.plus(sumDecimals(open.map(({ amount }) => amount)));
  return { result, peak: maxDecimal(result, peak) };
}

/** By what the result was at the mark, so that an execution which is booked late counts when it is known. */
function since({ startAt, mark }: Period, facts: PerformanceFacts): Decimal | undefined {
  const results = facts.run.results.filter(({ at }) => at >= startAt);
  const now = curveOf(facts)?.result;
  if (now === undefined || facts.open === undefined || hasUnknown(results)) return undefined;
  if (mark !== undefined) return now.minus(mark.result);
  return sumDecimals([...results, ...facts.open].map((one) => earnedSince(startAt, one)));
}

/** Nobody knows how much of an older gain was there before. */
const earnedSince = (startAt: Timestamp, { openedAt, amount = ZERO }: Partial<OpenResult>): Decimal =>
  openedAt !== undefined && openedAt >= startAt ? amount : minDecimal(amount, ZERO);

const hasUnknown = (results: readonly Result[]): boolean =>
  results.some(({ amount }) => amount === undefined);
