import { approximately, decimal, decimalFromNumber, type Decimal } from "../domain/decimal.ts";
import type { OwnPerformance } from "../accounting/performance.ts";
import { middleOf } from "../domain/market-data.ts";
import type { DenialCode } from "./denials.ts";
import type { Finding, Gate } from "./gate.ts";
import type { OrderContext } from "./order-context.ts";
import type { RiskLimits } from "./risk-limits.ts";

type Figure = Decimal | number;

interface ResultLimit {
  readonly unknown: DenialCode;
  readonly code: DenialCode;
  /** Absent where nothing is limited. */
  readonly limitIn: (limits: RiskLimits) => Figure | undefined;
  readonly figureIn: (performance: OwnPerformance) => Figure | undefined;
  /** Asked where both are there. */
  readonly isReached: (figure: Decimal, limit: Decimal) => boolean;
}

/** Losses are negative results. */
const isBelow = (figure: Decimal, limit: Decimal): boolean => figure.lte(limit);
const isAbove = (figure: Decimal, limit: Decimal): boolean => figure.gte(limit);

const RESULT_LIMITS: readonly ResultLimit[] = [
  {
    unknown: "DAILY_RESULT_UNKNOWN",
    code: "MAX_DAILY_LOSS",
    limitIn: ({ maxDailyLoss }) => maxDailyLoss?.neg(),
    figureIn: ({ today }) => today,
    isReached: isBelow,
  },
  {
    unknown: "WEEKLY_RESULT_UNKNOWN",
    code: "MAX_WEEKLY_LOSS",
    limitIn: ({ maxWeeklyLoss }) => maxWeeklyLoss?.neg(),
    figureIn: ({ week }) => week,
    isReached: isBelow,
  },
  {
    unknown: "LOSSES_UNKNOWN",
    code: "MAX_CONSECUTIVE_LOSSES",
    limitIn: ({ maxConsecutiveLosses }) => maxConsecutiveLosses,
    figureIn: ({ consecutiveLosses }) => consecutiveLosses,
    isReached: isAbove,
  },
  {
    unknown: "DRAWDOWN_UNKNOWN",
    code: "MAX_DRAWDOWN_PCT",
    limitIn: ({ maxDrawdown }) => maxDrawdown,
    figureIn: ({ drawdownFraction }) => drawdownFraction,
    isReached: isAbove,
  },
];

/** Two gates for each: whether the figure is known, and whether it is still short of the limit. */
const gatesOf = ({
  unknown,
  code,
  limitIn,
  figureIn,
  isReached,
}: ResultLimit): readonly Gate<OrderContext>[] => [
  {
    code: unknown,
    check: ({ account, settings: { limits } }) =>
      limitIn(limits) === undefined ? undefined : { passed: figureIn(account.performance) !== undefined },
  },
  {
    code,
    check: ({ account, settings: { limits } }): Finding | undefined => {
      const [limit, figure] = [limitIn(limits), figureIn(account.performance)];
      if (limit === undefined || figure === undefined) return undefined;
      return { passed: !isReached(exact(figure), exact(limit)), value: shown(figure), limit: shown(limit) };
    },
  },
];

const exact = (figure: Figure): Decimal => (typeof figure === "number" ? decimalFromNumber(figure) : figure);

const shown = (figure: Figure): string | number =>
  typeof figure === "number" ? figure : figure.round(4).toString();

const BPS = decimal("10000");

/** How trading has gone so far, and what a purchase would give away at once. */
export const RESULT_GATES: readonly Gate<OrderContext>[] = [
  ...RESULT_LIMITS.flatMap(gatesOf),
  { code: "MAX_SPREAD_BPS", check: checkSpread },
];

function checkSpread({ quote, settings: { limits } }: OrderContext): Finding | undefined {
  const { maxSpreadBps: limit } = limits;
  if (limit === undefined) return undefined;
  const spread = approximately(quote.ask.minus(quote.bid).times(BPS).div(middleOf(quote)).round(2));
  return { passed: spread <= limit, value: spread, limit };
}
