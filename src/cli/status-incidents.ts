import { incidentFilePath, readIncidentFile } from "../adapters/files/incident-file.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { isoFromTimestamp } from "../core/domain/time.ts";
import { incidentDocument, parseIncidents } from "../report/incident-format.ts";
import { NO_INCIDENTS, type IncidentRecord, type PendingMessage } from "../report/incident-record.ts";
import type { Known } from "../report/health-facts.ts";
import { renderTable } from "./output.ts";

type IncidentReading =
  | { readonly kind: "record"; readonly record: IncidentRecord }
  /** Nobody can say what people were told: that is no good news. */
  | { readonly kind: "unreadable"; readonly why: string };

/** What is wrong and what people have not heard of it yet, without disturbing whoever writes it down. */
function readIncidents(stateDirectory: string): IncidentReading {
  try {
    const text = readIncidentFile(stateDirectory);
    const record = text === undefined ? NO_INCIDENTS : parseIncidents(text);
    if (record !== undefined) return { kind: "record", record };
    return {
      kind: "unreadable",
      why: `"${incidentFilePath(stateDirectory)}" is damaged; the next run begins it anew`,
    };
  } catch (error) {
    if (error instanceof TradebotError) return { kind: "unreadable", why: error.message };
    throw error;
  }
}

/** The same for whoever judges it. */
export function knownIncidents(stateDirectory: string): Known<IncidentRecord> {
  const reading = readIncidents(stateDirectory);
  if (reading.kind === "record") return { kind: "known", fact: reading.record };
  const remedy = "give the file back to the user who runs tradebot, or move it away";
  return { kind: "unknown", why: reading.why, remedy };
}

/** The part of `status` about them, for programs. */
export function incidentsDocument(stateDirectory: string) {
  const reading = readIncidents(stateDirectory);
  if (reading.kind === "unreadable") return { unreadable: reading.why };
  const { open, pending } = reading.record;
  return { open: open.map(incidentDocument), undelivered: pending.map(undeliveredDocument) };
}

const undeliveredDocument = ({ message, tried }: PendingMessage) => ({
  subject: message.subject,
  composed_at: isoFromTimestamp(message.composedAt),
  attempts: tried?.attempts ?? 0,
  ...(tried?.failure === undefined ? {} : { failure: tried.failure }),
});

export type IncidentsDocument = ReturnType<typeof incidentsDocument>;

/** The same for people; empty when nothing is wrong and everything was told. */
export function incidentsText(document: IncidentsDocument): string {
  if ("unreadable" in document) return `incidents: not known, ${document.unreadable}\n`;
  const { open, undelivered } = document;
  const tables = [
    open.length === 0
      ? ""
      : renderTable(
          ["INCIDENT", "since", "runs", "newest"],
          open.map(({ title, opened_at, count, last_seen_at }) => [
            title,
            opened_at,
            String(count),
            last_seen_at,
          ]),
        ),
    undelivered.length === 0
      ? ""
      : renderTable(
          ["MESSAGE NOT DELIVERED", "written", "attempts", "failure"],
          undelivered.map(({ subject, composed_at, attempts, failure }) => [
            subject,
            composed_at,
            String(attempts),
            failure ?? "",
          ]),
        ),
  ];
  return tables.filter((table) => table !== "").join("\n");
}
