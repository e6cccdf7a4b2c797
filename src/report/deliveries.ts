import { durationMs, minutes, type DurationMs, type Timestamp } from "../core/domain/time.ts";
import type { Attempts, Delivery, IncidentRecord, Message, PendingMessage } from "./incident-record.ts";
import { isWithin } from "./is-within.ts";

const DELIVERIES_KEPT = 100;

/** What one run's attempts at a message amounted to. */
export interface SendingResult {
  readonly id: number;
  readonly isDelivered: boolean;
  /** Whether the same message will be refused again, unless somebody changes something. */
  readonly isRefusedForGood?: boolean;
  /** In this run. */
  readonly attempts: number;
  readonly httpStatus?: number;
  readonly failure?: string;
}

/** An address that takes nothing is asked each hour of a day and each day of a week, and then no more. */
const HOURLY_REFUSALS = 24;
const MOST_REFUSALS = HOURLY_REFUSALS + 7;
const HOUR = minutes(60);
const DAY = minutes(24 * 60);

/** What is to be tried now: everything that waits, but for what was refused for good not long ago. */
export const dueMessages = ({ pending }: IncidentRecord, now: Timestamp): readonly Message[] =>
  pending.filter(({ tried }) => isDue(tried, now)).map(({ message }) => message);

const isDue = (tried: Attempts | undefined, now: Timestamp): boolean =>
  tried?.refusals === undefined || !isWithin(waitAfter(tried.refusals), tried.lastTriedAt, now);

/** A run may begin a little before the hour is over: the next one would be late by its interval. */
const EARLY = minutes(1);
const waitAfter = (refusals: number): DurationMs =>
  durationMs((refusals < HOURLY_REFUSALS ? HOUR : DAY) - EARLY);

/** Books what became of the messages that were tried: what is delivered, or refused for days, waits no longer. */
export function recordSending(
  record: IncidentRecord,
  results: readonly SendingResult[],
  now: Timestamp,
): IncidentRecord {
  const resultOf = ({ message }: PendingMessage): SendingResult | undefined =>
    results.find(({ id }) => id === message.id);
  const tried = record.pending.map((each) => triedMore(each, resultOf(each), now));
  const delivered = tried.filter((each) => resultOf(each)?.isDelivered === true);
  const dropped = tried.filter((each) => !delivered.includes(each) && isHopeless(each));
  const pending = tried.filter((each) => !delivered.includes(each) && !dropped.includes(each));
  const booked = { ...record, pending, deliveries: withDeliveries(record, delivered, "delivered") };
  return { ...booked, deliveries: withDeliveries(booked, dropped, "dropped") };
}

const isHopeless = ({ tried }: PendingMessage): boolean => (tried?.refusals ?? 0) >= MOST_REFUSALS;

function triedMore(
  { message, tried: before }: PendingMessage,
  result: SendingResult | undefined,
  now: Timestamp,
): PendingMessage {
  if (result === undefined || result.attempts === 0) {
    return { message, ...(before === undefined ? {} : { tried: before }) };
  }
  return { message, tried: attemptsWith(before, result, now) };
}

function attemptsWith(
  { attempts: before, refusals: refusedBefore = 0 }: Pick<Attempts, "attempts" | "refusals"> = {
    attempts: 0,
  },
  { attempts, httpStatus, failure, isRefusedForGood = false }: SendingResult,
  now: Timestamp,
): Attempts {
  const refusals = isRefusedForGood ? refusedBefore + 1 : refusedBefore;
  return {
    attempts: before + attempts,
    lastTriedAt: now,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(failure === undefined ? {} : { failure }),
    ...(refusals === 0 ? {} : { refusals }),
  };
}

/** The newest ends of messages, with these behind them. */
export const withDeliveries = (
  { deliveries }: IncidentRecord,
  messages: readonly PendingMessage[],
  outcome: Delivery["outcome"],
): readonly Delivery[] =>
  [...deliveries, ...messages.map((each) => ended(each, outcome))].slice(-DELIVERIES_KEPT);

function ended({ message, tried }: PendingMessage, outcome: Delivery["outcome"]): Delivery {
  const { id, incident, kind, subject, composedAt } = message; // the body has done its work
  const head = { id, incident, kind, subject, composedAt };
  return { outcome, message: head, ...(tried === undefined ? {} : { tried }) };
}
