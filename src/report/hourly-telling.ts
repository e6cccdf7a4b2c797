import { z } from "zod";
import { isoFromTimestamp, minutes, timestampFromIso, type Timestamp } from "../core/domain/time.ts";
import { composeReminder, type Condition, type Situation } from "./incident-message.ts";
import type { IncidentRecord, Message } from "./incident-record.ts";
import type { Observation } from "./incidents.ts";
import { isWithin } from "./is-within.ts";

/** What is still remembered of telling people where the record of incidents cannot be used. */
export interface LastTold {
  readonly toldAt: ReadonlyMap<string, Timestamp>;
  /** Failed starts that were told of. */
  readonly invocations: readonly string[];
}

const NOTHING_TOLD: LastTold = { toldAt: new Map(), invocations: [] };

/** Often enough to be heard of a trouble that nobody marks as over, and rare enough to be read. */
const BETWEEN_REMINDERS = minutes(60);
const INVOCATIONS_KEPT = 20;

/** What a run or a start says of itself; what else was found waits until it can be told once. */
export const ownConditions = ({ failing }: Observation): readonly Condition[] =>
  failing.filter(({ key }) => !key.startsWith("check:"));

/** @param record what was told before, as far as that can be read */
export function dueReminders(
  conditions: readonly Condition[],
  lastTold: LastTold,
  { record, situation }: { readonly record: IncidentRecord; readonly situation: Situation },
): readonly Message[] {
  const isTold = ({ key }: Condition): boolean =>
    record.open.some((incident) => incident.key === key) &&
    !record.pending.some(({ message }) => message.incident === key);
  const isRecent = ({ key }: Condition): boolean => {
    const at = lastTold.toldAt.get(key);
    return at !== undefined && isWithin(BETWEEN_REMINDERS, at, situation.now);
  };
  return conditions
    .filter((condition) => !isTold(condition) && !isRecent(condition))
    .map((condition, index) => ({
      id: index + 1,
      incident: condition.key,
      kind: "opened",
      composedAt: situation.now,
      ...composeReminder(condition, situation),
    }));
}

/** With what was told now; what was told too long ago to matter is left out. */
export function withTold(
  { toldAt, invocations }: LastTold,
  told: { readonly keys: readonly string[]; readonly invocationId?: string | undefined },
  now: Timestamp,
): LastTold {
  const recent = [...toldAt].filter(([, at]) => isWithin(BETWEEN_REMINDERS, at, now));
  const { keys, invocationId } = told;
  return {
    toldAt: new Map([...recent, ...keys.map((key) => [key, now] as const)]),
    invocations: [...invocations, ...(invocationId === undefined ? [] : [invocationId])].slice(
      -INVOCATIONS_KEPT,
    ),
  };
}

/** Of several notes: a message that any of them knows was sent. */
export const mergeTold = (notes: readonly LastTold[]): LastTold => ({
  toldAt: new Map(notes.flatMap(({ toldAt }) => [...toldAt]).sort(([, one], [, other]) => one - other)),
  invocations: [...new Set(notes.flatMap(({ invocations }) => invocations))],
});

const LastToldFile = z.object({
  version: z.literal(1),
  told_at: z.record(z.string(), z.string()),
  invocations: z.array(z.string()),
});

/** What cannot be read tells of nothing: better told twice than not at all. */
export function parseLastTold(text: string | undefined): LastTold {
  const { data } = LastToldFile.safeParse(jsonOrUndefined(text));
  if (data === undefined) return NOTHING_TOLD;
  const toldAt = Object.entries(data.told_at).flatMap(([key, iso]) => {
    const at = timestampFromIso(iso);
    return at === undefined ? [] : [[key, at] as const];
  });
  return { toldAt: new Map(toldAt), invocations: data.invocations };
}

function jsonOrUndefined(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function renderLastTold({ toldAt, invocations }: LastTold): string {
  const file: z.input<typeof LastToldFile> = {
    version: 1,
    told_at: Object.fromEntries([...toldAt].map(([key, at]) => [key, isoFromTimestamp(at)])),
    invocations: [...invocations],
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}
