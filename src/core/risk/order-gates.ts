import { ZERO } from "../domain/decimal.ts";
import { isPricedInItsCurrency } from "../domain/instrument.ts";
import { minimumQuantity, valueOf } from "../domain/quantity-steps.ts";
import type { Finding, Gate } from "./gate.ts";
import { forbids } from "./kill-switch.ts";
import type { OrderContext } from "./order-context.ts";
import { RESULT_GATES } from "./result-gates.ts";
import { KNOWN_VALUE_GATES, LEAST_VALUE_GATE, VALUE_GATES } from "./value-gates.ts";

/** First of all: a person's word. */
const killSwitchGate = (purpose: "entry" | "exit"): Gate<OrderContext> => ({
  code: "KILL_SWITCH_ON",
  check: ({ settings: { killSwitch: mode } }) => ({
    passed: mode === undefined || !forbids({ mode }, purpose),
    value: mode ?? "off",
  }),
});

const IDENTITY_GATES: readonly Gate<OrderContext>[] = [
  {
    code: "ALREADY_DECIDED",
    check: ({ account, reference }) => ({
      passed: !account.arrivedReferences.has(reference),
      value: reference,
    }),
  },
  { code: "UNKNOWN_ORDER_PENDING", check: ({ exposure }) => ({ passed: !exposure.isInDoubt }) },
];

const QUANTITY_GATES: readonly Gate<OrderContext>[] = [
  {
    code: "ORDER_TYPE_NOT_SUPPORTED",
    check: ({ details }) => ({
      passed: details.supportedOrderTypes.includes("Market"),
      value: details.supportedOrderTypes.join(" "),
      limit: "Market",
    }),
  },
  {
    code: "QUANTITY_NOT_IN_LOT",
    check: ({ size }) => ({
      passed: size.isOrderable,
      value: (size.wanted ?? size.quantity).toString(),
      limit: size.step.toString(),
    }),
  },
  {
    code: "QUANTITY_BELOW_MINIMUM",
    check: ({ size, details }) => ({
      passed: size.quantity.gte(minimumQuantity(size.side, details)),
      value: size.quantity.toString(),
      limit: minimumQuantity(size.side, details).toString(),
    }),
  },
  { code: "QUANTITY_ABOVE_MAXIMUM", check: checkMaximum },
  { code: "ORDER_VALUE_BELOW_MINIMUM", check: checkValue },
];

/** Closing is not held up by limits: they bound risk, and an exit takes it away. */
export const EXIT_GATES: readonly Gate<OrderContext>[] = [
  killSwitchGate("exit"),
  ...IDENTITY_GATES,
  {
    code: "SELL_WITHOUT_OWN_POSITION",
    check: ({ exposure: { closable } }) => ({ passed: closable.gt(ZERO), value: closable.toString() }),
  },
  {
    code: "SELL_ORDER_PENDING", // both together could sell more than there is
    check: ({ exposure }) => ({ passed: !exposure.pendingSides.has("sell") }),
  },
  { code: "POSITION_NOT_CLOSABLE", check: ({ exposure }) => ({ passed: exposure.canBeClosed }) },
  ...QUANTITY_GATES,
];

export const ENTRY_GATES: readonly Gate<OrderContext>[] = [
  killSwitchGate("entry"),
  ...IDENTITY_GATES,
  {
    code: "POSITION_DIFFERS", // what is ours is known no better than our records
    check: ({ account, details: { instrument } }) => ({ passed: !account.differing.has(instrument.id) }),
  },
  { code: "ACCOUNT_REDUCE_ONLY", check: ({ account }) => ({ passed: !account.isReduceOnly }) },
  {
    code: "INSTRUMENT_REDUCE_ONLY",
    check: ({ details }) => ({
      passed: details.tradability !== "reduce_only",
      value: details.restriction ?? details.tradability,
    }),
  },
  {
    code: "SHORT_POSITION",
    check: ({ exposure: { net } }) => ({ passed: net.gte(ZERO), value: net.toString() }),
  },
  { code: "DUPLICATE_BUY", check: checkDuplicate },
  {
    code: "BALANCE_UNRELIABLE",
    check: ({ account }) => ({ passed: account.balance.isReliable }),
  },
  { code: "CASH_DIFFERS", check: checkCash },
  {
    code: "PRICE_CURRENCY_DIFFERS",
    check: ({ details }) => ({
      passed: isPricedInItsCurrency(details),
      value: details.pricing.currency,
      limit: details.currency,
    }),
  },
  ...RESULT_GATES,
  { code: "MAX_POSITIONS", check: checkPositions },
  {
    code: "MAX_DAILY_TRADES",
    check: ({ budget, settings }) => ({
      passed: budget.orders < settings.maxDailyTrades,
      value: budget.orders,
      limit: settings.maxDailyTrades,
    }),
  },
  ...KNOWN_VALUE_GATES,
  ...VALUE_GATES,
  ...QUANTITY_GATES,
  LEAST_VALUE_GATE,
];

function checkCash({ account: { cashDifference } }: OrderContext): Finding {
  if (cashDifference === undefined) return { passed: true };
  const { unexplained, tolerance } = cashDifference;
  return { passed: false, value: unexplained.toString(), limit: tolerance.toString() };
}

function checkMaximum({ size, details }: OrderContext): Finding {
  const limit = details.orderLimits.maximumQuantity;
  if (limit === undefined) return { passed: true, value: size.quantity.toString(), limit: "any" };
  return { passed: size.quantity.lte(limit), value: size.quantity.toString(), limit: limit.toString() };
}

/** Only where prices are in the currency the minimum is in; otherwise the broker's precheck has the last word. */
function checkValue({ size, details, price }: OrderContext): Finding {
  const { minimumValue } = details.orderLimits;
  if (minimumValue === undefined || !isPricedInItsCurrency(details)) return { passed: true };
  const value = valueOf(size.quantity, price, details);
  return { passed: value.gte(minimumValue), value: value.toString(), limit: minimumValue.toString() };
}

/** The policy is about what is held, and about others: what we have ordered was sized without what it will bring. */
function checkDuplicate({ exposure, isTopUp, settings: { duplicateBuyPolicy } }: OrderContext): Finding {
  const { own, net, pendingSides, ownPendingBuys } = exposure;
  if (ownPendingBuys.gt(ZERO)) return { passed: false, value: "own order", limit: "none" };
  const isLong = (own.gt(ZERO) || net.gt(ZERO)) && !isTopUp;
  const found = isLong ? "position" : pendingSides.has("buy") ? "order" : "none";
  return {
    passed: found === "none" || duplicateBuyPolicy === "allow",
    value: found,
    limit: duplicateBuyPolicy,
  };
}

/** Adding to what is held takes no further place; a foreign order that holds one already gives us none beyond the limit. */
function checkPositions({ budget: { occupied }, details, settings }: OrderContext): Finding {
  const others = occupied.size - (occupied.has(details.instrument.id) ? 1 : 0);
  return {
    passed: others < settings.maxPositions,
    value: others,
    limit: settings.maxPositions,
  };
}
