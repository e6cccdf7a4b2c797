import { incidentFilePath, readIncidentFile, withIncidentFile } from "../adapters/files/incident-file.ts";
import type { HeldIncidentFile } from "../adapters/files/incident-file.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { DurationMs } from "../core/domain/time.ts";
import { isoFromTimestamp } from "../core/domain/time.ts";
import type { Clock } from "../cycle/ports.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { parseIncidents, renderIncidents } from "../report/incident-format.ts";
import type { Situation } from "../report/incident-message.ts";
import { NO_INCIDENTS, type IncidentRecord, type Message } from "../report/incident-record.ts";
import {
  advance,
  isQuiet,
  recordSending,
  type Observation,
  type SendingResult,
} from "../report/incidents.ts";

export interface IncidentPost {
  readonly webhookUrl: URL;
  /** Absent when the configuration does not tell: then nobody remembers what was told before. */
  readonly stateDirectory?: string;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** For sending, not for waiting until it may begin. */
  readonly budget: DurationMs;
  readonly events: EventEmitter;
}

/** What an observation came to. */
export interface Posted {
  readonly record: IncidentRecord;
  readonly results: readonly SendingResult[];
}

/** What is known before an observation: it may depend on it. */
export type Observing = (record: IncidentRecord) => Observation;

/**
 * Lets an observation change the incidents and posts the messages that wait. Each message is on record before it is
 * sent and struck off after, so a process that is killed in between sends it again: better twice than never.
 */
export async function postIncidents(
  observe: Observing,
  situation: Situation,
  post: IncidentPost,
): Promise<Posted> {
  const { stateDirectory: directory, clock, stop, events } = post;
  if (directory === undefined) return postWithoutRecord(observe, situation, post);
  try {
    const seen = readRecord(readIncidentFile(directory), directory, undefined);
    if (seen !== undefined && isQuiet(seen, observe(seen))) return { record: seen, results: [] };
    return await withIncidentFile({ directory, clock, stop }, (file) =>
      postWithRecord(file, directory, { observe, situation, post }),
    );
  } catch (error) {
    sayUnusable(events, directory, error);
    return postWithoutRecord(observe, situation, post);
  }
}

interface Work {
  readonly observe: Observing;
  readonly situation: Situation;
  readonly post: IncidentPost;
}

async function postWithRecord(
  file: HeldIncidentFile,
  directory: string,
  { observe, situation, post }: Work,
): Promise<Posted> {
  const { events, clock } = post;
  const keep = (record: IncidentRecord): boolean => {
    try {
      file.write(renderIncidents(record));
      return true;
    } catch (error) {
      sayUnusable(events, directory, error);
      return false;
    }
  };
  const before = readRecord(file.text, directory, events) ?? NO_INCIDENTS;
  const advanced = advance(before, observe(before), situation);
  sayChanges(events, before, advanced);
  const isKept = keep(advanced);
  const results = await send(advanced, post);
  const record = recordSending(advanced, results, clock.now());
  if (isKept && results.length > 0) keep(record);
  return { record, results };
}

async function postWithoutRecord(
  observe: Observing,
  situation: Situation,
  post: IncidentPost,
): Promise<Posted> {
  const record = advance(NO_INCIDENTS, observe(NO_INCIDENTS), situation);
  const results = await send(record, post);
  return { record: recordSending(record, results, post.clock.now()), results };
}

/** `undefined` when the text is no record; that is said to whoever can hear it. */
function readRecord(
  text: string | undefined,
  directory: string,
  events: EventEmitter | undefined,
): IncidentRecord | undefined {
  if (text === undefined) return NO_INCIDENTS;
  const record = parseIncidents(text);
  if (record === undefined) {
    events?.emit("notify_record_unusable", {
      path: incidentFilePath(directory),
      error_message: "it is damaged; a new one is begun",
    });
  }
  return record;
}

function sayUnusable(events: EventEmitter, directory: string, error: unknown): void {
  if (!(error instanceof TradebotError)) throw error;
  events.emit("notify_record_unusable", { path: incidentFilePath(directory), error_message: error.message });
}

function sayChanges(events: EventEmitter, before: IncidentRecord, after: IncidentRecord): void {
  for (const { message } of after.pending) {
    if (message.id > before.lastMessageId) events.emit("notify_incident_changed", headFields(message));
  }
  for (const { outcome, message } of after.deliveries) {
    const isNew = !before.deliveries.some((known) => known.message.id === message.id);
    if (outcome === "dropped" && isNew) events.emit("notify_webhook_dropped", headFields(message));
  }
}

const headFields = ({ incident, kind }: Pick<Message, "incident" | "kind">) => ({
  incident,
  notification: kind,
});

async function send(
  { pending }: IncidentRecord,
  { webhookUrl: url, clock, stop, budget, events }: IncidentPost,
): Promise<readonly SendingResult[]> {
  if (pending.length === 0) return [];
  const { deliverMessages } = await import("../adapters/notify/deliver-messages.ts");
  const messages = pending.map(({ message: { id, subject, body, composedAt } }) => ({
    id,
    subject,
    body,
    timestamp: isoFromTimestamp(composedAt),
  }));
  const results = await deliverMessages(messages, { url, clock, stop, budget });
  for (const { message } of pending) {
    const result = results.find(({ id }) => id === message.id);
    if (result !== undefined) sayResult(events, message, result);
  }
  return results;
}

function sayResult(events: EventEmitter, message: Message, result: SendingResult): void {
  const { attempts, httpStatus: http_status, failure } = result;
  const fields = { ...headFields(message), attempts };
  if (result.isDelivered && http_status !== undefined) {
    events.emit("notify_webhook_delivered", { ...fields, http_status });
  } else {
    events.emit("notify_webhook_failed", { ...fields, failure_reason: failure ?? "UNKNOWN", http_status });
  }
}
