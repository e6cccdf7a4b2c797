import type { z } from "zod/mini";
import { localDay } from "../hours/local-time.ts";
import { defineStrategy, type InstrumentStanding, type Signal } from "./contract.ts";
import { anyNumber, choice } from "./parameter.ts";

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const PARAMETERS = {
  weekly_budget: anyNumber({
    default: 500,
    min: 1,
    max: 1_000_000,
    unit: "account currency",
    description: "What is spent each week on all instruments together",
  }),
  weekday: choice({
    default: "monday",
    choices: WEEKDAYS,
    description: "First day of the week to buy on, in the zone of TIMEZONE",
  }),
  weight: anyNumber({
    default: 1,
    min: 0,
    max: 1000,
    unit: "parts",
    description:
      "Parts of the budget an instrument gets, of those of all instruments; set for each one by itself",
  }),
};

type Plan = { readonly [Name in keyof typeof PARAMETERS]: z.output<(typeof PARAMETERS)[Name]> };

/**
 * Buys each instrument once a week for its part of a budget.
 *
 * A purchase is due from the weekday on until the week ends on Sunday. On a holiday no order goes out, so the next day of
 * trading buys; a computer that was off that day does so as well. What was bought this week is known by the orders
 * themselves, which outlive a lost store at the broker.
 */
export const coreDca = defineStrategy({
  name: "core_dca",
  version: 1,
  description: "Purchases for a fixed sum each week, split among the instruments",
  source: "Dollar cost averaging: B. Graham, The Intelligent Investor, 1949",
  formula:
    "once in each ISO week, from weekday on: value = weekly_budget * weight / sum of the weights of all instruments",
  parameters: PARAMETERS,
  sharedParameters: ["weekly_budget", "weekday"],
  addsToPositions: () => true,
  purchaseValues: (each) => {
    const allParts = each.reduce((sum, { weight }) => sum + weight, 0);
    return each.map((plan) => valueOf(plan, allParts));
  },
  barsRequired: () => 1,

  evaluate: ({ instruments, unseen, now, timeZone }) => {
    const parts = [...instruments, ...unseen].map(({ parameters }) => parameters.weight);
    const today = localDay(now, timeZone);
    const week = { today, timeZone, allParts: parts.reduce((sum, weight) => sum + weight, 0) };
    return { signals: new Map(instruments.map((one) => [one.id, signalFor(one, week)])) };
  },
});

interface Week {
  readonly today: Temporal.PlainDate;
  readonly timeZone: string;
  /** Sum of the weights of all instruments. */
  readonly allParts: number;
}

/** Its part of the budget, in whole cents: one that is missing for the rounding of binary figures alone is there. */
function valueOf({ weekly_budget, weight }: Plan, allParts: number): number {
  if (weight === 0) return 0;
  const cents = (weekly_budget * weight * 100) / allParts;
  return Math.floor(Math.round(cents * 1e6) / 1e6) / 100;
}

function signalFor({ parameters, ...one }: InstrumentStanding<Plan>, week: Week): Signal {
  const { today, timeZone, allParts } = week;
  const { weekday } = parameters;
  const value = valueOf(parameters, allParts);
  const indicators = { week: weekOf(today), value };
  if (value === 0) return { action: "hold", reason: "SIG_NO_WEIGHT", indicators };
  const purchases = [...(one.position?.entries ?? []).map(({ at }) => at), one.lastBoughtAt];
  if (purchases.some((at) => at !== undefined && weekOf(localDay(at, timeZone)) === indicators.week)) {
    return { action: "hold", reason: "SIG_BOUGHT_THIS_WEEK", indicators };
  }
  if (today.dayOfWeek <= WEEKDAYS.indexOf(weekday)) {
    return { action: "hold", reason: "SIG_NOT_YET_DUE", indicators };
  }
  return { action: "buy", value, reason: "SIG_WEEKLY_PURCHASE", indicators };
}

/** `202653`: the ISO week with the year it belongs to, which at the turn of the year is not always that of the day. */
const weekOf = ({ yearOfWeek = 0, weekOfYear = 0 }: Temporal.PlainDate): number =>
  yearOfWeek * 100 + weekOfYear;
