import { incidentFilePath, readIncidentFile, withIncidentFile } from "../adapters/files/incident-file.ts";
import type { HeldIncidentFile } from "../adapters/files/incident-file.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { parseIncidents, renderIncidents } from "../report/incident-format.ts";
import type { Situation } from "../report/incident-message.ts";
import { NO_INCIDENTS, type IncidentRecord } from "../report/incident-record.ts";
import { dueMessages, recordSending } from "../report/deliveries.ts";
import { advance, isQuiet, type Observation } from "../report/incidents.ts";
import { postWithoutRecord } from "./post-without-record.ts";
import { headFields, sendMessages, type Sending } from "./send-messages.ts";

export interface IncidentPost extends Sending {
  /** Absent when the configuration does not tell. */
  readonly stateDirectory?: string;
  /** Where the little is noted that must be remembered while the state directory cannot be used. */
  readonly spareDirectories: readonly string[];
}

/** What an observation came to. */
export interface Posted {
  /** What is wrong. */
  readonly incidents: readonly string[];
  /** How many messages did not arrive yet. */
  readonly pending: number;
  /** Whether people were told, or will be by a later run. */
  readonly isSeenTo: boolean;
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
  if (directory === undefined) return postWithoutRecord(observe, situation, { post });
  try {
    const seen = readRecord(readIncidentFile(directory), directory, undefined);
    if (seen !== undefined && isQuiet(seen, observe(seen))) return NOTHING_TO_TELL;
    return await withIncidentFile({ directory, clock, stop }, (file) =>
      postWithRecord(file, directory, { observe, situation, post }),
    );
  } catch (error) {
    sayUnusable(events, directory, error);
    return postWithoutRecord(observe, situation, { post });
  }
}

const NOTHING_TO_TELL: Posted = { incidents: [], pending: 0, isSeenTo: true };

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
  // what cannot be put on record before it is sent would be sent by every run
  if (!keep(advanced)) return postWithoutRecord(observe, situation, { post, record: before });
  sayChanges(events, before, advanced);
  const results = await sendMessages(dueMessages(advanced, clock.now()), post);
  const record = recordSending(advanced, results, clock.now());
  if (results.length > 0) keep(record);
  sayDropped(events, advanced, record);
  return {
    incidents: record.open.map(({ key }) => key),
    pending: record.pending.length,
    isSeenTo: true,
  };
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
  sayDropped(events, before, after);
}

function sayDropped(events: EventEmitter, before: IncidentRecord, after: IncidentRecord): void {
  for (const { outcome, message } of after.deliveries) {
    const isNew = !before.deliveries.some((known) => known.message.id === message.id);
    if (outcome === "dropped" && isNew) events.emit("notify_webhook_dropped", headFields(message));
  }
}
