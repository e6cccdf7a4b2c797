import type { Timestamp } from "../core/domain/time.ts";
import { minutes } from "../core/domain/time.ts";
import type { Condition, Situation } from "./incident-message.ts";
import { composeClearing, composeOpening } from "./incident-message.ts";
import type { Incident, IncidentRecord, Message } from "./incident-record.ts";
import { withDeliveries } from "./deliveries.ts";
import { isWithin } from "./is-within.ts";

/**
 * What comes back within this time of being over comes and goes: it is announced as that, once, and is over only when
 * it has kept quiet for as long. So the newest message is always true, and a condition makes at most three in an hour.
 */
const RECURRENCE = minutes(60);
const PENDING_KEPT = 100;
const INVOCATIONS_KEPT = 20;

/** What one run, or one look at a failed one, found out. */
export interface Observation {
  readonly failing: readonly Condition[];
  /** Whether it was found that a condition which is not failing is over: what was not looked at stays as it is. */
  readonly isOver: (key: string) => boolean;
  /** The service manager's id of the start that was looked at. */
  readonly invocationId?: string;
}

/** Whether an observation changes nothing and there is nothing to send: then the record need not be written. */
export const isQuiet = (record: IncidentRecord, { failing }: Observation): boolean =>
  failing.length === 0 && record.open.length === 0 && record.pending.length === 0;

/** Opens, continues and clears incidents, and composes the messages that this asks for. */
export function advance(
  record: IncidentRecord,
  observation: Observation,
  situation: Situation,
): IncidentRecord {
  const cleared = observation.failing.reduce(
    (soFar, condition) => meet(soFar, condition, situation),
    clearOver(forgetOld(record, situation.now), observation, situation),
  );
  const { invocationId } = observation;
  if (invocationId === undefined || observation.failing.length === 0) return cleared;
  const reportedInvocations = [...cleared.reportedInvocations, invocationId].slice(-INVOCATIONS_KEPT);
  return { ...cleared, reportedInvocations };
}

const forgetOld = (record: IncidentRecord, now: Timestamp): IncidentRecord => ({
  ...record,
  recentlyCleared: record.recentlyCleared.filter(({ clearedAt }) => isWithin(RECURRENCE, clearedAt, now)),
});

function meet(record: IncidentRecord, condition: Condition, situation: Situation): IncidentRecord {
  const known = record.open.find(({ key }) => key === condition.key);
  return known === undefined ? open(record, condition, situation) : again(record, known, situation.now);
}

function open(record: IncidentRecord, condition: Condition, situation: Situation): IncidentRecord {
  const { key, title } = condition;
  const { now } = situation;
  const isRecurring = record.recentlyCleared.some((cleared) => cleared.key === key);
  const incident: Incident = { key, title, openedAt: now, lastSeenAt: now, count: 1, isRecurring };
  return announce(
    { ...record, open: [...record.open, incident] },
    { incident: key, kind: isRecurring ? "reopened" : "opened", composedAt: now },
    composeOpening(condition, incident, situation),
  );
}

function again(record: IncidentRecord, known: Incident, now: Timestamp): IncidentRecord {
  const { key, title, openedAt, count, isRecurring } = known; // and quiet no longer
  const met: Incident = { key, title, openedAt, lastSeenAt: now, count: count + 1, isRecurring };
  return { ...record, open: record.open.map((each) => (each === known ? met : each)) };
}

function clearOver(
  record: IncidentRecord,
  { failing, isOver }: Observation,
  situation: Situation,
): IncidentRecord {
  const isFailing = (key: string): boolean => failing.some((condition) => condition.key === key);
  return record.open
    .filter(({ key }) => !isFailing(key) && isOver(key))
    .reduce((soFar, incident) => clear(soFar, incident, situation), record);
}

function clear(record: IncidentRecord, incident: Incident, situation: Situation): IncidentRecord {
  const { now } = situation;
  const { key } = incident;
  const others = record.open.filter((each) => each !== incident);
  const quiet: Incident = { ...incident, quietSince: quietSince(incident, now) };
  if (incident.isRecurring && isWithin(RECURRENCE, quiet.quietSince ?? now, now)) {
    return { ...record, open: record.open.map((each) => (each === incident ? quiet : each)) };
  }
  return announce(
    {
      ...record,
      open: others,
      recentlyCleared: [
        ...record.recentlyCleared.filter((cleared) => cleared.key !== key),
        { key, clearedAt: now },
      ],
    },
    { incident: key, kind: "cleared", composedAt: now },
    composeClearing(quiet, situation),
  );
}

const quietSince = ({ quietSince: since }: Incident, now: Timestamp): Timestamp =>
  since === undefined || since > now ? now : since;

function announce(
  record: IncidentRecord,
  head: Pick<Message, "incident" | "kind" | "composedAt">,
  words: Pick<Message, "subject" | "body">,
): IncidentRecord {
  const id = record.lastMessageId + 1;
  const waiting = [...record.pending, { message: { ...head, ...words, id } }];
  const dropped = waiting.slice(0, Math.max(0, waiting.length - PENDING_KEPT));
  return {
    ...record,
    lastMessageId: id,
    pending: waiting.slice(dropped.length),
    deliveries: withDeliveries(record, dropped, "dropped"),
  };
}
