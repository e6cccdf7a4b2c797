import { ZERO, type Decimal } from "../domain/decimal.ts";
import type { Finding, Gate } from "./gate.ts";
import type { OrderContext } from "./order-context.ts";
import type { ValueLimit } from "./rooms.ts";

const shown = (value: Decimal): string => value.round(2).toString();

/** What is not known cannot be held against a limit. */
export const KNOWN_VALUE_GATES: readonly Gate<OrderContext>[] = [
  {
    code: "CONVERSION_RATE_UNKNOWN",
    check: ({ account, details: { pricing }, size }) => ({
      passed: size.wanted !== undefined,
      value: pricing.currency,
      limit: account.balance.currency,
    }),
  },
  {
    code: "EXPOSURE_UNKNOWN",
    check: ({ budget: { unvalued } }) => ({
      passed: unvalued.length === 0,
      ...(unvalued.length === 0 ? {} : { value: unvalued.slice(0, 3).join(" ") }),
    }),
  },
  {
    code: "TURNOVER_UNKNOWN",
    check: ({ budget: { turnover }, settings: { limits } }) =>
      limits.maxDailyTurnover === undefined ? undefined : { passed: turnover !== undefined },
  },
];

const CODES: readonly ValueLimit[] = [
  "MAX_POSITION_VALUE",
  "MAX_FX_NOTIONAL",
  "MAX_PORTFOLIO_EXPOSURE",
  "MAX_CONCENTRATION_PCT",
  "MAX_DAILY_TURNOVER_PCT",
  "CASH_TOO_LOW",
];

export const VALUE_GATES: readonly Gate<OrderContext>[] = CODES.map((code) => ({
  code,
  check: (context) => checkRoom(code, context),
}));

/** What the limit would come to with the order; without a rate, what it comes to already. */
function checkRoom(code: ValueLimit, { rooms, size }: OrderContext): Finding | undefined {
  const room = rooms.find((one) => one.code === code);
  if (room === undefined) return undefined;
  const { used, limit } = room;
  const worth = size.cutBy === code && !size.isLegal ? size.leastWorth : size.worth;
  const after = used.plus(worth ?? ZERO);
  const passed = worth === undefined ? after.lt(limit) : after.lte(limit);
  return { passed, value: shown(after), limit: shown(limit) };
}

export const LEAST_VALUE_GATE: Gate<OrderContext> = {
  code: "MIN_TRADE_AMOUNT",
  check: ({ size: { worth }, settings: { limits } }) => ({
    passed: worth?.gte(limits.minTradeAmount) ?? true,
    ...(worth === undefined ? {} : { value: shown(worth) }),
    limit: shown(limits.minTradeAmount),
  }),
};
