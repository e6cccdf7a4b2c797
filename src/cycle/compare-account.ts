import type { AccountSnapshot } from "../core/domain/account.ts";
import { sumDecimals, ZERO, type Decimal } from "../core/domain/decimal.ts";
import { valueOf } from "../core/domain/quantity-steps.ts";
import {
  isoFromTimestamp,
  minutes,
  subtractDuration,
  timestamp,
  type Timestamp,
} from "../core/domain/time.ts";
import { cashDifference, type CashDifference, type Turnover } from "../core/execution/compare-cash.ts";
import { cachedDetails } from "./cached-facts.ts";
import type { ConnectedContext } from "./context.ts";
import { positionDifferences, type HoldingsSeen, type PositionDifference } from "./position-differences.ts";
import type { Execution } from "./ports/ledger-store.ts";
import { recordAccount } from "./record-account.ts";

/** How the account differs from what our records say of it. */
export interface Comparison {
  readonly differences: readonly PositionDifference[];
  /** Absent when all is explained. */
  readonly cash: CashDifference | undefined;
}

/** Compares what was just seen with our records and with the last look, and keeps it. */
export function compareAccount(
  context: ConnectedContext,
  seen: HoldingsSeen & Pick<AccountSnapshot, "balance">,
): Comparison {
  const cash = compareCash(context, seen);
  recordAccount(context, seen);
  const differences = positionDifferences(context, seen);
  context.tally.differing = differences.length;
  return { differences, cash };
}

function compareCash(
  context: ConnectedContext,
  { balance }: Pick<AccountSnapshot, "balance">,
): CashDifference | undefined {
  const { store, clock, events } = context.ports;
  const before = store.snapshotBefore(clock.now());
  if (before === undefined || cashDifference(before.balance, balance, NONE) === undefined) return undefined;
  const difference = cashDifference(before.balance, balance, turnoverSince(context, before.takenAt));
  if (difference === undefined) return undefined;
  events.emit("execution_cash_differs", {
    currency: balance.currency,
    cash_moved: difference.cashMoved.toString(),
    equity_moved: difference.equityMoved.toString(),
    unexplained: difference.unexplained.toString(),
    tolerance: difference.tolerance.toString(),
    since: isoFromTimestamp(before.takenAt),
  });
  return difference;
}

const NONE: Turnover = { bought: ZERO, sold: ZERO };
/** A purchase is booked two trading days later, over a weekend and a holiday. */
const BOOKED_WITHIN = minutes(6 * 24 * 60);

/** @returns `undefined` where one of the executions was not in account currency: it may have cost anything */
function turnoverSince({ ports, account }: ConnectedContext, lastLookAt: Timestamp): Turnover | undefined {
  const bookedFrom = subtractDuration(ports.clock.now(), BOOKED_WITHIN);
  const executions = ports.store.executionsSince(timestamp(Math.min(lastLookAt, bookedFrom)));
  const values = executions.map((execution) => {
    const details = cachedDetails(ports, execution.instrument);
    const isKnown = details?.pricing.currency === account.currency;
    return { side: execution.side, value: isKnown ? valued(execution, details) : undefined };
  });
  const of = (side: Execution["side"]): readonly (Decimal | undefined)[] =>
    values.filter((one) => one.side === side).map(({ value }) => value);
  const [bought, sold] = [of("buy"), of("sell")];
  return isAllKnown(bought) && isAllKnown(sold)
    ? { bought: sumDecimals(bought), sold: sumDecimals(sold) }
    : undefined;
}

const valued = ({ quantity, price }: Execution, details: Parameters<typeof valueOf>[2]): Decimal =>
  valueOf(quantity, price, details);

const isAllKnown = (values: readonly (Decimal | undefined)[]): values is readonly Decimal[] =>
  values.every((value) => value !== undefined);
