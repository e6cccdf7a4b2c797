import { z } from "zod";
import type { Timestamp } from "../core/domain/time.ts";
import { isoFromTimestamp, timestampFromIso } from "../core/domain/time.ts";
import type { Attempts, Incident, IncidentRecord, Message } from "./incident-record.ts";

/** How the record stands in its file; instants as people write them. */
const Instant = z.string().transform((text, context): Timestamp => {
  const at = timestampFromIso(text);
  if (at !== undefined) return at;
  context.addIssue("not an instant");
  return z.NEVER;
});
const Count = z.int().nonnegative();
const Kind = z.enum(["opened", "reopened", "cleared"]);

const OpenIncident = z
  .object({
    key: z.string().min(1),
    title: z.string(),
    opened_at: Instant,
    last_seen_at: Instant,
    count: Count,
    is_recurring: z.boolean(),
    quiet_since: Instant.exactOptional(),
  })
  .transform((file): Incident => ({
    key: file.key,
    title: file.title,
    openedAt: file.opened_at,
    lastSeenAt: file.last_seen_at,
    count: file.count,
    isRecurring: file.is_recurring,
    ...(file.quiet_since === undefined ? {} : { quietSince: file.quiet_since }),
  }));

const Tried = z
  .object({
    attempts: z.int().positive(),
    last_tried_at: Instant,
    http_status: z.int().exactOptional(),
    failure: z.string().exactOptional(),
    refusals: z.int().positive().exactOptional(),
  })
  .transform((file): Attempts => ({
    attempts: file.attempts,
    lastTriedAt: file.last_tried_at,
    ...(file.http_status === undefined ? {} : { httpStatus: file.http_status }),
    ...(file.failure === undefined ? {} : { failure: file.failure }),
    ...(file.refusals === undefined ? {} : { refusals: file.refusals }),
  }));

const MESSAGE_HEAD = {
  id: z.int().positive(),
  incident: z.string().min(1),
  kind: Kind,
  subject: z.string(),
  composed_at: Instant,
};

const PendingFile = z
  .object({ ...MESSAGE_HEAD, body: z.string(), tried: Tried.exactOptional() })
  .transform(({ tried, composed_at, ...message }) => ({
    message: { ...message, composedAt: composed_at },
    ...(tried === undefined ? {} : { tried }),
  }));

const DeliveryFile = z
  .object({ ...MESSAGE_HEAD, outcome: z.enum(["delivered", "dropped"]), tried: Tried.exactOptional() })
  .transform(({ outcome, tried, composed_at, ...message }) => ({
    outcome,
    message: { ...message, composedAt: composed_at },
    ...(tried === undefined ? {} : { tried }),
  }));

const RecordFile = z
  .object({
    version: z.literal(1),
    open: z.array(OpenIncident),
    recently_cleared: z.array(
      z
        .object({ key: z.string().min(1), cleared_at: Instant })
        .transform(({ key, cleared_at }) => ({ key, clearedAt: cleared_at })),
    ),
    pending: z.array(PendingFile),
    deliveries: z.array(DeliveryFile),
    last_message_id: Count,
    reported_invocations: z.array(z.string()),
  })
  .transform((file): IncidentRecord => ({
    open: file.open,
    recentlyCleared: file.recently_cleared,
    pending: file.pending,
    deliveries: file.deliveries,
    lastMessageId: file.last_message_id,
    reportedInvocations: file.reported_invocations,
  }));

/** Reads the file's text; `undefined` when it is no such record. */
export function parseIncidents(text: string): IncidentRecord | undefined {
  return RecordFile.safeParse(jsonOrUndefined(text)).data;
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The text from which `parseIncidents` makes the same record. */
export function renderIncidents(record: IncidentRecord): string {
  const file: z.input<typeof RecordFile> = {
    version: 1,
    open: record.open.map(incidentDocument),
    recently_cleared: record.recentlyCleared.map(({ key, clearedAt }) => ({
      key,
      cleared_at: isoFromTimestamp(clearedAt),
    })),
    pending: record.pending.map(({ message, tried }) => ({
      ...messageHead(message),
      body: message.body,
      ...triedPart(tried),
    })),
    deliveries: record.deliveries.map(({ message, outcome, tried }) => ({
      ...messageHead(message),
      outcome,
      ...triedPart(tried),
    })),
    last_message_id: record.lastMessageId,
    reported_invocations: [...record.reportedInvocations],
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

export const incidentDocument = (incident: Incident): z.input<typeof OpenIncident> => ({
  key: incident.key,
  title: incident.title,
  opened_at: isoFromTimestamp(incident.openedAt),
  last_seen_at: isoFromTimestamp(incident.lastSeenAt),
  count: incident.count,
  is_recurring: incident.isRecurring,
  ...(incident.quietSince === undefined ? {} : { quiet_since: isoFromTimestamp(incident.quietSince) }),
});

const messageHead = ({ id, incident, kind, subject, composedAt }: Omit<Message, "body">) => ({
  id,
  incident,
  kind,
  subject,
  composed_at: isoFromTimestamp(composedAt),
});

const triedPart = (tried: Attempts | undefined): { tried?: z.input<typeof Tried> } =>
  tried === undefined
    ? {}
    : {
        tried: {
          attempts: tried.attempts,
          last_tried_at: isoFromTimestamp(tried.lastTriedAt),
          ...(tried.httpStatus === undefined ? {} : { http_status: tried.httpStatus }),
          ...(tried.failure === undefined ? {} : { failure: tried.failure }),
          ...(tried.refusals === undefined ? {} : { refusals: tried.refusals }),
        },
      };
