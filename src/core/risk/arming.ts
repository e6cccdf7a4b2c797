import { decimal, ZERO, type Decimal } from "../domain/decimal.ts";
import type { StrategyParameters } from "../strategy/contract.ts";
import {
  addDuration,
  elapsed,
  isoFromTimestamp,
  minutes,
  type DurationMs,
  type Timestamp,
} from "../domain/time.ts";

/** Settings that are amounts, and which of them let more happen. */
const AMOUNTS = {
  TRADE_VALUE: "larger",
  RISK_PER_TRADE_PCT: "larger",
  MAX_POSITION_VALUE: "larger",
  MAX_FX_NOTIONAL: "larger",
  MAX_PORTFOLIO_EXPOSURE: "larger",
  MIN_TRADE_AMOUNT: "smaller",
  MAX_DAILY_LOSS: "larger_or_none",
  MAX_WEEKLY_LOSS: "larger_or_none",
  MAX_CONSECUTIVE_LOSSES: "larger_or_none",
  MAX_DRAWDOWN_PCT: "larger_or_none",
  MAX_CONCENTRATION_PCT: "larger_or_none",
  MAX_DAILY_TURNOVER_PCT: "larger_or_none",
  MAX_SPREAD_BPS: "larger_or_none",
} as const;
export type AmountLimit = keyof typeof AMOUNTS;
export const AMOUNT_LIMITS = Object.keys(AMOUNTS) as readonly AmountLimit[];

/** Whether 0 stands for no limit at all. */
export const mayBeNone = (limit: AmountLimit): boolean => AMOUNTS[limit] === "larger_or_none";

/** What bounds the risk of real money, in values that can be kept in a file. */
export interface ArmedLimits {
  readonly maxPositions: number;
  readonly maxDailyTrades: number;
  /** Decimals as text, by asset type. */
  readonly defaultQuantity: Readonly<Record<string, string>>;
  readonly sizing: "quantity" | "value" | "risk";
  /** The limits that are amounts, by setting; decimals as text. */
  readonly amounts: Readonly<Record<AmountLimit, string>>;
  /** 0 for none. */
  readonly stopLossPercent: number;
  readonly takeProfitPercent: number;
  readonly duplicateBuyPolicy: "block" | "allow";
  readonly disclaimerPolicy: "block_all" | "auto_accept_normal" | "manual_review";
  readonly requireMarketOpen: boolean;
  readonly allowExtendedHours: boolean;
  /** How old a price may be. */
  readonly stalenessSeconds: number;
  /** `name@version` */
  readonly strategy: string;
  readonly parameters: StrategyParameters;
  readonly barMinutes: number;
  /** In which the day and the week of limits begin. */
  readonly timeZone: string;
  readonly watchlist: readonly string[];
}

/** Whose real money may be traded, where, within which limits and until when: a person's word. */
export interface Arming {
  readonly restBase: string;
  /** Tells the account from every other without naming it. */
  readonly accountDigest: string;
  /** For people, in part: `***97`. */
  readonly account: string;
  readonly limits: ArmedLimits;
  readonly armedAt: Timestamp;
  readonly expiresAt: Timestamp;
  /** A cycle saw that it is over: a clock that is set back brings it to life no more. */
  readonly isOver?: boolean;
  /** `user@host` */
  readonly by: string;
}

/** Whether real money may be traded. */
export type ArmingStanding =
  /** Another environment, or a dry run that is wanted. */
  | { readonly kind: "not_needed" }
  /** As far as is known without asking the broker for the account. */
  | { readonly kind: "armed"; readonly arming: Arming }
  /** Prechecks only; at least one reason. */
  | { readonly kind: "unarmed"; readonly reasons: readonly string[] };

export const LIVE_UNARMED = "LIVE_UNARMED";

/** What somebody must know who believes that real money is traded. */
export const unarmedInWords = (reasons: readonly string[]): string =>
  `LIVE: prechecks only, whatever DRY_RUN says: ${reasons.join("; ")}`;

const DAY_MINUTES = 24 * 60;
export const daysLong = (days: number): DurationMs => minutes(days * DAY_MINUTES);
export const ARMED_DAYS_DEFAULT = 30;
export const ARMED_DAYS_MAX = 90;
/** Clocks of one machine differ by less. */
const CLOCK_TOLERANCE = minutes(1);

/** What is about to be done with real money. */
export interface LivePlan {
  readonly now: Timestamp;
  readonly restBase: string;
  readonly limits: ArmedLimits;
}

/** Why an arming does not cover what is about to be done; none when it does. */
export function objectionsTo(
  { restBase, limits, armedAt, expiresAt, isOver = false }: Arming,
  plan: LivePlan,
): readonly string[] {
  return [
    ...(isOver || expiresAt <= plan.now ? [`the arming ended at ${isoFromTimestamp(expiresAt)}`] : []),
    ...(armedAt > addDuration(plan.now, CLOCK_TOLERANCE)
      ? [`the arming lies in the future, at ${isoFromTimestamp(armedAt)}: the clock was set back`]
      : []),
    ...(elapsed(armedAt, expiresAt) > daysLong(ARMED_DAYS_MAX)
      ? [`the arming says more than ${ARMED_DAYS_MAX} days`]
      : []),
    ...(restBase === plan.restBase ? [] : [`SAXO_REST_BASE was ${restBase} and is ${plan.restBase}`]),
    ...loosenings(limits, plan.limits),
  ];
}

/** Every limit that lets more happen now than a person has agreed to; tighter ones are fine. */
export function loosenings(armed: ArmedLimits, now: ArmedLimits): readonly string[] {
  return [
    ...raised("MAX_POSITIONS", armed.maxPositions, now.maxPositions),
    ...raised("MAX_DAILY_TRADES", armed.maxDailyTrades, now.maxDailyTrades),
    ...changed("SIZING", armed.sizing, now.sizing),
    ...quantitiesRaised(armed.defaultQuantity, now.defaultQuantity),
    ...AMOUNT_LIMITS.flatMap((name) => amountLoosened(name, armed.amounts[name], now.amounts[name])),
    ...stopLoosened(armed, now),
    ...widened("TAKE_PROFIT_PCT", armed.takeProfitPercent, now.takeProfitPercent),
    ...(armed.duplicateBuyPolicy === "block" && now.duplicateBuyPolicy === "allow"
      ? [fromTo("DUPLICATE_BUY_POLICY", "block", "allow")]
      : []),
    ...(trustIn(now.disclaimerPolicy) > trustIn(armed.disclaimerPolicy)
      ? [fromTo("DISCLAIMER_POLICY", armed.disclaimerPolicy, now.disclaimerPolicy)]
      : []),
    ...(armed.requireMarketOpen && !now.requireMarketOpen
      ? [fromTo("REQUIRE_MARKET_OPEN", "true", "false")]
      : []),
    ...(!armed.allowExtendedHours && now.allowExtendedHours
      ? [fromTo("ALLOW_EXTENDED_HOURS", "false", "true")]
      : []),
    ...raised("DATA_STALENESS_THRESHOLD_SECONDS", armed.stalenessSeconds, now.stalenessSeconds),
    ...changed("the strategy", armed.strategy, now.strategy),
    ...parametersChanged(armed.parameters, now.parameters),
    ...changed("BAR_MINUTES", armed.barMinutes, now.barMinutes),
    ...changed("TIMEZONE", armed.timeZone, now.timeZone),
    ...now.watchlist
      .filter((instrument) => !armed.watchlist.includes(instrument))
      .map((instrument) => `${instrument} is new on the watchlist`),
  ];
}

/** The tightest first. */
const DISCLAIMER_POLICIES: readonly ArmedLimits["disclaimerPolicy"][] = [
  "block_all",
  "manual_review",
  "auto_accept_normal",
];
const trustIn = (policy: ArmedLimits["disclaimerPolicy"]): number => DISCLAIMER_POLICIES.indexOf(policy);

type Shown = string | number | boolean;

const fromTo = (what: string, from: Shown, to: Shown): string =>
  `${what} went from ${String(from)} to ${String(to)}`;

const changed = (what: string, from: Shown, to: Shown): readonly string[] =>
  from === to ? [] : [fromTo(what, from, to)];

const raised = (what: string, from: number, to: number): readonly string[] =>
  to > from ? [fromTo(what, from, to)] : [];

/** A distance of 0 is none at all, which is the widest. */
function widened(what: string, from: number, to: number): readonly string[] {
  const width = (percent: number): number => (percent === 0 ? Infinity : percent);
  return width(to) > width(from) ? [fromTo(what, from, to)] : [];
}

/** A wider one loses more; where purchases are measured by it, a narrower one buys more. */
const stopLoosened = (
  { stopLossPercent: from }: ArmedLimits,
  { stopLossPercent: to, sizing }: ArmedLimits,
): readonly string[] => (sizing === "risk" ? changed : widened)("STOP_LOSS_PCT", from, to);

function amountLoosened(name: AmountLimit, from: string, to: string): readonly string[] {
  const [armed, now] = [decimal(from), decimal(to)];
  const isNone = (amount: Decimal): boolean => mayBeNone(name) && amount.eq(ZERO);
  const isLooser =
    AMOUNTS[name] === "smaller" ? now.lt(armed) : !isNone(armed) && (isNone(now) || now.gt(armed));
  return isLooser ? [fromTo(name, from, to)] : [];
}

function quantitiesRaised(
  armed: ArmedLimits["defaultQuantity"],
  now: ArmedLimits["defaultQuantity"],
): readonly string[] {
  return Object.entries(now).flatMap(([assetType, to]) => {
    const from = armed[assetType] ?? "0";
    return decimal(to).gt(decimal(from)) ? [fromTo(`DEFAULT_QUANTITY of ${assetType}`, from, to)] : [];
  });
}

function parametersChanged(
  armed: ArmedLimits["parameters"],
  now: ArmedLimits["parameters"],
): readonly string[] {
  const names = [...new Set([...Object.keys(armed), ...Object.keys(now)])].sort();
  return names.flatMap((name) =>
    changed(`the strategy's ${name}`, armed[name] ?? "not set", now[name] ?? "not set"),
  );
}
